import { app } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { endBrowser, newSession, newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

interface ConsoleMessage extends Electron.MessageDetails {
  /** What ses.serviceWorkers.getFromVersionID() gave in the listener. */
  worker: Electron.ServiceWorkerInfo;
}

const noop = (): void => undefined;

/** A page at every path, and `/<name>.js` with the source of that worker. */
function listenWith(workers: Record<string, string>): Promise<LocalServer> {
  return listen(({ url = '' }, response) => {
    const worker = workers[/^\/(\w+)\.js$/.exec(url)?.[1] ?? ''];
    if (worker === undefined) sendPage(response, '<link rel="icon" href="data:,">');
    else response.writeHead(200, { 'content-type': 'text/javascript' }).end(worker);
  });
}

async function openPage(ses: Electron.Session, url: string): Promise<Electron.WebContents> {
  const window = newWindow({ webPreferences: { session: ses } });
  await window.loadURL(url);
  return window.webContents;
}

/** Registers in the page; resolves when the worker is installed, or with the error's name. */
const register = (page: Electron.WebContents, script: string, scope = '/'): Promise<unknown> =>
  page.executeJavaScript(`navigator.serviceWorker.register('${script}', { scope: '${scope}' }).then(
    (registration) => registration.scope,
    (error) => error.name,
  )`);

/** Collects console messages from now on. */
function collectMessages(ses: Electron.Session): ConsoleMessage[] {
  const messages: ConsoleMessage[] = [];
  ses.serviceWorkers.on('console-message', (_, details) => {
    messages.push({ ...details, worker: ses.serviceWorkers.getFromVersionID(details.versionId) });
  });
  return messages;
}

/** Collects scopes of completed registrations from now on. */
function collectScopes(ses: Electron.Session): string[] {
  const scopes: string[] = [];
  ses.serviceWorkers.on('registration-completed', (_, { scope }) => scopes.push(scope));
  return scopes;
}

const runningIn = (ses: Electron.Session): Electron.ServiceWorkerInfo[] =>
  Object.values(ses.serviceWorkers.getAllRunning());

describe('ses.serviceWorkers', () => {
  const shared = useSharedSession();
  afterEach(() => shared().serviceWorkers.removeAllListeners());

  it('is the same object every time', () => {
    const ses = newSession();
    expect(ses.serviceWorkers).to.equal(ses.serviceWorkers);
  });

  describe("event 'console-message'", () => {
    it('tells what a worker logs', async () => {
      const server = await listenWith({ logs: "\nconsole.log('hello');" });
      const ses = shared();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('message', () => messages.length > 0);
      const { worker, versionId, ...message } = messages[0]!;
      expect(message).to.deep.equal({
        message: 'hello',
        source: 'console-api',
        level: 1,
        sourceUrl: `${server.origin}/logs.js`,
        lineNumber: 2,
      });
      expect(versionId).to.be.a('number');
      expect(worker.scriptUrl).to.equal(`${server.origin}/logs.js`);
    });

    it('has an event object first', async () => {
      const server = await listenWith({ logs: "console.log('hello')" });
      const ses = shared();
      const told = once(ses.serviceWorkers, 'console-message');
      await register(await openPage(ses, server.origin), '/logs.js');
      const [event] = (await told) as [Electron.Event];
      expect(event.defaultPrevented).to.equal(false);
    });

    it('tells levels from 0 to 3', async () => {
      const server = await listenWith({
        logs: "for (const level of ['debug', 'log', 'info', 'warn', 'error']) console[level](level);",
      });
      const ses = shared();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('messages', () => messages.length === 5);
      expect(messages.map(({ message, level }) => [message, level])).to.deep.equal([
        ['debug', 0],
        ['log', 1],
        ['info', 1],
        ['warn', 2],
        ['error', 3],
      ]);
    });

    it('joins arguments as text', async () => {
      const server = await listenWith({ logs: "console.log('a', 1, null, undefined, [1, [2]], { b: 2 }, 3n, '%s');" });
      const ses = shared();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('message', () => messages.length > 0);
      expect(messages[0]?.message).to.equal('a 1 null undefined 1,2 [object Object] 3 %s'.replace('3 ', '3n '));
    });

    it('tells uncaught errors with the source javascript', async () => {
      const server = await listenWith({ fails: "setTimeout(() => {\n  throw new Error('later');\n}, 0);" });
      const ses = shared();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/fails.js');
      const error = await until('error', () => messages.find(({ level }) => level === 3));
      expect(error).to.include({ message: 'Uncaught Error: later', source: 'javascript', lineNumber: 2 });
    });

    it('keeps the order of many messages', async () => {
      const server = await listenWith({ logs: 'for (let count = 0; count < 500; count++) console.log(count);' });
      const ses = shared();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('messages', () => messages.length === 500);
      expect(messages.map(({ message }) => Number(message))).to.deep.equal(Array.from({ length: 500 }, (_, i) => i));
    });

    it('tells what a worker logs later', async () => {
      const server = await listenWith({ answers: 'onmessage = ({ data }) => console.log(data);' });
      const ses = shared();
      const messages = collectMessages(ses);
      const page = await openPage(ses, server.origin);
      await register(page, '/answers.js');
      await page.executeJavaScript(
        "navigator.serviceWorker.ready.then(({ active }) => active.postMessage('from the page'))",
      );
      await until('message', () => messages.some(({ message }) => message === 'from the page'));
    });

    it('misses nothing of a worker that starts right after the listener was added', async () => {
      const server = await listenWith({ logs: "console.log('first');" });
      const ses = shared();
      const page = await openPage(ses, server.origin);
      const messages = collectMessages(ses);
      await register(page, '/logs.js');
      await until('message', () => messages.length > 0);
      expect(messages[0]?.message).to.equal('first');
    });

    it('goes on after the session has been started again', async () => {
      const server = await listenWith({ logs: "console.log('hello');" });
      const ses = newSession();
      const messages = collectMessages(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('message', () => messages.length === 1);
      await endBrowser(ses);
      await register(await openPage(ses, server.origin), '/logs.js');
      await until('second message', () => messages.length === 2);
    });

    it('tells nothing of other sessions', async () => {
      const server = await listenWith({ logs: "console.log('hello');" });
      const [ses, other] = [newSession(), newSession()];
      const messages = collectMessages(ses);
      const others = collectMessages(other);
      await register(await openPage(other, server.origin), '/logs.js');
      await until('message', () => others.length === 1);
      await register(await openPage(ses, `${server.origin}/`), '/logs.js');
      await until('own message', () => messages.length > 0);
      expect(messages.length).to.equal(1);
    });
  });

  describe("event 'registration-completed'", () => {
    it('tells the scope', async () => {
      const server = await listenWith({ worker: '' });
      const ses = shared();
      const scopes = collectScopes(ses);
      await register(await openPage(ses, server.origin), '/worker.js', '/below/');
      await until('registration', () => scopes.length > 0);
      expect(scopes).to.deep.equal([`${server.origin}/below/`]);
    });

    it('comes when the worker can be found', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      const completed = new Promise<Electron.ServiceWorkerInfo[]>((resolve) => {
        ses.serviceWorkers.once('registration-completed', () => resolve(runningIn(ses)));
      });
      await register(await openPage(ses, server.origin), '/worker.js');
      expect((await completed).map(({ scriptUrl }) => scriptUrl)).to.deep.equal([`${server.origin}/worker.js`]);
    });

    it('comes again when a page registers the same worker again', async () => {
      const server = await listenWith({ worker: '' });
      const ses = shared();
      const scopes = collectScopes(ses);
      const page = await openPage(ses, server.origin);
      await register(page, '/worker.js');
      await register(page, '/worker.js');
      await until('registrations', () => scopes.length === 2);
    });

    it('does not come for a worker that fails', async () => {
      const server = await listenWith({ worker: '', fails: "throw new Error('no')" });
      const ses = shared();
      const scopes = collectScopes(ses);
      const page = await openPage(ses, server.origin);
      expect(await register(page, '/fails.js', '/fails/')).to.equal('TypeError');
      await register(page, '/worker.js', '/works/');
      await until('registration', () => scopes.length > 0);
      expect(scopes).to.deep.equal([`${server.origin}/works/`]);
    });

    it('does not come for a registration of an earlier run', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession('persist:');
      const page = await openPage(ses, server.origin);
      await register(page, '/worker.js');
      await page.executeJavaScript('navigator.serviceWorker.ready.then(() => 0)');
      await ses.cookies.flushStore();
      await endBrowser(ses);
      const scopes = collectScopes(ses);
      const again = await openPage(ses, server.origin);
      await register(again, '/worker.js', '/new/');
      await until('registration', () => scopes.length > 0);
      expect(scopes).to.deep.equal([`${server.origin}/new/`]);
    });

    it('does not come for the helper extension', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      const scopes = collectScopes(ses);
      // Only this listener needs the helper for itself.
      ses.cookies.on('changed', noop);
      await register(await openPage(ses, server.origin), '/worker.js');
      await until('registration', () => scopes.length > 0);
      expect(scopes).to.deep.equal([`${server.origin}/`]);
    });
  });

  describe('serviceWorkers.getAllRunning()', () => {
    it('is empty for a session that was never used', () => {
      expect(newSession().serviceWorkers.getAllRunning()).to.deep.equal({});
    });

    it('is empty where no worker runs, although the helper extension has one', async () => {
      const ses = newSession();
      ses.serviceWorkers.on('console-message', noop);
      ses.cookies.on('changed', noop);
      await openPage(ses, (await listen()).origin);
      expect(ses.serviceWorkers.getAllRunning()).to.deep.equal({});
    });

    it('tells script, scope and process by version id', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      const completed = once(ses.serviceWorkers, 'registration-completed');
      await register(await openPage(ses, server.origin), '/worker.js', '/below/');
      await completed;
      const [[versionId, worker] = []] = Object.entries(ses.serviceWorkers.getAllRunning());
      expect(Number(versionId)).to.be.at.least(0);
      expect(worker?.renderProcessId).to.be.greaterThan(0);
      expect(worker).to.deep.equal({
        scriptUrl: `${server.origin}/worker.js`,
        scope: `${server.origin}/below/`,
        renderProcessId: worker?.renderProcessId,
      });
    });

    it('finds workers without any listener', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      await register(await openPage(ses, server.origin), '/worker.js');
      await until('running worker', () => runningIn(ses).length === 1);
    });

    it('tells every worker', async () => {
      const server = await listenWith({ one: '', two: '' });
      const ses = newSession();
      const page = await openPage(ses, server.origin);
      await register(page, '/one.js', '/one/');
      await register(page, '/two.js', '/two/');
      await until('running workers', () => runningIn(ses).length === 2);
    });

    it('no longer tells a worker whose registration is gone', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      const page = await openPage(ses, server.origin);
      await register(page, '/worker.js', '/below/');
      await until('running worker', () => runningIn(ses).length === 1);
      await page.executeJavaScript(
        "navigator.serviceWorker.getRegistration('/below/').then((registration) => registration.unregister())",
      );
      await until('no running worker', () => runningIn(ses).length === 0);
    });

    it('no longer tells workers that clearStorageData() has cleared', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      await register(await openPage(ses, server.origin), '/worker.js');
      await until('running worker', () => runningIn(ses).length === 1);
      await ses.clearStorageData({ storages: ['serviceworkers'] });
      await until('no running worker', () => runningIn(ses).length === 0);
    });

    it('is empty once the session’s Chromium has ended', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      await register(await openPage(ses, server.origin), '/worker.js');
      await until('running worker', () => runningIn(ses).length === 1);
      await endBrowser(ses);
      expect(ses.serviceWorkers.getAllRunning()).to.deep.equal({});
    });
  });

  describe('serviceWorkers.getFromVersionID(versionId)', () => {
    it('gives what getAllRunning() has under that id', async () => {
      const server = await listenWith({ worker: '' });
      const ses = newSession();
      await register(await openPage(ses, server.origin), '/worker.js');
      await until('running worker', () => runningIn(ses).length === 1);
      const [[versionId, worker] = []] = Object.entries(ses.serviceWorkers.getAllRunning());
      expect(ses.serviceWorkers.getFromVersionID(Number(versionId))).to.deep.equal(worker);
    });

    it('throws for a version that does not run', () => {
      expect(() => newSession().serviceWorkers.getFromVersionID(4711)).to.throw(
        'Could not find service worker with that version_id',
      );
    });

    it('throws for what is no number', () => {
      expect(() => newSession().serviceWorkers.getFromVersionID('1' as unknown as number)).to.throw(TypeError);
    });
  });

  it('opens no page that the app could see', async () => {
    const server = await listenWith({ worker: '' });
    const ses = newSession();
    const seen: Electron.WebContents[] = [];
    const onCreated = (_: Electron.Event, contents: Electron.WebContents): void => void seen.push(contents);
    app.on('web-contents-created', onCreated);
    try {
      const scopes = collectScopes(ses);
      const page = await openPage(ses, server.origin);
      await register(page, '/worker.js');
      await until('registration', () => scopes.length > 0);
      expect(seen).to.deep.equal([page]);
    } finally {
      app.off('web-contents-created', onCreated);
    }
  });
});
