// Listeners of ses.webRequest for the running test, and a page to make requests with.
import { defer } from './cleanup';
import { sendPage, type listen } from './servers';

export const EVENTS = [
  'onBeforeRequest',
  'onBeforeSendHeaders',
  'onSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
] as const;

export type EventName = (typeof EVENTS)[number];

/** Electron's types of the details. */
export interface Details {
  onBeforeRequest: Electron.OnBeforeRequestListenerDetails;
  onBeforeSendHeaders: Electron.OnBeforeSendHeadersListenerDetails;
  onSendHeaders: Electron.OnSendHeadersListenerDetails;
  onHeadersReceived: Electron.OnHeadersReceivedListenerDetails;
  onBeforeRedirect: Electron.OnBeforeRedirectListenerDetails;
  onResponseStarted: Electron.OnResponseStartedListenerDetails;
  onCompleted: Electron.OnCompletedListenerDetails;
  onErrorOccurred: Electron.OnErrorOccurredListenerDetails;
}

/** What is common to all of them. */
export type AnyDetails = Pick<
  Details['onErrorOccurred'],
  'id' | 'url' | 'method' | 'webContentsId' | 'webContents' | 'frame' | 'resourceType' | 'referrer' | 'timestamp'
>;

export interface ResponseBodyDetails extends Electron.OnHeadersReceivedListenerDetails {
  body: ReadableStream<Uint8Array>;
}

/** Beyond Electron. */
export interface ValenceWebRequest extends Electron.WebRequest {
  onResponseBody(
    filter: Electron.WebRequestFilter,
    listener: ((details: ResponseBodyDetails, callback: (response: object) => void) => unknown) | null,
  ): void;
  addListener(event: EventName | 'onResponseBody', ...args: unknown[]): void;
  removeListener(event: EventName | 'onResponseBody', listener: unknown): void;
}

/** Calls an on* member. */
export function setListener(
  { webRequest }: Electron.Session,
  event: EventName,
  filter: Electron.WebRequestFilter,
  listener: ((details: never, callback?: (response: object) => void) => void) | null,
): void {
  const member = webRequest[event] as unknown as (filter: Electron.WebRequestFilter, listener: unknown) => void;
  member.call(webRequest, filter, listener);
}

/** Removes the listeners of the on* members behind the test. */
export function removeListenersAfterTest(ses: Electron.Session): void {
  defer(() => {
    for (const event of EVENTS) setListener(ses, event, { urls: [] }, null);
    (ses.webRequest as ValenceWebRequest).onResponseBody({ urls: [] }, null);
  });
}

export interface Heard {
  event: EventName;
  details: AnyDetails;
}

/** Blocking listeners let everything pass. Returns the events heard so far. */
export function hearAll(
  ses: Electron.Session,
  filter: Electron.WebRequestFilter = { urls: ['<all_urls>'] },
  events: readonly EventName[] = EVENTS,
): Heard[] {
  const heard: Heard[] = [];
  for (const event of events) {
    setListener(ses, event, filter, (details: AnyDetails, callback) => {
      heard.push({ event, details });
      callback?.({});
    });
  }
  return heard;
}

/** The details of the next event that holds nothing up. */
export function nextDetails<E extends Exclude<EventName, `onBefore${'Request' | 'SendHeaders'}` | 'onHeadersReceived'>>(
  ses: Electron.Session,
  event: E,
  urls: string[] = ['<all_urls>'],
): Promise<Details[E]> {
  return new Promise((resolve) => setListener(ses, event, { urls }, resolve));
}

/**
 * What specs of requests fetch: `/` a page, `/echo` its own request as JSON, `/redirect` a redirect to `/echo` over
 * `/redirect2`, `/cookies` two cookies, `/cached` a response for the cache, `/policy` a page with a policy against
 * scripts, `/reset` no response; of every other path the path itself.
 */
export const requestRoutes: Parameters<typeof listen>[0] = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  switch (pathname) {
    case '/':
      sendPage(response, '<title>page</title><link rel="icon" href="data:,">');
      return;
    case '/policy':
      sendPage(response, '<title>before</title><script>document.title = "after"</script>', {
        'content-security-policy': "script-src 'none'",
      });
      return;
    case '/echo': {
      const body: Buffer[] = [];
      request.on('data', (chunk: Buffer) => body.push(chunk));
      request.on('end', () => {
        const { method, headers } = request;
        response.setHeader('access-control-allow-origin', '*');
        response.end(JSON.stringify({ method, headers, body: Buffer.concat(body).toString() }));
      });
      return;
    }
    case '/redirect':
      response.writeHead(302, { 'location': '/redirect2', 'set-cookie': 'hop=1' }).end();
      return;
    case '/redirect2':
      response.writeHead(307, { location: '/echo' }).end();
      return;
    case '/cookies':
      response.writeHead(200, { 'Set-Cookie': ['one=1; HttpOnly', 'two=2'], 'X-Custom': 'yes' }).end();
      return;
    case '/cached':
      response.writeHead(200, { 'cache-control': 'max-age=1000' }).end('cached');
      return;
    case '/reset':
      request.socket.destroy();
      return;
    default:
      response.end(pathname);
  }
};
