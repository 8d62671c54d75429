// Renderers, the network service and browsers that end under what the library does in hidden pages, workers and borrowed sessions.
import { expect } from 'chai';
import type { WebContents } from 'electron';
import { once } from 'node:events';
import { chooseFirst, collectRequests, DEVICE_KINDS } from './lib/device-kinds';
import { useDeviceFixtures } from './lib/device-fixtures';
import { rejectionOf } from './lib/fetch';
import { childrenWith, signalAll } from './lib/processes';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow } from './lib/sessions';
import { useSwitch } from './lib/switches';
import { until } from './lib/until';
import { listenForWebSockets } from './lib/web-sockets';

const renderersOf = (ses: Electron.Session): number[] => childrenWith(browserPid(ses), '--type=renderer');

const networkServiceOf = (ses: Electron.Session): number[] =>
  childrenWith(browserPid(ses), 'network.mojom.NetworkService');

/** Kills every renderer of the session; resolves when the pages have been told, which are all it has. */
async function killRenderers(ses: Electron.Session, ...pages: WebContents[]): Promise<void> {
  const pids = renderersOf(ses);
  expect(pids).not.to.deep.equal([]);
  const told = pages.map((page) => once(page as NodeJS.EventEmitter, 'render-process-gone'));
  await signalAll(pids, 'SIGKILL');
  await Promise.all(told);
}

/** What a promise came to: its value, or the message it was rejected with. */
const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (error as Error).message);

async function openPage(ses: Electron.Session, url: string): Promise<WebContents> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL(url);
  return webContents;
}

/** Stops every renderer of the session, so that what is asked from now on stays pending; starts `ask`, then kills them. */
async function killWhilePending<T>(ses: Electron.Session, ask: () => Promise<T>): Promise<T> {
  const pids = renderersOf(ses);
  await signalAll(pids, 'SIGSTOP');
  const answer = ask();
  answer.catch(() => undefined); // the caller looks at it
  await signalAll(pids, 'SIGKILL');
  return answer;
}

describe('ses.resolveHost(host[, options])', () => {
  const familyOf = async (ses: Electron.Session): Promise<string | undefined> =>
    (await ses.resolveHost('localhost', { queryType: 'A' })).endpoints[0]?.family;

  it('works after every renderer of the session was killed, again and again', async () => {
    const ses = newSession();
    for (let round = 0; round < 2; round++) {
      expect(await familyOf(ses)).to.equal('ipv4');
      await killRenderers(ses);
    }
    expect(await familyOf(ses)).to.equal('ipv4');
  });

  it('resolves if the renderers are killed while it is pending', async () => {
    const ses = newSession();
    await familyOf(ses);
    expect(await killWhilePending(ses, () => familyOf(ses))).to.equal('ipv4');
  });

  it('rejects if the browser is killed while it is pending', async () => {
    const ses = newSession();
    await familyOf(ses);
    await signalAll(renderersOf(ses), 'SIGSTOP');
    const pending = rejectionOf(familyOf(ses));
    await endBrowser(ses);
    expect((await pending).message).to.equal('Asking the network service: Chromium was ended by SIGKILL');
  });
});

describe('ses.fetch(input[, init])', () => {
  const serve = (): Promise<LocalServer> => listen((_, response) => response.end('whole'));
  const textOf = async (ses: Electron.Session, url: string): Promise<string> => (await ses.fetch(url)).text();

  it('works after every renderer of the session was killed, again and again', async () => {
    const [ses, { origin }] = [newSession(), await serve()];
    for (let round = 0; round < 2; round++) {
      expect(await textOf(ses, origin)).to.equal('whole');
      await killRenderers(ses);
    }
    expect(await textOf(ses, origin)).to.equal('whole');
  });

  it('starts again what had not left its renderer when that was killed', async () => {
    const [ses, { origin }] = [newSession(), await serve()];
    await textOf(ses, origin);
    expect(await killWhilePending(ses, () => textOf(ses, origin))).to.equal('whole');
  });

  it('starts again what had not left its renderer when the browser was killed', async () => {
    const [ses, { origin }] = [newSession(), await serve()];
    await textOf(ses, origin);
    await signalAll(renderersOf(ses), 'SIGSTOP');
    const text = textOf(ses, origin);
    await endBrowser(ses);
    expect(await text).to.equal('whole');
  });

  it('rejects if the browser is killed while the server is asked', async () => {
    const [ses, server] = [newSession(), await listen(() => undefined)];
    const pending = rejectionOf(ses.fetch(server.origin));
    await until('the request', () => server.requests.length > 0);
    await endBrowser(ses);
    expect((await pending).message).to.equal('The request: Chromium was ended by SIGKILL');
  });
});

