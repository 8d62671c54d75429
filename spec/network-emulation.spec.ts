// A session without a network, or with a slow one: everything it requests, and nothing of other sessions.
import { expect } from 'chai';
import { once } from 'node:events';
import { net } from 'electron';
import { rejectionOf } from './lib/fetch';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { endBrowser, newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

const LATENCY = 400;

/** `/` is a page, `/worker.js` fetches when it is asked, `/sw.js` when a page is controlled; anything else is text. */
const server = (): Promise<LocalServer> =>
  listen(({ url }, response) => {
    const script = (text: string): unknown => response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
    if (url === '/') sendPage(response, '<title>page</title>');
    else if (url === '/worker.js') script(`onmessage = async () => postMessage(await (${PROBE})())`);
    else if (url === '/shared.js') {
      script(
        `onconnect = ({ ports: [port] }) => { port.onmessage = async () => port.postMessage(await (${PROBE})()); }`,
      );
    } else if (url === '/sw.js') {
      script(`onmessage = async ({ source }) => source.postMessage(await (${PROBE})());
        oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());`);
    } else response.writeHead(200, { 'cache-control': 'no-store' }).end('text');
  });

/** What a fetch comes to, how long it takes, and navigator.onLine. */
const PROBE = `async () => {
  const start = performance.now();
  const text = await fetch('/text?' + Math.random()).then((r) => r.text()).catch(() => 'failed');
  return { text, ms: performance.now() - start, onLine: navigator.onLine };
}`;

interface Probe {
  text: string;
  ms: number;
  onLine: boolean;
}

const ASK: Record<string, string> = {
  page: `(${PROBE})()`,
  worker: `new Promise((resolve) => {
    globalThis.worker ??= new Worker('/worker.js');
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage('');
  })`,
  sharedWorker: `new Promise((resolve) => {
    globalThis.shared ??= new SharedWorker('/shared.js');
    shared.port.onmessage = ({ data }) => resolve(data);
    shared.port.postMessage('');
  })`,
  serviceWorker: `new Promise(async (resolve) => {
    globalThis.registration ??= await navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
    navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
    registration.active.postMessage('');
  })`,
};

async function openPage(ses: Electron.Session, origin: string): Promise<(from: string) => Promise<Probe>> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL(origin);
  return (from) => webContents.executeJavaScript(ASK[from]!) as Promise<Probe>;
}

