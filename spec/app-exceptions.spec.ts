// Listeners and handlers of the app that throw: the exception is the app's, and what waited for an answer ends.
import { app, BrowserWindow, ipcMain, net, webContents } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { defer } from './lib/cleanup';
import { runApp } from './lib/apps';
import { run, windowWithPreload } from './lib/preload';
import { handle } from './lib/protocol';
import { listen } from './lib/servers';
import { newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { collectUncaught } from './lib/uncaught';
import { until } from './lib/until';

const fail = (message: string) => (): never => {
  throw new Error(message);
};

describe('exceptions of the app', () => {
  const shared = useSharedSession();
  const sharedWindow = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });

  describe("win event 'close'", () => {
    it('closes the window when a listener throws, and its exception is uncaught once', async () => {
      const uncaught = collectUncaught();
      const window = sharedWindow();
      await window.loadURL('about:blank');
      window.on('close', fail('of close'));
      const closed = once(window, 'closed');
      window.close();
      await closed;
      expect(uncaught).to.deep.equal(['uncaughtException: of close']);
    });

    it('keeps the window when a listener throws behind preventDefault()', async () => {
      const uncaught = collectUncaught();
      const window = sharedWindow();
      window.on('close', (event) => {
        event.preventDefault();
        fail('of close')();
      });
      window.close();
      await until('the exception', () => uncaught.length > 0);
      expect(window.isDestroyed()).to.equal(false);
    });

    it('is not emitted to the listeners behind one that throws', async () => {
      collectUncaught();
      const window = sharedWindow();
      let called = false;
      window.on('close', fail('of the first'));
      window.on('close', () => (called = true));
      const closed = once(window, 'closed');
      window.close();
      await closed;
      expect(called).to.equal(false);
    });
  });

  describe("win event 'closed'", () => {
    it('leaves no window behind when a listener throws', async () => {
      const uncaught = collectUncaught();
      const window = sharedWindow();
      window.on('closed', fail('of closed'));
      window.destroy();
      await until('the exception', () => uncaught.length > 0);
      expect(BrowserWindow.getAllWindows()).not.to.include(window);
      expect(webContents.getAllWebContents()).not.to.include(window.webContents);
      expect(uncaught).to.deep.equal(['uncaughtException: of closed']);
    });
  });

  describe("contents event 'will-navigate'", () => {
    it('is emitted once when a listener throws, and the page goes on', async () => {
      const uncaught = collectUncaught();
      const { origin, requests } = await listen('<title>page</title>');
      const window = sharedWindow();
      await window.loadURL(origin);
      let calls = 0;
      window.webContents.on('will-navigate', () => {
        calls += 1;
        fail('of will-navigate')();
      });
      const navigated = nextEvent(window.webContents, 'did-finish-load');
      await run(window, "void (location.href = '/next')");
      await navigated;
      expect(calls).to.equal(1);
      expect(uncaught).to.deep.equal(['uncaughtException: of will-navigate']);
      expect(requests.filter(({ url }) => url === '/next')).to.have.lengthOf(1);
    });
  });

  describe("contents event 'did-finish-load'", () => {
    it('does not keep a load from its end when a listener throws', async () => {
      const uncaught = collectUncaught();
      const { origin } = await listen('<title>page</title>');
      const window = sharedWindow();
      for (const event of ['did-start-loading', 'dom-ready', 'did-finish-load', 'did-stop-loading']) {
        (window.webContents as NodeJS.EventEmitter).on(event, fail(event));
      }
      const shown = once(window, 'ready-to-show');
      await window.loadURL(origin);
      await shown;
      await until('four exceptions', () => uncaught.length === 4);
      expect(uncaught).to.have.members([
        'uncaughtException: did-start-loading',
        'uncaughtException: dom-ready',
        'uncaughtException: did-finish-load',
        'uncaughtException: did-stop-loading',
      ]);
    });
  });

  describe('contents.setWindowOpenHandler', () => {
    it('denies the window when the handler throws, and its exception is uncaught once', async () => {
      const uncaught = collectUncaught();
      const { origin } = await listen('<title>page</title>');
      const window = sharedWindow();
      await window.loadURL(origin);
      window.webContents.setWindowOpenHandler(fail('of the handler'));
      const before = webContents.getAllWebContents().length;
      await run(window, "open('/popup'), fetch('/later').then(() => null)");
      expect(webContents.getAllWebContents()).to.have.lengthOf(before);
      expect(uncaught).to.deep.equal(['uncaughtException: of the handler']);
    });

    it('calls the handler without the object that keeps it', async () => {
      const window = sharedWindow();
      await window.loadURL((await listen('')).origin);
      const receivers: unknown[] = [];
      window.webContents.setWindowOpenHandler(function (this: unknown) {
        receivers.push(this);
        return { action: 'deny' };
      });
      await run(window, "open('/popup'), fetch('/later').then(() => null)");
      expect(receivers).to.deep.equal([undefined]);
    });
  });

  describe("app event 'browser-window-created'", () => {
    it('does not keep a window from being made when a listener throws', async () => {
      const uncaught = collectUncaught();
      const listener = fail('of created');
      app.on('browser-window-created', listener);
      defer(() => app.off('browser-window-created', listener));
      const window = sharedWindow();
      await window.loadURL('about:blank');
      expect(uncaught).to.deep.equal(['uncaughtException: of created']);
    });
  });

  describe("app event 'session-created'", () => {
    it('does not keep a session from being made when a listener throws', async () => {
      const uncaught = collectUncaught();
      const listener = fail('of session-created');
      app.on('session-created', listener);
      defer(() => app.off('session-created', listener));
      const ses = newSession();
      expect(ses.isPersistent()).to.equal(false);
      await until('the exception', () => uncaught.length > 0);
      expect(uncaught).to.deep.equal(['uncaughtException: of session-created']);
    });
  });

  describe('ses.cookies', () => {
    it('goes on emitting changed when a listener throws', async () => {
      const uncaught = collectUncaught();
      const names: string[] = [];
      const { cookies } = newSession();
      cookies.on('changed', (_, { name }) => {
        names.push(name);
        fail(name)();
      });
      await cookies.set({ url: 'https://a.example', name: 'one', value: '1' });
      await cookies.set({ url: 'https://a.example', name: 'two', value: '2' });
      await until('both', () => uncaught.length === 2);
      expect(names).to.deep.equal(['one', 'two']);
      expect(uncaught).to.deep.equal(['uncaughtException: one', 'uncaughtException: two']);
    });
  });

  describe('ipcMain.on(channel, listener)', () => {
    it('keeps the messages that follow when a listener throws', async () => {
      const uncaught = collectUncaught();
      const received: unknown[] = [];
      ipcMain.on('exceptions', (_, value: unknown) => {
        received.push(value);
        fail(`of ${String(value)}`)();
      });
      defer(() => ipcMain.removeAllListeners('exceptions'));
      const window = windowWithPreload(
        "const { ipcRenderer } = require('electron'); ipcRenderer.send('exceptions', 1); ipcRenderer.send('exceptions', 2);",
        { session: shared() },
      );
      await window.loadURL('about:blank');
      await until('both', () => uncaught.length === 2);
      expect(received).to.deep.equal([1, 2]);
      expect(uncaught).to.deep.equal(['uncaughtException: of 1', 'uncaughtException: of 2']);
    });
  });

  describe('protocol.registerStringProtocol(scheme, handler)', () => {
    it('fails the request when the handler throws, and its exception is uncaught once', async () => {
      const uncaught = collectUncaught();
      const ses = newSession();
      ses.protocol.registerStringProtocol('app', fail('of the handler'));
      const error = await ses.fetch('app://host/').then(
        () => null,
        (reason: unknown) => reason as Error,
      );
      expect(error?.message).to.equal('net::ERR_FAILED');
      expect(uncaught).to.deep.equal(['uncaughtException: of the handler']);
    });
  });

  describe('protocol.handle(scheme, handler)', () => {
    it('calls the handler without the object that keeps it', async () => {
      const ses = newSession();
      const receivers: unknown[] = [];
      handle(ses, 'app', function (this: unknown) {
        receivers.push(this);
        return new Response('');
      });
      await ses.fetch('app://host/');
      expect(receivers).to.deep.equal([undefined]);
    });
  });

  describe('net.request(options)', () => {
    const send = (origin: string, options = {}): Electron.ClientRequest =>
      net.request({ url: origin, session: shared(), ...options });

    it('goes on when a listener of data throws', async () => {
      const uncaught = collectUncaught();
      const { origin } = await listen((_, response) => void response.end('fine'));
      const request = send(origin);
      const ended = new Promise<void>((resolve) => {
        request.on('response', (response) => {
          response.on('data', fail('of data'));
          response.on('end', resolve);
        });
      });
      request.end();
      await ended;
      expect(uncaught).to.deep.equal(['uncaughtException: of data']);
    });

    it('gives up the login when a listener throws', async () => {
      const uncaught = collectUncaught();
      const { origin } = await listen((_, response) => {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('who?');
      });
      const request = send(origin);
      request.on('login', fail('of login'));
      request.end();
      const [{ statusCode }] = await nextEvent<[Electron.IncomingMessage]>(request, 'response');
      expect(statusCode).to.equal(401);
      expect(uncaught).to.deep.equal(['uncaughtException: of login']);
    });

    it('goes on when the callback of write() throws', async () => {
      const uncaught = collectUncaught();
      let received = '';
      const { origin } = await listen((incoming, response) => {
        incoming.setEncoding('utf8').on('data', (text: string) => (received += text));
        incoming.on('end', () => response.end('fine'));
      });
      const request = send(origin, { method: 'POST' });
      request.chunkedEncoding = true;
      request.write('one', undefined, fail('of write'));
      request.write('two');
      request.end();
      const [response] = await nextEvent<[Electron.IncomingMessage]>(request, 'response');
      response.on('data', () => undefined);
      expect(response.statusCode).to.equal(200);
      expect(received).to.equal('onetwo');
      expect(uncaught).to.deep.equal(['uncaughtException: of write']);
    });
  });

  describe('app.quit()', () => {
    it('ends the app when listeners of its events throw', async () => {
      const { code, stdout } = await runApp(`
        const { app, BrowserWindow } = require('electron');
        process.on('uncaughtException', ({ message, stack }, origin) => {
          console.log(origin, message, /main\\.js/.test(stack));
        });
        process.on('unhandledRejection', ({ message }) => console.log('unhandledRejection', message));
        app.whenReady().then(async () => {
          const window = new BrowserWindow();
          await window.loadURL('about:blank');
          for (const event of ['before-quit', 'will-quit', 'quit']) app.on(event, () => { throw new Error(event); });
          window.on('close', () => { throw new Error('close'); });
          app.quit();
        });
      `);
      expect(code).to.equal(0);
      expect(stdout.trim().split('\n')).to.deep.equal([
        'uncaughtException before-quit true',
        'uncaughtException close true',
        'uncaughtException will-quit true',
        'uncaughtException quit true',
      ]);
    });

    it('prints the line of the app that threw, and exits with 1, without a listener of uncaughtException', async () => {
      const { code, stderr } = await runApp(`
        const { app } = require('electron');
        app.on('before-quit', () => { throw new Error('of the app'); });
        app.whenReady().then(() => app.quit());
      `);
      expect(code).to.equal(1);
      expect(stderr).to.match(/main\.js:3\n.*throw new Error\('of the app'\)/);
    });
  });
});
