// Bodies of requests that pages and workers send to protocol handlers.
import { expect } from 'chai';
import { BrowserWindow, net } from 'electron';
import { captureErrors, handle, page, text } from './lib/protocol';
import { listen } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';

const script = (code: string): Response => new Response(code, { headers: { 'content-type': 'text/javascript' } });

/** What the senders have: streams, and fetch() whose failures are text. */
const SENDER = `
  const stream = (...chunks) => new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
  const broken = () => new ReadableStream({ pull(controller) { controller.error(new Error('broken')); } });
  const streamed = (body) => ({ method: 'POST', body, duplex: 'half' });
  const POST = { method: 'POST', body: 'q=1' };
  const send = (...args) => fetch(...args).then((response) => response.text(), (error) => error.name);
`;
/** Answers with the body it was sent. */
const WORKER = `${SENDER}; onmessage = async ({ data, source, ports }) => (ports[0] ?? globalThis).postMessage(await eval(data));`;
const SERVICE_WORKER = `${SENDER}
  addEventListener('install', () => skipWaiting());
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('message', (event) => event.waitUntil((async () => event.ports[0].postMessage(await eval(event.data)))()));
  addEventListener('fetch', (event) => {
    const way = new URL(event.request.url).searchParams.get('through');
    if (way === 'request') event.respondWith(fetch(event.request));
    if (way === 'clone') event.respondWith(fetch(event.request.clone()));
    if (way === 'wrapped') event.respondWith(fetch(new Request('/echo', event.request)));
  });
`;

const answer = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  if (pathname === '/worker.js') return script(WORKER);
  if (pathname === '/shared.js')
    return script(`${WORKER}; onconnect = ({ ports }) => (ports[0].onmessage = onmessage);`);
  if (pathname === '/service-worker.js') return script(SERVICE_WORKER);
  if (pathname !== '/echo') return page('<title>sender</title><iframe></iframe>');
  return text(`${request.method} ${await request.text()}`);
};

/** What is sent, as an expression, and what the handler gets. */
const SENT: [what: string, code: string, received: string][] = [
  ['text in a Request', "send(new Request('/echo', POST))", 'POST q=1'],
  ['a Request with the URL of the scheme', 'send(new Request(`${ORIGIN}/echo`, POST))', 'POST q=1'],
  ['a Request of a Request', "send(new Request(new Request('/echo', POST)))", 'POST q=1'],
  ['a Request as the options of another', "send(new Request('/echo', new Request('/', POST)))", 'POST q=1'],
  ['a Request as the options of fetch()', "send('/echo', new Request('/', POST))", 'POST q=1'],
  ['a Request whose body fetch() is given', "send(new Request('/echo', POST), { body: 'own' })", 'POST own'],
  ['a clone', "send(new Request('/echo', POST).clone())", 'POST q=1'],
  ['a Blob', "send(new Request('/echo', { method: 'POST', body: new Blob(['a', 'b']) }))", 'POST ab'],
  ['a stream', "send('/echo', streamed(stream('a', 'b', 'c')))", 'POST abc'],
  ['an empty stream', "send('/echo', streamed(stream()))", 'POST '],
  ['a stream in a Request', "send(new Request('/echo', streamed(stream('a', 'b'))))", 'POST ab'],
  ['a clone of a stream in a Request', "send(new Request('/echo', streamed(stream('a', 'b'))).clone())", 'POST ab'],
  ['the body of a response', "send('/echo', streamed(new Response('passed on').body))", 'POST passed on'],
  ['a stream that errors', "send('/echo', streamed(broken()))", 'TypeError'],
  ['a stream without duplex', "send('/echo', { method: 'POST', body: stream() })", 'TypeError'],
  [
    'a stream of something else than bytes',
    "send('/echo', streamed(new Response('x').body.pipeThrough(new TextDecoderStream())))",
    'TypeError',
  ],
  [
    'a stream that is aborted',
    "send('/echo', { ...streamed(new ReadableStream()), signal: AbortSignal.timeout(1) })",
    'TimeoutError',
  ],
];