describe('ses.enableNetworkEmulation(options)', () => {
  for (const from of Object.keys(ASK)) {
    it(`takes the network from what is open, and gives it back: ${from}`, async () => {
      const { origin } = await server();
      const ses = newSession();
      const probe = await openPage(ses, origin);
      expect((await probe(from)).text).to.equal('text');
      ses.enableNetworkEmulation({ offline: true });
      await until('the target is offline', async () => {
        const { text, onLine } = await probe(from);
        return text === 'failed' && !onLine;
      });
      ses.disableNetworkEmulation();
      await until('the target is online', async () => {
        const { text, onLine } = await probe(from);
        return text === 'text' && onLine;
      });
    });

    it(`adds latency to what is opened later: ${from}`, async () => {
      const { origin } = await server();
      const ses = newSession();
      ses.enableNetworkEmulation({ latency: LATENCY });
      const probe = await openPage(ses, origin);
      if (from === 'sharedWorker')
        await until('its first requests are over', async () => (await probe(from)).ms > LATENCY - 20);
      expect((await probe(from)).ms).to.be.above(LATENCY - 20);
    });
  }

  it('fails a navigation with ERR_INTERNET_DISCONNECTED', async () => {
    const { origin } = await server();
    const ses = newSession();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    ses.enableNetworkEmulation({ offline: true });
    expect(await rejectionOf(webContents.loadURL(origin))).to.include({
      code: 'ERR_INTERNET_DISCONNECTED',
      errno: -106,
    });
  });

  it('fails a WebSocket', async () => {
    const { origin } = await server();
    const ses = newSession();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(origin);
    ses.enableNetworkEmulation({ offline: true });
    const closed: unknown = await webContents.executeJavaScript(
      `new Promise((resolve) => { new WebSocket(location.origin.replace('http', 'ws')).onclose = () => resolve(navigator.onLine); })`,
    );
    expect(closed).to.equal(false);
  });

  it('limits the throughput of downloads', async () => {
    const { origin } = await listen((_, response) => response.end(Buffer.alloc(200_000)));
    const ses = newSession();
    ses.enableNetworkEmulation({ downloadThroughput: 200_000 });
    const start = performance.now();
    expect((await (await ses.fetch(origin)).arrayBuffer()).byteLength).to.equal(200_000);
    expect(performance.now() - start).to.be.above(700);
  });

  it('limits the throughput of uploads', async () => {
    const { origin } = await listen((request, response) => request.resume().on('end', () => response.end('done')));
    const ses = newSession();
    ses.enableNetworkEmulation({ uploadThroughput: 200_000 });
    const start = performance.now();
    await ses.fetch(origin, { method: 'POST', body: Buffer.alloc(200_000) });
    expect(performance.now() - start).to.be.above(700);
  });

  it('fails ses.fetch() and net.request(), also where they were used before', async () => {
    const { origin } = await server();
    const ses = newSession();
    expect((await ses.fetch(origin)).status).to.equal(200);
    ses.enableNetworkEmulation({ offline: true });
    expect(await rejectionOf(ses.fetch(origin))).to.have.property('message', 'net::ERR_INTERNET_DISCONNECTED');
    const request = net.request({ url: origin, session: ses });
    request.end();
    const [error] = (await once(request, 'error')) as [Error];
    expect(error.message).to.equal('net::ERR_INTERNET_DISCONNECTED');
  });

  it('does not influence another session', async () => {
    const { origin } = await server();
    const [one, other] = [newSession(), newSession()];
    one.enableNetworkEmulation({ offline: true });
    const probe = await openPage(other, origin);
    expect(await probe('page')).to.include({ text: 'text', onLine: true });
    expect(await rejectionOf(one.fetch(origin))).to.have.property('message', 'net::ERR_INTERNET_DISCONNECTED');
  });

  it('holds in the Chromium that replaces one that has died', async () => {
    const { origin } = await server();
    const ses = newSession();
    ses.enableNetworkEmulation({ offline: true });
    await rejectionOf(ses.fetch(origin));
    await endBrowser(ses);
    expect(await rejectionOf(ses.fetch(origin))).to.have.property('message', 'net::ERR_INTERNET_DISCONNECTED');
  });

  it('leaves observed requests complete', async () => {
    const { origin } = await server();
    const ses = newSession();
    const completed: string[] = [];
    ses.enableNetworkEmulation({ latency: 1 });
    const probe = await openPage(ses, origin);
    ses.webRequest.onCompleted(({ url }) => completed.push(url));
    await probe('page');
    await until('the request is reported', () => completed.some((url) => url.includes('/text')));
    ses.webRequest.onCompleted(null);
    expect((await probe('page')).text).to.equal('text');
  });

  for (const name of ['latency', 'downloadThroughput', 'uploadThroughput']) {
    for (const value of [-1, Number.NaN, Infinity]) {
      it(`throws for ${name} ${value}`, () => {
        expect(() => newSession().enableNetworkEmulation({ [name]: value })).to.throw(
          TypeError,
          `options.${name} must be a finite number from 0 up, where 0 sets no limit, got ${value}`,
        );
      });
    }
  }

  it('throws for what is no object, no boolean and no number', () => {
    const ses = newSession();
    expect(() => ses.enableNetworkEmulation(null as never)).to.throw(TypeError, 'options must be an object, got null');
    expect(() => ses.enableNetworkEmulation({ offline: 1 } as never)).to.throw(TypeError, 'options.offline must be');
    expect(() => ses.enableNetworkEmulation({ latency: '1' } as never)).to.throw(TypeError, 'options.latency must be');
  });
});

describe('ses.disableNetworkEmulation()', () => {
  it('does nothing where nothing is emulated', async () => {
    const { origin } = await server();
    const ses = newSession();
    ses.disableNetworkEmulation();
    expect((await ses.fetch(origin)).status).to.equal(200);
    ses.disableNetworkEmulation();
    expect((await ses.fetch(origin)).status).to.equal(200);
  });
});
