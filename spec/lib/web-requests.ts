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

/** Electron's type of the details of an event. */
export type Details<E extends EventName> = Parameters<NonNullable<Parameters<Electron.WebRequest[E]>[1]>>[0];
/** What is common to all of them. */
export type AnyDetails = Details<'onErrorOccurred'>;

/** Beyond Electron. */
export interface ValenceWebRequest extends Electron.WebRequest {
  addListener(event: EventName, ...args: unknown[]): void;
  removeListener(event: EventName, listener: unknown): void;
}

type Listener = (details: never, callback: (response?: object) => void) => void;

/** Removes every listener behind the test. */
export function removeListenersAfterTest({ webRequest }: Electron.Session): void {
  defer(() => {
    for (const event of EVENTS) webRequest[event](null);
  });
}

/** Blocking listeners let everything pass. Returns the events heard so far: name and details. */
export function hearAll(
  { webRequest }: Electron.Session,
  filter: Electron.WebRequestFilter = { urls: ['<all_urls>'] },
  events: readonly EventName[] = EVENTS,
): { event: EventName; details: AnyDetails }[] {
  const heard: { event: EventName; details: AnyDetails }[] = [];
  for (const event of events) {
    const listener: Listener = (details, callback) => {
      heard.push({ event, details });
      if (typeof callback === 'function') callback({});
    };
    (webRequest[event] as (filter: Electron.WebRequestFilter, listener: Listener) => void)(filter, listener);
  }
  return heard;
}

/** The details of the next event; observing events only. */
export function nextDetails<
  E extends 'onSendHeaders' | 'onBeforeRedirect' | 'onResponseStarted' | 'onCompleted' | 'onErrorOccurred',
>({ webRequest }: Electron.Session, event: E, urls: string[] = ['<all_urls>']): Promise<Details<E>> {
  return new Promise((resolve) => {
    (webRequest[event] as (filter: Electron.WebRequestFilter, listener: (details: Details<E>) => void) => void)(
      { urls },
      resolve,
    );
  });
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
