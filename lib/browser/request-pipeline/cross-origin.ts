/** Requests of pages to other origins, and permission for them (https://fetch.spec.whatwg.org/#http-cors-protocol). */
import { headerOf, type HeaderEntry } from '../http';
import type { Fulfill, PausedRequest } from './verdict';

/**
 * The origin of pages from files and of their workers, as the browser process writes it. As in Electron, they may read what
 * every other origin answers.
 */
export const FILE_ORIGIN = 'file://';

/** A question whether a request may be sent. */
export const isPreflight = ({ request }: PausedRequest): boolean =>
  request.method === 'OPTIONS' && headerOf(request.headers, 'access-control-request-method') !== undefined;

/** Answers a preflight: whatever it asks for is allowed. What the request itself is answered is another question. */
export function answerPreflight({ request }: PausedRequest): Fulfill {
  const { headers } = request;
  const header = (name: string, value: string | undefined): HeaderEntry[] =>
    value === undefined ? [] : [{ name, value }];
  return {
    kind: 'fulfill',
    responseCode: 204,
    responseHeaders: [
      ...allowOrigin(headerOf(headers, 'origin')),
      ...header('access-control-allow-methods', headerOf(headers, 'access-control-request-method')),
      ...header('access-control-allow-headers', headerOf(headers, 'access-control-request-headers')),
    ],
  };
}

/** Lets scripts read all headers of a response: with credentials, `*` would be the name of one. */
export const exposeHeaders = (headers: readonly HeaderEntry[]): HeaderEntry[] => [
  {
    name: 'access-control-expose-headers',
    value: [...new Set(headers.map(({ name }) => name.toLowerCase()))].join(', '),
  },
];

/** Headers of a response that this origin may read, with credentials too. */
export const allowOrigin = (origin: string | undefined): HeaderEntry[] => [
  ...(origin === undefined ? [] : [{ name: 'access-control-allow-origin', value: origin }]),
  { name: 'access-control-allow-credentials', value: 'true' },
];