describe('ses.serviceWorkers', () => {
  /** A page with a worker that logs the path of each request. */
  const serve = (): Promise<LocalServer> =>
    listen(({ url = '' }, response) => {
      if (url !== '/worker.js') sendPage(response, '<link rel="icon" href="data:,">');
      else {
        const worker =
          'onfetch = ({ request }) => console.log(new URL(request.url).pathname); onactivate = () => clients.claim()';
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(worker);
      }
    });

  it('tells console messages after every renderer of the session was killed', async () => {
    const [ses, server] = [newSession(), await serve()];
    const messages: string[] = [];
    ses.serviceWorkers.on('console-message', (_, { message }) => messages.push(message));
    const page = await openPage(ses, server.origin);
    await page.executeJavaScript(`navigator.serviceWorker.register('/worker.js')
      .then(() => navigator.serviceWorker.ready).then(() => 1)`);
    await killRenderers(ses, page);
    await page.loadURL(`${server.origin}/after`);
    await until('the message', () => messages.includes('/after'));
  });

  it('lists what runs after every renderer of the session was killed', async () => {
    const [ses, server] = [newSession(), await serve()];
    const running = (): Electron.ServiceWorkerInfo[] => Object.values(ses.serviceWorkers.getAllRunning());
    const page = await openPage(ses, server.origin);
    await page.executeJavaScript(`navigator.serviceWorker.register('/worker.js')
      .then(() => navigator.serviceWorker.ready).then(() => 1)`);
    await until('a worker', () => running().length === 1);
    await killRenderers(ses, page);
    await until('no worker', () => running().length === 0);
    await page.loadURL(`${server.origin}/again`);
    await until('a worker again', () => running().length === 1);
    expect(running()[0]?.scriptUrl).to.equal(`${server.origin}/worker.js`);
  });
});

describe("ses event 'select-hid-device'", () => {
  const fixtures = useDeviceFixtures();
  const hid = DEVICE_KINDS[0]!;
  const request = `navigator.hid.${hid.request}.then((all) => all.length)`;
  const list = `navigator.hid.${hid.list}.then((all) => all.length)`;

  it('grants what is chosen after every renderer of the session was killed', async () => {
    const [ses, server] = [newSession(), await listen()];
    await fixtures.plug(hid.fixture);
    collectRequests(ses, hid, chooseFirst);
    const page = await openPage(ses, server.origin);
    expect(await page.executeJavaScript(request, true)).to.equal(1);
    await killRenderers(ses, page);
    const other = await listen();
    await page.loadURL(other.origin);
    expect(await page.executeJavaScript(request, true)).to.equal(1);
  });

  it('grants what was chosen if the renderers are killed before Chromium has read the policy', async () => {
    const [ses, server] = [newSession(), await listen()];
    await fixtures.plug(hid.fixture);
    const page = await openPage(ses, server.origin);
    let kill: Promise<void> | undefined;
    collectRequests(ses, hid, (asked) => {
      const pids = renderersOf(ses);
      const told = once(page as NodeJS.EventEmitter, 'render-process-gone');
      kill = signalAll(pids, 'SIGSTOP').then(async () => {
        chooseFirst(asked);
        await signalAll(pids, 'SIGKILL');
        await told;
      });
    });
    const gone = outcomeOf(page.executeJavaScript(request, true));
    await until('the request', () => kill !== undefined);
    await kill;
    expect(await gone).to.match(/^The page went away/);
    await page.loadURL(server.origin);
    await until('the grant', async () => (await page.executeJavaScript(list)) === 1);
  });

  it('settles what was asked if the browser is killed, and works with the next', async () => {
    const [ses, server] = [newSession(), await listen()];
    await fixtures.plug(hid.fixture);
    const page = await openPage(ses, server.origin);
    const asked = collectRequests(ses, hid);
    const gone = outcomeOf(page.executeJavaScript(request, true));
    await until('the request', () => asked.length > 0);
    await endBrowser(ses);
    chooseFirst(asked[0]!);
    expect(await gone).to.match(/ended by SIGKILL|went away/);
    await page.loadURL(server.origin);
    const again = page.executeJavaScript(request, true);
    await until('the next request', () => asked.length > 1);
    chooseFirst(asked[1]!);
    expect(await again).to.equal(1);
  });
});

describe('ses.webRequest', () => {
  const open = (page: WebContents, url: string): Promise<unknown> =>
    page.executeJavaScript(`new Promise((resolve) => {
      const socket = new WebSocket('${url}');
      socket.onmessage = ({ data }) => resolve(data);
      socket.onerror = () => resolve('error');
    })`);

  it('holds WebSockets of a page that is loaded after every renderer of the session was killed', async () => {
    const [ses, server, sockets] = [newSession(), await listen(), await listenForWebSockets()];
    let asked = 0;
    ses.webRequest.onBeforeRequest({ urls: ['ws://*/*'] }, (_, callback) => {
      asked++;
      callback({ cancel: true });
    });
    const page = await openPage(ses, server.origin);
    expect(await open(page, sockets.origin)).to.equal('error');
    await killRenderers(ses, page);
    await page.loadURL(server.origin);
    expect(await open(page, sockets.origin)).to.equal('error');
    expect(asked).to.equal(2);
    expect(sockets.handshakes).to.deep.equal([]);
  });

  it('holds WebSockets of pages again that are open when the process of the gate is killed', async () => {
    const [ses, server, sockets] = [newSession(), await listen(), await listenForWebSockets()];
    ses.webRequest.onBeforeRequest({ urls: ['ws://*/*'] }, (_, callback) => callback({ cancel: true }));
    const page = await openPage(ses, server.origin);
    expect(await open(page, sockets.origin)).to.equal('error');
    await signalAll(childrenWith(browserPid(ses), '--type=renderer', '--extension-process'), 'SIGKILL');
    await until('the gate', async () => (await open(page, sockets.origin)) === 'error');
  });
});

