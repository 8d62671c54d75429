/** Requests of the main process in the log: start, redirects, challenges, response, end. */
import { log } from '../log/log';
import { cleanURL } from '../log/redact';
import type { URLLoaderClient, URLLoaderOptions } from './url-loader-client';

/** Counts the requests of the app, so that lines of one are found. */
let lastId = 0;

/** `client`, or one that writes to the log what `client` receives. */
export function loggedClient(label: string, options: URLLoaderOptions, client: URLLoaderClient): URLLoaderClient {
  const { requests } = log;
  if (!requests) return client;
  const id = `main-process:${++lastId}`;
  const begin = performance.now();
  let received = 0;
  const write = (what: string): void => requests(label, `${what} after=${(performance.now() - begin).toFixed(1)}ms`);
  const { body, credentials, cache } = options;
  const size = body instanceof Uint8Array ? `${body.length}` : body ? 'stream' : '0';
  requests(
    label,
    `start ${id} ${options.method} ${cleanURL(options.url)} body=${size} credentials=${credentials} cache=${cache}`,
  );
  return {
    onUploadProgress: (current, total) => client.onUploadProgress(current, total),
    onRedirect(redirect) {
      const { statusCode, newMethod, newURL } = redirect;
      const follows = client.onRedirect(redirect);
      write(`redirect ${id} ${statusCode} ${newMethod} ${cleanURL(newURL)} follows=${follows}`);
      return follows;
    },
    onAuthRequired(challenge, callback) {
      const { isProxy, scheme, host, port } = challenge;
      write(`auth ${id} scheme=${scheme} proxy=${isProxy} server=${host}:${port}`);
      client.onAuthRequired(challenge, callback);
    },
    onResponse(head) {
      write(`response ${id} ${head.statusCode} http=${head.httpVersion}`);
      client.onResponse(head);
    },
    onData(chunk) {
      received += chunk.length;
      return client.onData(chunk);
    },
    onComplete() {
      write(`complete ${id} received=${received}`);
      client.onComplete();
    },
    onError(error) {
      write(`error ${id} ${error.name}: ${cleanURL(error.message)} received=${received}`);
      client.onError(error);
    },
  };
}
