// What scripts of the app find in a page, and what comes back.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`It resolved with ${String(value)}`);
    },
    (reason: unknown) => reason,
  );

describe('scripts of the app in pages', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });
  const openPage = async (): Promise<BrowserWindow> => {
    const window = open();
    await window.loadURL('data:text/html,<title>page</title>');
    return window;
  };

  describe('webContents.executeJavaScript(code[, userGesture])', () => {
    it('waits for a load that was started, also after another one', async () => {
      const server = await listen();
      const window = open();
      await window.loadURL(`${server.origin}/a`);
      void window.loadURL(`${server.origin}/b`);
      expect(await run(window, 'location.pathname')).to.equal('/b');
    });

    it('waits for a load that fails, and runs in what is there then', async () => {
      const server = await listen();
      const window = open();
      await window.loadURL(`${server.origin}/a`);
      void window.loadURL('no URL at all');
      expect(await run(window, 'location.pathname')).to.equal('/a');
    });

    it('lets no code eval() where the policy of the page forbids it', async () => {
      const server = await listen((_, response) =>
        sendPage(response, '', { 'content-security-policy': "script-src 'self'" }),
      );
      const window = open();
      await window.loadURL(server.origin);
      const result = await run(window, "(() => { try { return eval('1'); } catch ({ name }) { return name; } })()");
      expect(result).to.equal('EvalError');
    });

    it('gives platform objects as objects without properties', async () => {
      const window = await openPage();
      const result = await run(window, '[navigator, new Blob(["x"]), { url: new URL("http://a/") }]');
      expect(result).to.deep.equal([{}, {}, { url: {} }]);
    });
  });

  describe('webContents.isLoading(), webContents.isLoadingMainFrame()', () => {
    /** Chromium tells that a page has stopped loading behind its load event. */
    const openIdlePage = async (): Promise<BrowserWindow> => {
      const window = await openPage();
      await until('the page stops loading', () => !window.webContents.isLoading());
      return window;
    };

    it('are true from the call of loadURL() on', async () => {
      const window = await openIdlePage();
      const before = [window.webContents.isLoading(), window.webContents.isLoadingMainFrame()];
      const loaded = window.loadURL('data:text/html,next');
      const during = [window.webContents.isLoading(), window.webContents.isLoadingMainFrame()];
      await loaded;
      expect([before, during]).to.deep.equal([
        [false, false],
        [true, true],
      ]);
    });

    it('are false again after a load that cannot be', async () => {
      const window = await openIdlePage();
      await reasonOf(window.loadURL('no URL at all'));
      expect([window.webContents.isLoading(), window.webContents.isLoadingMainFrame()]).to.deep.equal([false, false]);
    });
  });

  describe('frame.executeJavaScript(code[, userGesture])', () => {
    it('gives null for undefined', async () => {
      const { mainFrame } = (await openPage()).webContents;
      expect([
        await mainFrame.executeJavaScript('undefined'),
        await mainFrame.executeJavaScript('Promise.resolve()'),
      ]).to.deep.equal([null, null]);
    });

    it('rejects with the text of an error that was thrown, its name first', async () => {
      const { mainFrame } = (await openPage()).webContents;
      const reason = await reasonOf(mainFrame.executeJavaScript('nobodyDefinesThis'));
      expect(reason)
        .to.be.a('string')
        .that.matches(/^ReferenceError: nobodyDefinesThis is not defined\n/);
    });

    it('rejects with the text of what a promise rejects with', async () => {
      const { mainFrame } = (await openPage()).webContents;
      const error = await reasonOf(mainFrame.executeJavaScript("Promise.reject(new TypeError('odd'))"));
      expect(error)
        .to.be.a('string')
        .that.matches(/^TypeError: odd\n/);
      const others = ["Promise.reject('text')", 'Promise.reject({ a: 1 })', 'throw 5', 'Promise.reject(undefined)'];
      const reasons = await Promise.all(others.map((code) => reasonOf(mainFrame.executeJavaScript(code))));
      expect(reasons).to.deep.equal(['text', '[object Object]', '5', 'undefined']);
    });
  });
});
