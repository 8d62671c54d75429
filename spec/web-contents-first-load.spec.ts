// A window before its first page, and what of that is left behind it.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('webContents: the first page of a window', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });
  const oneEntry = (window: BrowserWindow): Promise<boolean> =>
    until('one entry', async () => (await run(window, 'history.length')) === 1);

  it('is the first entry of its history: a script cannot leave it', async () => {
    const window = open();
    const server = await listen('<title>alone</title>');
    await window.loadURL(server.origin);
    await oneEntry(window);
    await run(window, '{ history.back(); history.go(-1); } null');
    await run(window, "fetch('/later').then(() => null)");
    expect(await run(window, '[document.title, location.href]')).to.deep.equal(['alone', `${server.origin}/`]);
  });

  it('cannot be left by a script that goes back while it is parsed', async () => {
    const window = open();
    const server = await listen('<title>alone</title><script>history.back()</script><p>text');
    await window.loadURL(server.origin);
    await oneEntry(window);
    expect([window.webContents.getURL(), await run(window, 'document.title')]).to.deep.equal([
      `${server.origin}/`,
      'alone',
    ]);
  });

  it('cannot be left by it while the app is too busy to take the blank page out of the history', async () => {
    const window = open();
    const server = await listen((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.write('<title>alone</title><script>history.back()</script>');
      setTimeout(() => response.end('<p>text'), 30);
      if (server.requests.length > 1) return;
      // Behind the write: nothing that Chromium tells is heard before its script has gone back.
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000));
    });
    await window.loadURL(server.origin);
    await oneEntry(window);
    expect([window.webContents.getURL(), await run(window, 'document.title')]).to.deep.equal([
      `${server.origin}/`,
      'alone',
    ]);
  });

  it('is the first entry, too, after a crash', async () => {
    const window = open();
    const server = await listen('<title>alone</title>');
    await window.loadURL(server.origin);
    const gone = nextEvent(window.webContents, 'render-process-gone');
    window.webContents.forcefullyCrashRenderer();
    await gone;
    await window.loadURL(server.origin);
    await oneEntry(window);
  });

  it('is the first entry where the load before it has failed', async () => {
    const window = open();
    const server = await listen('<title>alone</title>');
    await window.loadURL('https://nowhere.invalid/').catch(() => undefined);
    await run(window, 'null');
    await until('one entry', async () => (await run(window, 'history.length')) === 1);
    await window.loadURL(server.origin);
    await until('two entries', async () => (await run(window, 'history.length')) === 2);
  });

  it('has no picture before it is there', async () => {
    const image = await open().webContents.capturePage();
    expect([image.isEmpty(), image.getSize()]).to.deep.equal([true, { width: 0, height: 0 }]);
  });

  it('has no picture of a window that is destroyed', async () => {
    const { webContents } = open();
    const captured = webContents.capturePage();
    webContents.close();
    const image = await captured.catch((error: unknown) => error);
    expect(image).to.be.an('error');
  });
});

describe('webContents.forcefullyCrashRenderer()', () => {
  const shared = useSharedSession();

  for (const [when, prepare] of [
    ['the first page', async () => undefined],
    ['another page', async (window: BrowserWindow) => window.loadURL((await listen('<title>first</title>')).origin)],
  ] as const) {
    it(`crashes a page that waits for the server of ${when}: loadURL() rejects`, async () => {
      const window = newWindow({ webPreferences: { session: shared() } });
      await prepare(window);
      const warnings: Error[] = [];
      const onWarning = (warning: Error): void => void warnings.push(warning);
      process.on('warning', onWarning);
      const asked = new Promise<void>((resolve) => {
        void listen(() => resolve()).then(({ origin }) => loading(origin));
      });
      let load: Promise<unknown> = Promise.resolve();
      const loading = (url: string): void => {
        load = window.loadURL(url).catch((error: unknown) => error);
      };
      await asked;
      const gone = nextEvent<[unknown, Electron.RenderProcessGoneDetails]>(window.webContents, 'render-process-gone');
      window.webContents.forcefullyCrashRenderer();
      expect((await gone)[1].reason).to.equal('crashed');
      expect(await load).to.be.an('error');
      (process as NodeJS.EventEmitter).off('warning', onWarning);
      expect(warnings).to.deep.equal([]);
    });
  }

  it('crashes a window that has loaded nothing', async () => {
    const { webContents } = newWindow({ webPreferences: { session: shared() } });
    const gone = nextEvent<[unknown, Electron.RenderProcessGoneDetails]>(webContents, 'render-process-gone');
    webContents.forcefullyCrashRenderer();
    expect((await gone)[1].reason).to.equal('crashed');
  });
});