describe('ses.cookies, with a network service in a process of its own', () => {
  const url = 'http://own.test/';

  useSwitch('disable-features', 'NetworkServiceInProcess2');

  describe('cookies.flushStore()', () => {
    it('resolves if the window is destroyed of which it took the session', async () => {
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL('about:blank');
      await ses.cookies.set({ url, name: 'one', value: '1' });
      const service = networkServiceOf(ses);
      await signalAll(service, 'SIGSTOP');
      const flushed = ses.cookies.flushStore();
      const closed = once(window, 'closed');
      window.destroy();
      await closed;
      await signalAll(service, 'SIGCONT');
      await flushed;
    });
  });

  /** Asks while the network service is stopped, kills it, and resolves with what came of it. */
  const killNetworkWhile = async (ses: Electron.Session, ask: () => Promise<unknown>): Promise<unknown> => {
    const service = networkServiceOf(ses);
    expect(service).to.have.length(1);
    await signalAll(service, 'SIGSTOP');
    const outcome = outcomeOf(ask());
    await signalAll(service, 'SIGKILL');
    return outcome;
  };

  describe('cookies.get(filter)', () => {
    it('resolves if the network service is killed while it is pending', async () => {
      const ses = newSession();
      await ses.cookies.set({ url, name: 'one', value: '1' });
      expect(await killNetworkWhile(ses, () => ses.cookies.get({}))).to.be.an('array');
    });
  });

  describe('cookies.set(details)', () => {
    it('settles if the network service is killed while it is pending, and works the next time', async () => {
      const ses = newSession();
      await ses.cookies.get({});
      const outcome = await killNetworkWhile(ses, () => ses.cookies.set({ url, name: 'one', value: '1' }));
      // On a busy machine Chromium hears of it behind the kill: the next service sets the cookie then.
      expect(outcome ?? '').to.match(/^$|^Setting cookie failed: the network service .* ended before it answered$/);
      await ses.cookies.set({ url, name: 'two', value: '2' });
      const names = (await ses.cookies.get({})).map(({ name }) => name).sort();
      expect(names).to.deep.equal(outcome === undefined ? ['one', 'two'] : ['two']);
    });
  });

  describe('cookies.remove(url, name)', () => {
    it('settles if the network service is killed while it is pending, and works the next time', async () => {
      const ses = newSession();
      await openPage(ses, 'about:blank');
      await ses.cookies.set({ url, name: 'one', value: '1' });
      const outcome = await killNetworkWhile(ses, () => ses.cookies.remove(url, 'one'));
      expect(outcome ?? '').to.match(/^$|^Failed to remove cookies - the network service .* ended before it answered$/);
      await ses.cookies.set({ url, name: 'two', value: '2' });
      await ses.cookies.remove(url, 'two');
      expect(await ses.cookies.get({ name: 'two' })).to.deep.equal([]);
    });
  });
});

describe('contents.executeJavaScript(code[, userGesture])', () => {
  it('rejects in a page that has crashed, and works when it is loaded again', async () => {
    const [ses, server] = [newSession(), await listen()];
    const page = await openPage(ses, server.origin);
    const gone = once(page as NodeJS.EventEmitter, 'render-process-gone');
    page.forcefullyCrashRenderer();
    await gone;
    expect((await rejectionOf(page.executeJavaScript('1'))).message).to.equal(
      'The page went away before the script was done (Target crashed)',
    );
    await page.loadURL(server.origin);
    expect(await page.executeJavaScript('1')).to.equal(1);
  });

  it('rejects if the renderer is killed while it is pending', async () => {
    const [ses, server] = [newSession(), await listen()];
    const page = await openPage(ses, server.origin);
    const outcome = outcomeOf(killWhilePending(ses, () => page.executeJavaScript('1')));
    expect(await outcome).to.equal('The page went away before the script was done (Target crashed)');
  });

  it('rejects if the window is destroyed while it is pending', async () => {
    const [ses, server] = [newSession(), await listen()];
    const window = newWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    const pending = outcomeOf(window.webContents.executeJavaScript('new Promise(() => undefined)'));
    await window.webContents.executeJavaScript('1');
    window.destroy();
    expect(await pending).to.match(/^The page went away before the script was done/);
  });
});
