// The user, or the window manager for them, closes a window on a display: a message of the X protocol that no API of Chromium sends.
import { expect } from 'chai';
import * as path from 'node:path';
import { runApp, source, printed, type AppExit } from './lib/apps';
import { startDisplay } from './lib/display';
import { FIXTURES } from './lib/fixture-client';
import { listen } from './lib/servers';

const CLOSER = path.join(FIXTURES, '..', '..', 'script', 'lib', 'fixtures', 'close_window.py');

/** `open(page)` gives a window with that page, `closeByManager()` closes it. All of them have one title. */
const HELPERS = `
  const { execFile } = require('child_process');
  const { once } = require('events');
  app.on('window-all-closed', () => undefined);
  const open = async (page, listeners = {}) => {
    const window = new BrowserWindow({ width: 300, height: 200 });
    for (const [name, listener] of Object.entries(listeners)) window.on(name, listener);
    await window.loadURL(/^\\w+:/.test(page) ? page : 'data:text/html,<title>Window</title>' + encodeURIComponent(page));
    return window;
  };
  const closeByManager = () => new Promise((resolve, reject) =>
    execFile('/usr/bin/python3', ['-B', ${JSON.stringify(CLOSER)}, 'Window'], (error) => error ? reject(error) : resolve()));
  /** Whatever the page was asked before is answered. */
  const settled = (window) => window.webContents.executeJavaScript('1');
`;

/** What the app prints once it is ready; it ends behind `code`, or by itself. */
async function outputOf(code: string): Promise<{ lines: unknown[]; exit: AppExit }> {
  const exit = await runApp(
    source(
      `${HELPERS} app.whenReady().then(async () => { ${code} }).catch((error) => { console.error(error); app.exit(1); });`,
    ),
    { env: { DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined } },
  );
  expect(exit.code, exit.stderr).to.equal(0);
  return { lines: printed(exit), exit };
}

describe('a window that the user closes', () => {
  it('emits `close`, stays as often as a listener prevents it, and closes when none does', async () => {
    const { lines } = await outputOf(`
      let keeps = true;
      const window = await open('<p>page', { close: (event) => keeps && event.preventDefault() });
      for (const turn of [1, 2]) {
        const asked = once(window, 'close');
        await closeByManager();
        await asked;
        await settled(window);
        print(['kept', turn, window.isDestroyed()]);
      }
      keeps = false;
      const closed = once(window, 'closed');
      await closeByManager();
      await closed;
      print(['closed', window.isDestroyed()]);
      app.quit();
    `);
    expect(lines).to.deep.equal([['kept', 1, false], ['kept', 2, false], ['closed', true]]); // prettier-ignore
  });

  it('may be destroyed by the listener', async () => {
    const { lines } = await outputOf(`
      const window = await open('<p>page', { close: (event) => (event.preventDefault(), window.destroy()) });
      const closed = once(window, 'closed');
      await closeByManager();
      await closed;
      print(BrowserWindow.getAllWindows().map(({ id }) => id));
      app.quit();
    `);
    expect(lines).to.deep.equal([[]]);
  });

  it('may make the app quit, which asks it once more', async () => {
    const { lines } = await outputOf(`
      let asked = 0;
      const window = await open('<p>page', {
        close: (event) => {
          print(['close', ++asked]);
          if (asked > 1) return;
          event.preventDefault();
          app.quit();
        },
      });
      await closeByManager();
    `);
    expect(lines).to.deep.equal([['close', 1], ['close', 2]]); // prettier-ignore
  });

  it('asks its page behind the app, whether the user has touched it or not', async () => {
    const { lines } = await outputOf(`
      const seen = [];
      const window = await open('<script>onbeforeunload = (event) => event.preventDefault()</script>', {
        close: () => seen.push('close'),
      });
      let leaves = false;
      window.webContents.on('will-prevent-unload', (event) => {
        seen.push('will-prevent-unload');
        if (leaves) event.preventDefault();
      });
      const asked = once(window.webContents, 'will-prevent-unload');
      await closeByManager();
      await asked;
      await settled(window);
      print([...seen, window.isDestroyed()]);
      leaves = true;
      const closed = once(window, 'closed');
      await closeByManager();
      await closed;
      print(seen);
      app.quit();
    `);
    const once = ['close', 'will-prevent-unload'];
    expect(lines).to.deep.equal([[...once, false], [...once, ...once]]); // prettier-ignore
  });

  it('is not taken for one that navigates, and asks in every document', async () => {
    const server = await listen(({ url = '' }, response) => {
      if (url === '/never') return;
      response.setHeader('Content-Type', 'text/html');
      response.end('<title>Window</title><a href="/two">two</a><form action="/three"><input name="q"></form>');
    });
    const { lines } = await outputOf(`
      let asked = 0;
      const window = await open('${server.origin}/one', { close: (event) => (asked++, event.preventDefault()) });
      const { webContents } = window;
      const run = (code) => void webContents.executeJavaScript('void ' + code).catch(() => undefined);
      for (const navigate of [
        () => run("document.querySelector('a').click()"),
        () => run('history.back()'),
        () => run('location.reload()'),
        () => run("document.querySelector('form').submit()"),
        () => webContents.goBack(),
        () => webContents.reload(),
        () => void window.loadURL('${server.origin}/four'),
      ]) {
        const loaded = once(webContents, 'did-finish-load');
        navigate();
        await loaded;
      }
      print(['navigated', asked, new URL(webContents.getURL()).pathname]);
      // One that is under way.
      const started = once(webContents, 'did-start-navigation');
      run("location.assign('/never')");
      await started;
      const closing = once(window, 'close');
      await closeByManager();
      await closing;
      print(['asked', asked]);
      window.destroy();
      app.quit();
    `);
    expect(lines).to.deep.equal([['navigated', 0, '/four'], ['asked', 1]]); // prettier-ignore
  });
});
