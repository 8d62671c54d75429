import { app, BrowserWindow, webContents } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const page = (title: string, body = ''): string => `data:text/html,<title>${title}</title>${body}`;

/** A page that does not want to be left, once somebody has used it. */
const STAYING = "addEventListener('beforeunload', (event) => event.preventDefault());";

describe('BrowserWindow', () => {
  const shared = useSharedSession();
  const open = (options: Electron.BrowserWindowConstructorOptions = {}): BrowserWindow =>
    newWindow({ ...options, webPreferences: { session: shared(), ...options.webPreferences } });

  /** Chromium tells a page of its size behind the command for the window: a page that has just loaded may have another one. */
  const untilSized = (window: BrowserWindow, width: number, height: number): Promise<boolean> =>
    until(`a page of ${width} × ${height}`, () => run(window, `innerWidth === ${width} && innerHeight === ${height}`));

  describe('new BrowserWindow([options])', () => {
    it('is 800 × 600 by default', async () => {
      const window = new BrowserWindow({ webPreferences: { session: shared() } });
      defer(() => window.destroy());
      await window.loadURL(page('size'));
      expect(window.getSize()).to.deep.equal([800, 600]);
      await untilSized(window, 800, 600);
    });

    it('has a page of the size given', async () => {
      const window = open({ width: 512, height: 340 });
      await window.loadURL(page('size'));
      await untilSized(window, 512, 340);
    });

    it('has the place given', () => {
      expect(open({ x: 30, y: 40, width: 300, height: 200 }).getBounds()).to.deep.equal({
        x: 30,
        y: 40,
        width: 300,
        height: 200,
      });
    });

    it('has the title given, and the name of the app without one', () => {
      expect([open({ title: 'Given' }).getTitle(), open().getTitle()]).to.deep.equal(['Given', app.name]);
    });

    it('has an id of its own', () => {
      const [one, other] = [open(), open()];
      expect(one.id).to.be.a('number').and.not.equal(other.id);
    });

    it('starts on no page', () => {
      const { webContents: contents } = open();
      expect([contents.getURL(), contents.getTitle(), contents.isLoading()]).to.deep.equal(['', '', false]);
    });
  });

  describe('BrowserWindow.getAllWindows()', () => {
    it('has every window until it is closed', () => {
      const before = BrowserWindow.getAllWindows();
      const window = open();
      const during = BrowserWindow.getAllWindows();
      window.destroy();
      expect([during.includes(window), BrowserWindow.getAllWindows()]).to.deep.equal([true, before]);
    });
  });

  describe('BrowserWindow.fromId(id)', () => {
    it('finds a window until it is closed', () => {
      const window = open();
      const during = BrowserWindow.fromId(window.id);
      window.destroy();
      expect([during === window, BrowserWindow.fromId(window.id)]).to.deep.equal([true, null]);
    });
  });

  describe('BrowserWindow.fromWebContents(webContents)', () => {
    it('finds the window of a page', () => {
      const window = open();
      expect(BrowserWindow.fromWebContents(window.webContents)).to.equal(window);
    });
  });

  describe('win.close()', () => {
    it('emits close, then closed, and ends the page', async () => {
      const window = open();
      await window.loadURL(page('close'));
      const { webContents: contents } = window;
      const seen: string[] = [];
      for (const name of ['close', 'closed'] as const) window.on(name as 'closed', () => seen.push(name));
      window.close();
      if (!window.isDestroyed()) await once(window, 'closed');
      expect([seen, window.isDestroyed(), contents.isDestroyed()]).to.deep.equal([['close', 'closed'], true, true]);
    });

    it('leaves the window if a listener of close prevents it', async () => {
      const window = open();
      await window.loadURL(page('stays'));
      window.once('close', (event) => event.preventDefault());
      window.close();
      expect([window.isDestroyed(), await run(window, 'document.title')]).to.deep.equal([false, 'stays']);
    });

    it('leaves the window if the page does not want to be left', async () => {
      const window = open();
      await window.loadURL(page('stays'));
      await window.webContents.executeJavaScript(STAYING, true);
      const asked = nextEvent(window.webContents, 'will-prevent-unload');
      window.close();
      await asked;
      expect([window.isDestroyed(), await run(window, 'document.title')]).to.deep.equal([false, 'stays']);
    });

    it('closes it all the same if a listener of will-prevent-unload says so', async () => {
      const window = open();
      await window.loadURL(page('leaves'));
      await window.webContents.executeJavaScript(STAYING, true);
      window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
      const closed = once(window, 'closed');
      window.close();
      await closed;
      expect(window.isDestroyed()).to.equal(true);
    });

    it('can be called again after the page stayed', async () => {
      const window = open();
      await window.loadURL(page('stays once'));
      await window.webContents.executeJavaScript(STAYING, true);
      const asked = nextEvent(window.webContents, 'will-prevent-unload');
      window.close();
      await asked;
      window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
      const closed = once(window, 'closed');
      window.close();
      await closed;
      expect(window.isDestroyed()).to.equal(true);
    });

    it('lets the page save what it has to: unload handlers run', async () => {
      const server = await listen();
      const window = open();
      await window.loadURL(server.origin);
      await run(window, "addEventListener('pagehide', () => navigator.sendBeacon('/saved'))");
      window.close();
      await until('the beacon', () => server.requests.some(({ url }) => url === '/saved'));
    });

    it('closes a window whose page never opened', async () => {
      const window = new BrowserWindow({ webPreferences: { session: newSession() } });
      const closed = once(window, 'closed');
      window.close();
      await closed;
      expect(window.isDestroyed()).to.equal(true);
    });

    it('may be called twice', async () => {
      const window = open();
      await window.loadURL(page('twice'));
      const closed = once(window, 'closed');
      window.close();
      window.close();
      await closed;
      expect(window.isDestroyed()).to.equal(true);
    });
  });

  describe('win.destroy()', () => {
    it('asks nobody: closed at once, without close and beforeunload', async () => {
      const window = open();
      await window.loadURL(page('destroyed'));
      await window.webContents.executeJavaScript(STAYING, true);
      const seen: string[] = [];
      for (const name of ['close', 'closed'] as const) window.on(name as 'closed', () => seen.push(name));
      window.destroy();
      expect([seen, window.isDestroyed()]).to.deep.equal([['closed'], true]);
    });

    it('ends the page in Chromium', async () => {
      const server = await listen((request, response) => {
        if (request.url === '/events') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
        else
          response.writeHead(200, { 'content-type': 'text/html' }).end('<script>new EventSource("/events")</script>');
      });
      const window = open();
      await window.loadURL(server.origin);
      const events = await until('the stream', () => server.requests.find(({ url }) => url === '/events'));
      window.destroy();
      await until('its end', () => events.destroyed);
    });

    it('may be called twice', () => {
      const window = open();
      window.destroy();
      expect(() => window.destroy()).not.to.throw();
    });
  });

  describe('window.close() of a page', () => {
    it('closes the window', async () => {
      const window = open();
      await window.loadURL(page('closes itself'));
      const closed = once(window, 'closed');
      await run(window, 'setTimeout(() => close()); null');
      await closed;
      expect(BrowserWindow.getAllWindows()).not.to.include(window);
    });
  });

  describe('win.show(), win.hide(), win.isVisible()', () => {
    it('tell and change what is seen', () => {
      const window = open();
      const seen = [window.isVisible()];
      window.hide();
      seen.push(window.isVisible());
      window.show();
      seen.push(window.isVisible());
      expect(seen).to.deep.equal([true, false, true]);
    });

    it('emit show and hide', () => {
      const window = open({ show: false });
      const seen: string[] = [];
      window.on('show', () => seen.push('show'));
      window.on('hide', () => seen.push('hide'));
      window.show();
      window.show();
      window.hide();
      expect(seen).to.deep.equal(['show', 'hide']);
    });

    it('start with show: false', async () => {
      const window = open({ show: false });
      await window.loadURL(page('hidden'));
      expect([window.isVisible(), await run(window, 'document.title')]).to.deep.equal([false, 'hidden']);
    });

    it('count a closed window as invisible', () => {
      const window = open();
      window.destroy();
      expect(window.isVisible()).to.equal(false);
    });
  });

  describe('win.setBounds(bounds)', () => {
    it('changes the size of the page', async () => {
      const window = open();
      await window.loadURL(page('bounds'));
      window.setBounds({ x: 20, y: 30, width: 640, height: 360 });
      await untilSized(window, 640, 360);
      expect(window.getBounds()).to.deep.equal({ x: 20, y: 30, width: 640, height: 360 });
    });

    it('leaves what is not given', () => {
      const window = open({ x: 5, y: 6, width: 300, height: 200 });
      window.setBounds({ width: 400 });
      expect(window.getBounds()).to.deep.equal({ x: 5, y: 6, width: 400, height: 200 });
    });

    it('emits move and resize for what changes', () => {
      const window = open({ x: 5, y: 6, width: 300, height: 200 });
      const seen: string[] = [];
      window.on('move', () => seen.push('move'));
      window.on('resize', () => seen.push('resize'));
      window.setBounds({ width: 400 });
      window.setBounds({ x: 7 });
      window.setBounds({ x: 7, width: 400 });
      expect(seen).to.deep.equal(['resize', 'move']);
    });

    it('before the page is there counts from the beginning', async () => {
      const window = open();
      window.setBounds({ width: 444, height: 333 });
      await window.loadURL(page('bounds'));
      await untilSized(window, 444, 333);
    });
  });

  for (const [title, change, expected] of [
    ['win.setSize(width, height)', (window: BrowserWindow) => window.setSize(410, 310), [5, 6, 410, 310]],
    ['win.setContentSize(width, height)', (window: BrowserWindow) => window.setContentSize(420, 320), [5, 6, 420, 320]],
    ['win.setPosition(x, y)', (window: BrowserWindow) => window.setPosition(70, 80), [70, 80, 300, 200]],
  ] as const) {
    describe(title, () => {
      it('changes the bounds', () => {
        const window = open({ x: 5, y: 6, width: 300, height: 200 });
        change(window);
        expect([...window.getPosition(), ...window.getSize()]).to.deep.equal(expected);
      });
    });
  }

  describe('win.getTitle()', () => {
    it('is the title of the page', async () => {
      const window = open();
      await window.loadURL(page('From the page'));
      expect(window.getTitle()).to.equal('From the page');
    });

    it('stays if page-title-updated is prevented', async () => {
      const window = open({ title: 'Mine' });
      window.on('page-title-updated', (event) => event.preventDefault());
      await window.loadURL(page('From the page'));
      expect(window.getTitle()).to.equal('Mine');
    });

    it('changes with setTitle()', () => {
      const window = open();
      window.setTitle('Set');
      expect(window.getTitle()).to.equal('Set');
    });
  });

  describe('win.setProgressBar(progress[, options])', () => {
    it('takes a number, and throws for anything else', () => {
      const window = open();
      window.setProgressBar(0.5);
      window.setProgressBar(-1, { mode: 'none' });
      expect(() => window.setProgressBar('half' as never)).to.throw(TypeError, 'progress must be a number, got string');
    });
  });

  describe('win.loadFile(filePath[, options])', () => {
    const file = path.join(__dirname, 'fixtures', 'pages', 'files', 'page.html');

    it('loads a file', async () => {
      const window = open();
      await window.loadFile(file);
      expect(window.getTitle()).to.equal('file page');
    });

    it('takes a relative path from the app', async () => {
      const window = open();
      await window.loadFile(path.relative(app.getAppPath(), file));
      expect(window.getTitle()).to.equal('file page');
    });

    it('passes query and hash on', async () => {
      const window = open();
      await window.loadFile(file, { query: { a: '1 2' }, hash: 'part' });
      expect(await run(window, '[location.search, location.hash]')).to.deep.equal(['?a=1%202', '#part']);
    });

    it('rejects for a file that is not there', async () => {
      const code = await open()
        .loadFile('/nonexistent/page.html')
        .catch((error: unknown) => (error as { code: string }).code);
      expect(code).to.equal('ERR_FILE_NOT_FOUND');
    });
  });

  describe("win event 'ready-to-show'", () => {
    it('comes once, with the first page', async () => {
      const window = open({ show: false });
      let count = 0;
      window.on('ready-to-show', () => (count += 1));
      await window.loadURL(page('one'));
      await window.loadURL(page('two'));
      expect(count).to.equal(1);
    });
  });

  describe('win.reload()', () => {
    it('loads the page again', async () => {
      const server = await listen();
      const window = open();
      await window.loadURL(`${server.origin}/page`);
      const finished = nextEvent(window.webContents, 'did-finish-load');
      window.reload();
      await finished;
      expect(server.requests.filter(({ url }) => url === '/page')).to.have.lengthOf(2);
    });
  });

  describe('win.capturePage([rect])', () => {
    it('gives a picture of the page', async () => {
      const window = open({ width: 320, height: 240 });
      await window.loadURL(page('picture'));
      await untilSized(window, 320, 240);
      expect((await window.capturePage()).getSize()).to.deep.equal({ width: 320, height: 240 });
    });

    it('gives one of a window with show: false', async () => {
      const window = open({ show: false, width: 320, height: 240 });
      await window.loadURL(page('picture'));
      expect((await window.capturePage()).isEmpty()).to.equal(false);
    });
  });

  describe('win.minimize(), win.restore()', () => {
    it('leave the page as it is', async () => {
      const window = open();
      await window.loadURL(page('minimized'));
      window.minimize();
      window.restore();
      expect(await run(window, 'document.title')).to.equal('minimized');
    });
  });

  describe('windows of one session', () => {
    it('are pages of their own', async () => {
      const [one, other] = [open(), open()];
      await Promise.all([one.loadURL(page('one')), other.loadURL(page('other'))]);
      expect([await run(one, 'document.title'), await run(other, 'document.title')]).to.deep.equal(['one', 'other']);
    });

    it('leave no WebContents when they are destroyed while they open', () => {
      const before = webContents.getAllWebContents().length;
      for (const window of [open(), open(), open()]) window.destroy();
      expect(webContents.getAllWebContents()).to.have.lengthOf(before);
    });
  });
});
