// Requests while the app's main thread is busy: only those that a listener has to answer wait for it.
import { expect } from 'chai';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { defer } from './lib/cleanup';
import { LOCAL_HOST } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';
import { removeListenersAfterTest } from './lib/web-requests';

/** A server with a thread of its own: it counts the requests for `/ask`, and wakes who waits for the count. */
const SERVER = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer(({ url }, response) => {
    if (url === '/ask') {
      Atomics.add(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    }
    response.setHeader('content-type', 'text/html');
    response.end(url === '/' ? '<title>page</title>' : 'x');
  });
  server.listen(0, '${LOCAL_HOST}', () => parentPort.postMessage(server.address().port));
`;
/** How many requests are waited for while nothing else runs. */
const WANTED = 5;
const ENOUGH_MS = 10_000;
/** What a request that is not held takes, many times over. */
const HELD_MS = 200;

describe('ses.webRequest', () => {
  const ses = useSharedSession();
  const count = new Int32Array(new SharedArrayBuffer(4));
  let origin: string;

  beforeEach(async () => {
    count[0] = 0;
    removeListenersAfterTest(ses());
    const worker = new Worker(SERVER, { eval: true, workerData: count });
    defer(() => worker.terminate());
    const [port] = (await once(worker, 'message')) as [number];
    origin = `http://${LOCAL_HOST}:${port}`;
  });

  /** One request after the other, for as long as the page is there. */
  async function startAsking(): Promise<void> {
    const window = newWindow({ webPreferences: { session: ses() } });
    await window.loadURL(origin);
    await window.webContents.executeJavaScript(`(async () => {
      for (;;) await fetch('/ask').then((response) => response.text()).catch(() => 0);
    })(); 0`);
    await until('the first requests', () => (count[0] ?? 0) > 0);
  }

  /** The requests that the server gets while this thread does nothing else. */
  function countWhileBusy(milliseconds: number): number {
    const before = count[0] ?? 0;
    const end = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - performance.now()) {
      const now = Atomics.load(count, 0);
      if (now - before >= WANTED) break;
      Atomics.wait(count, 0, now, left);
    }
    return Atomics.load(count, 0) - before;
  }

  describe('webRequest while the main thread is busy', () => {
    it('lets requests go on that are only observed', async () => {
      const { webRequest } = ses();
      webRequest.onSendHeaders(() => undefined);
      webRequest.onResponseStarted(() => undefined);
      webRequest.onCompleted(() => undefined);
      await startAsking();
      expect(countWhileBusy(ENOUGH_MS)).to.be.at.least(WANTED);
    });

    it('lets requests go on that no listener wants', async () => {
      ses().webRequest.onBeforeRequest({ urls: ['*://*/other'] }, (_, callback) => callback({}));
      ses().webRequest.onHeadersReceived({ urls: [], types: ['image'] }, (_, callback) => callback({}));
      await startAsking();
      expect(countWhileBusy(ENOUGH_MS)).to.be.at.least(WANTED);
    });

    it('holds requests that a listener wants', async () => {
      ses().webRequest.onBeforeRequest({ urls: ['*://*/ask'] }, (_, callback) => callback({}));
      await startAsking();
      expect(countWhileBusy(HELD_MS)).to.be.below(WANTED);
    });
  });
});