describe('protocol.handle(scheme, handler): bodies of requests', () => {
  const shared = useSharedSession();

  for (const scheme of ['app', 'https']) {
    describe(`of ${scheme}:`, () => {
      const origin = `${scheme}://host.example`;
      let contents: Electron.WebContents;
      const run = <T>(code: string): Promise<T> => contents.executeJavaScript(code) as Promise<T>;
      before(async () => {
        shared().protocol.handle(scheme, answer);
        ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
        await contents.loadURL(`${origin}/`);
        await run(`
          const ORIGIN = '${origin}';
          ${SENDER};
          const worker = new Worker('/worker.js');
          const sharedWorker = new SharedWorker('/shared.js');
          const ask = (target, code) => new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => resolve(data);
            target.postMessage(\`const ORIGIN = '${origin}'; \${code}\`, [port2]);
          });
          navigator.serviceWorker.register('/service-worker.js');
          const controlled = new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
          0`);
      });
      after(() => shared().protocol.unhandle(scheme));

      const SENDERS: [name: string, run: (code: string) => Promise<string>][] = [
        ['a page', (code) => run(code)],
        ['a worker', (code) => run(`ask(worker, ${JSON.stringify(code)})`)],
        ['a shared worker', (code) => run(`ask(sharedWorker.port, ${JSON.stringify(code)})`)],
        [
          'a service worker',
          (code) => run(`navigator.serviceWorker.ready.then(({ active }) => ask(active, ${JSON.stringify(code)}))`),
        ],
      ];
      for (const [name, runIn] of SENDERS) {
        it(`reach the handler from ${name}, or fail`, async () => {
          const results: [string, string][] = [];
          for (const [what, code] of SENT) results.push([what, await runIn(code)]);
          expect(results).to.deep.equal(SENT.map(([what, , received]) => [what, received]));
        });
      }

      for (const way of ['request', 'clone', 'wrapped', 'none']) {
        it(`reach the handler through a service worker that passes them on (${way})`, async () => {
          await run('controlled.then(() => 0)');
          const url = `/echo?through=${way}`;
          const results = await run(`Promise.all([send('${url}', POST), send('${url}', streamed(stream('a', 'b')))])`);
          expect(results).to.deep.equal(['POST q=1', 'POST ab']);
        });
      }

      it('reach the handler from a frame of the page, and from its Requests', async () => {
        const sent = await run(`Promise.all([
          frames[0].fetch('${origin}/echo', streamed(new frames[0].Response('a stream').body)).then((response) => response.text()),
          send(new frames[0].Request('${origin}/echo', POST)),
        ])`);
        expect(sent).to.deep.equal(['POST a stream', 'POST q=1']);
      });

      it('leave a Request the URL that it was made with', async () => {
        const urls = await run(`(() => {
          const request = new Request('${origin}/echo', POST);
          return [request, request.clone(), new Request(request)].map(({ url }) => url);
        })()`);
        expect(urls).to.deep.equal(Array(3).fill(`${origin}/echo`));
      });
    });
  }

  it('reach the handler from the main process, as text and as a stream', async () => {
    for (const scheme of ['app', 'https']) {
      handle(shared(), scheme, answer);
      const url = `${scheme}://host.example/echo`;
      const init = { method: 'POST', duplex: 'half' } as const;
      const sent = await shared().fetch(url, { ...init, body: new Response('streamed').body });
      expect(await sent.text()).to.equal('POST streamed');
      expect(await (await shared().fetch(url, { ...init, body: 'text' })).text()).to.equal('POST text');
    }
  });

  it('go on from a handler that passes its request on', async () => {
    const server = await listen((request, response) => request.pipe(response));
    handle(shared(), 'app', (request) => {
      if (new URL(request.url).pathname !== '/echo') return page();
      return net.fetch(server.origin, { method: 'POST', body: request.body, duplex: 'half' } as RequestInit);
    });
    const { webContents } = newWindow({ webPreferences: { session: shared() } });
    await webContents.loadURL('app://host.example/');
    const sent: unknown = await webContents.executeJavaScript(`
      fetch('/echo', { method: 'POST', duplex: 'half', body: new Response('on and on').body })
        .then((response) => response.text())`);
    expect(sent).to.equal('on and on');
  });

  it('are an error to a handler that is set after the page has begun to send a stream', async () => {
    const errors = captureErrors();
    const server = await listen();
    const { webContents } = newWindow({ webPreferences: { session: shared() } });
    await webContents.loadURL(server.origin);
    // Of a realm whose script was gone before: as the page's own fetch() was before there was a handler.
    await webContents.executeJavaScript('window.early = fetch; 0');
    handle(shared(), 'http', async (request) => text(await request.text()));
    const sent: unknown = await webContents.executeJavaScript(`
      early('/', { method: 'POST', duplex: 'half', body: new Response('x').body })
        .then((response) => response.text(), (error) => error.name)`);
    expect(sent).to.equal('TypeError');
    expect(errors.join()).to.include('is a stream that Chromium does not hand over');
  });
});
