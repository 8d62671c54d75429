// What listeners of ses.webRequest hear of the requests of the main process, and what they leave as it is.
import { net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { rejectionOf } from './lib/fetch';
import { handle, text } from './lib/protocol';
import { listenRaw } from './lib/raw-server';
import { listen, type LocalServer } from './lib/servers';
import { endBrowser, newSession, useSharedSession } from './lib/sessions';
import { until } from './lib/until';
import { EVENTS, hearAll, nextDetails, removeListenersAfterTest, requestRoutes } from './lib/web-requests';
import type { EventName, Heard } from './lib/web-requests';

const BLOCKING = new Set<EventName>(['onBeforeRequest', 'onBeforeSendHeaders', 'onHeadersReceived']);
const OBSERVING = EVENTS.filter((event) => !BLOCKING.has(event));

describe('ses.webRequest and requests of the main process', () => {
  const ses = useSharedSession();
  let server: LocalServer;
  beforeEach(async () => {
    server = await listen(requestRoutes);
    removeListenersAfterTest(ses());
  });

  const isEnd = ({ event }: Heard): boolean => event === 'onCompleted' || event === 'onErrorOccurred';
  const names = (heard: readonly Heard[]): string[] =>
    heard.map(({ event, details }) => `${event} ${details.method} ${new URL(details.url).pathname}`);

  /** Everything that is heard until a request has ended. */
  async function eventsOf(
    request: () => Promise<unknown>,
    events: readonly EventName[] = OBSERVING,
    session = ses(),
  ): Promise<Heard[]> {
    const heard = hearAll(session, { urls: ['<all_urls>'] }, events);
    await request().catch(() => undefined);
    await until('the end of the request', () => heard.some(isEnd));
    return heard;
  }
  const get = async (path: string, init?: RequestInit): Promise<string> =>
    (await ses().fetch(server.origin + path, init)).text();

  it('tell ses.fetch() to observers, and nothing of the page behind it', async () => {
    expect(names(await eventsOf(() => get('/x')))).to.deep.equal([
      'onSendHeaders GET /x',
      'onResponseStarted GET /x',
      'onCompleted GET /x',
    ]);
  });

  it('tell nothing of the page behind it when that is opened, either', async () => {
    const fresh = newSession();
    const heard = await eventsOf(async () => (await fresh.fetch(`${server.origin}/x`)).text(), EVENTS, fresh);
    expect(new Set(heard.map(({ details }) => details.url))).to.deep.equal(new Set([`${server.origin}/x`]));
  });

  it('tell net.request() to observers', async () => {
    const heard = await eventsOf(async () => {
      const request = net.request({ url: `${server.origin}/x`, method: 'PUT', session: ses() });
      request.end('body');
      const [response] = (await once(request, 'response')) as [Electron.IncomingMessage];
      response.on('data', () => undefined);
      await once(response as never, 'end');
    });
    expect(names(heard)).to.deep.equal(['onSendHeaders PUT /x', 'onResponseStarted PUT /x', 'onCompleted PUT /x']);
  });

  it('have one id, and neither page nor frame', async () => {
    const heard = await eventsOf(() => get('/redirect', { method: 'POST', body: 'x' }), EVENTS);
    expect(new Set(heard.map(({ event }) => event)).size).to.equal(EVENTS.length - 1);
    expect(new Set(heard.map(({ details }) => details.id)).size).to.equal(1);
    for (const { details } of heard) expect(details).to.not.have.any.keys('webContents', 'webContentsId');
    expect(new Set(heard.map(({ details }) => details.resourceType))).to.deep.equal(new Set(['xhr']));
  });

  it('are told in order for every redirect', async () => {
    expect(names(await eventsOf(() => get('/redirect', { method: 'POST', body: 'x' }), EVENTS))).to.deep.equal([
      'onBeforeRequest POST /redirect',
      'onBeforeSendHeaders POST /redirect',
      'onSendHeaders POST /redirect',
      'onHeadersReceived POST /redirect',
      'onBeforeRedirect POST /redirect',
      'onBeforeRequest GET /redirect2',
      'onBeforeSendHeaders GET /redirect2',
      'onSendHeaders GET /redirect2',
      'onHeadersReceived GET /redirect2',
      'onBeforeRedirect GET /redirect2',
      'onBeforeRequest GET /echo',
      'onBeforeSendHeaders GET /echo',
      'onSendHeaders GET /echo',
      'onHeadersReceived GET /echo',
      'onResponseStarted GET /echo',
      'onCompleted GET /echo',
    ]);
  });

  it('have ids of their own when many are on their way', async () => {
    const heard = hearAll(ses(), { urls: ['<all_urls>'] }, EVENTS);
    await Promise.all(Array.from({ length: 20 }, (_, index) => get(`/${index}`)));
    await until('the end of all', () => heard.filter(isEnd).length === 20);
    const urls = new Map(heard.map(({ details }) => [details.id, details.url]));
    expect(urls.size).to.equal(20);
    for (const { details } of heard) expect(details.url).to.equal(urls.get(details.id));
  });

  it('are told with the headers that were sent and received', async () => {
    const sent = nextDetails(ses(), 'onSendHeaders');
    const completed = nextDetails(ses(), 'onCompleted');
    await get('/cookies', { headers: { 'x-sent': 'yes' } });
    expect((await sent).requestHeaders).to.include({ 'x-sent': 'yes' });
    expect((await sent).requestHeaders).to.not.have.property('Accept');
    const { responseHeaders, statusCode, statusLine, error } = await completed;
    expect({ statusCode, statusLine, error }).to.deep.equal({
      statusCode: 200,
      statusLine: 'HTTP/1.1 200 OK',
      error: 'net::OK',
    });
    expect(responseHeaders).to.deep.include({ 'Set-Cookie': ['one=1; HttpOnly', 'two=2'], 'X-Custom': ['yes'] });
  });

  it('are told with their Set-Cookie to onHeadersReceived', async () => {
    const received = new Promise<unknown>((resolve) =>
      ses().webRequest.onHeadersReceived(({ responseHeaders }, callback) => {
        resolve(responseHeaders?.['Set-Cookie']);
        callback({});
      }),
    );
    await get('/cookies');
    expect(await received).to.deep.equal(['one=1; HttpOnly', 'two=2']);
  });

  it('are told when they fail, with the error of the app', async () => {
    const failed = nextDetails(ses(), 'onErrorOccurred');
    const { message } = await rejectionOf(get('/reset'));
    const { error, url } = await failed;
    expect([error, url]).to.deep.equal([message, `${server.origin}/reset`]);
  });

  it('are told when their body ends too early', async () => {
    const origin = await listenRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort'));
    const failed = nextDetails(ses(), 'onErrorOccurred');
    await rejectionOf(
      ses()
        .fetch(origin)
        .then((response) => response.text()),
    );
    expect((await failed).error).to.equal('net::ERR_CONTENT_LENGTH_MISMATCH');
  });

  it('are told when the app aborts them', async () => {
    const origin = await listenRaw(() => undefined);
    const sent = nextDetails(ses(), 'onSendHeaders');
    const failed = nextDetails(ses(), 'onErrorOccurred');
    const controller = new AbortController();
    const rejection = rejectionOf(ses().fetch(origin, { signal: controller.signal }));
    await sent;
    controller.abort();
    await rejection;
    expect((await failed).error).to.equal('net::ERR_ABORTED');
  });

  it('are told when a protocol handler answers', async () => {
    const fresh = newSession();
    handle(fresh, 'app', () => text('handled'));
    const heard = await eventsOf(() => fresh.fetch('app://host/data'), EVENTS, fresh);
    expect(new Set(heard.map(({ details }) => details.url))).to.deep.equal(new Set(['app://host/data']));
    expect(heard.at(-1)?.event).to.equal('onCompleted');
  });

  it('are told again after Chromium has ended', async () => {
    const fresh = newSession();
    const getFresh = async (): Promise<string> => (await fresh.fetch(`${server.origin}/x`)).text();
    const heard = await eventsOf(getFresh, OBSERVING, fresh);
    await endBrowser(fresh);
    const before = heard.length;
    await getFresh();
    await until('the end of the second', () => heard.slice(before).some(isEnd));
    expect(names(heard.slice(before))).to.deep.equal(names(heard.slice(0, before)));
    expect(heard.at(-1)?.details.id).to.be.above(heard[0]?.details.id ?? Infinity);
  });

  it('are told with fromCache', async () => {
    await get('/cached');
    const heard = await eventsOf(() => get('/cached'));
    expect(heard.map(({ event, details }) => [event, (details as { fromCache?: boolean }).fromCache])).to.deep.equal([
      ['onResponseStarted', true],
      ['onCompleted', true],
    ]);
  });

  it('are told with referrer and upload, small and large', async () => {
    const heard: Electron.OnBeforeRequestListenerDetails[] = [];
    ses().webRequest.onBeforeRequest((details, callback) => {
      heard.push(details);
      callback({});
    });
    await get('/echo', { method: 'POST', body: 'é☃', headers: { referer: 'http://from.example/' } });
    await get('/echo', { method: 'POST', body: 'x'.repeat(3_000_000) });
    await get('/x');
    expect(heard[0]?.uploadData).to.deep.equal([{ bytes: Buffer.from('é☃') }]);
    expect(heard[1]?.uploadData.map(({ bytes }) => bytes.length)).to.deep.equal([3_000_000]);
    expect(heard[2]).to.not.have.property('uploadData');
    expect(heard.map(({ referrer }) => referrer)).to.deep.equal(['http://from.example/', '', '']);
  });

  it('take what blocking listeners change, Set-Cookie too', async () => {
    const { webRequest } = ses();
    await ses().clearStorageData({ storages: ['cookies'] });
    const redirectURL = `${server.origin}/cookies`;
    webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
    webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
      callback({ requestHeaders: { ...requestHeaders, 'X-Own': 'own' } });
    });
    webRequest.onHeadersReceived(({ responseHeaders = {}, url }, callback) => {
      if (url !== redirectURL) callback({});
      else callback({ responseHeaders: { ...responseHeaders, 'Set-Cookie': ['c=3'] }, statusLine: 'HTTP/1.1 299 Own' });
    });
    const { status, statusText, headers } = await ses().fetch(`${server.origin}/from`);
    expect([status, statusText, headers.getSetCookie(), headers.get('x-custom')]).to.deep.equal([
      299,
      'Own',
      ['c=3'],
      'yes',
    ]);
    expect(server.requests.at(-1)?.headers['x-own']).to.equal('own');
    expect((await ses().cookies.get({ url: server.origin })).map(({ name }) => name)).to.deep.equal(['c']);
  });

  it('keep what they read when somebody observes', async () => {
    const origin = await listenRaw((socket) => socket.end('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi'));
    ses().webRequest.onCompleted(() => undefined);
    const request = net.request({ url: origin, session: ses() });
    request.end();
    const [response] = (await once(request, 'response')) as [Electron.IncomingMessage];
    response.on('data', () => undefined);
    await once(response as never, 'end');
    expect([response.httpVersionMajor, response.httpVersionMinor]).to.deep.equal([1, 0]);
  });
});
