import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe("webContents event 'console-message'", () => {
  const shared = useSharedSession();
  const messages = async (code: string, count: number): Promise<[level: number, message: string][]> => {
    const window: BrowserWindow = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL('data:text/html,<title>console</title>');
    const told: [level: number, message: string][] = [];
    window.webContents.on('console-message', (_, level, message) => told.push([level, message]));
    await run(window, `{ ${code} }`);
    await until('all messages', () => told.length >= count);
    return told;
  };

  const TEXTS: [code: string, text: string][] = [
    ['[1, 2, 3]', '1,2,3'],
    ['[1, [null, 2]]', '1,,2'],
    ['{}', '[object Object]'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['1n', '1n'],
    ["Symbol('s')", 'Symbol(s)'],
    ["new Error('boom')", 'Error: boom'],
    ['document.body', '[object HTMLBodyElement]'],
    ['/x/g', '/x/g'],
    ['() => 1', '() => 1'],
    ["'%s is', 'a', 5", '%s is a 5'],
  ];

  it('has the text that Chromium makes of the arguments', async () => {
    const told = await messages(TEXTS.map(([code]) => `console.log(${code});`).join(''), TEXTS.length);
    expect(told.map(([, text]) => text)).to.deep.equal(TEXTS.map(([, text]) => text));
  });

  it('has the level of the method', async () => {
    const code = "console.debug('a'); console.log('b'); console.info('c'); console.warn('d'); console.error('e');";
    const told = await messages(`${code} console.assert(false, 'f'); console.count();`, 7);
    expect(told).to.deep.equal([
      [0, 'a'],
      [1, 'b'],
      [1, 'c'],
      [2, 'd'],
      [3, 'e'],
      [3, 'f'],
      [0, 'default: 1'],
    ]);
  });

  it('comes once for each message of an iframe in another process', async () => {
    const told = await messages(
      'document.body.innerHTML = \'<iframe sandbox=allow-scripts srcdoc="<script>console.log(1)</script>"></iframe>\';',
      1,
    );
    expect(told).to.deep.equal([[1, '1']]);
  });

  it('comes for what Chromium itself writes, with line and URL', async () => {
    const { origin } = await listen((_, response) => {
      const html =
        "<title>policy</title>\n<img src='/image'>\n<script>fetch('unknown://x').catch(() => undefined)</script>";
      sendPage(response, html, { 'content-security-policy': "img-src 'none'" });
    });
    const window = newWindow({ webPreferences: { session: shared() } });
    const told: unknown[][] = [];
    window.webContents.on('console-message', (_, ...message) => told.push(message));
    await window.loadURL(`${origin}/`);
    await until('both messages', () => told.length >= 2);
    const texts = told.map(([level, text, , url]) => [level, String(text).split(' ').slice(0, 3).join(' '), url]);
    expect(texts).to.have.deep.members([
      [3, 'Loading the image', `${origin}/`],
      [3, 'Fetch API cannot', `${origin}/`],
    ]);
  });

  it('leaves out what could not be loaded', async () => {
    const { origin } = await listen(({ url }, response) => {
      if (url === '/') sendPage(response, "<script src='/missing.js' onerror='console.log(1)'></script>");
      else response.writeHead(404).end();
    });
    const window = newWindow({ webPreferences: { session: shared() } });
    const told: unknown[] = [];
    window.webContents.on('console-message', (_event, _level, message) => told.push(message));
    await window.loadURL(`${origin}/`);
    await until('the message of the page', () => told.length > 0);
    expect(told).to.deep.equal(['1']);
  });

  it('has nothing of the library, whatever the policy of the page', async () => {
    const reports: (string | undefined)[] = [];
    const { origin } = await listen(({ url }, response) => {
      if (url !== '/') reports.push(url);
      const policy = "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'; report-uri /report";
      sendPage(response, '<title>strict</title>', { 'content-security-policy': policy });
    });
    const window = newWindow({ webPreferences: { session: shared() } });
    const told: unknown[] = [];
    window.webContents.on('console-message', (_event, _level, message) => told.push(message));
    await window.loadURL(`${origin}/`);
    // Behind it on the same connection: a report would have come before.
    await run(window, "fetch('/behind').then(() => console.log('end'))");
    await until('the end', () => told.includes('end'));
    expect([told, reports]).to.deep.equal([['end'], ['/behind']]);
  });
});
