import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
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
});
