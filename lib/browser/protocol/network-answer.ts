/** Requests that protocol handlers send to the network of a session, another one's or their own: `session` of their answers. */
import { invalidArgValue } from '../../common/validators';
import type { Answer } from './answer';
import type { NetworkRequest } from './http-answer';
import { bodyOfStream } from './web-handler';

/** The body comes decoded, and cookies were for the session that made the request. */
const DROPPED = new Set(['content-encoding', 'set-cookie', 'transfer-encoding']);

export interface Network {
  fetch: (
    url: string,
    init: RequestInit & { cache: Request['cache']; bypassCustomProtocolHandlers: boolean },
  ) => Promise<Response>;
  /** Cookies, authentication and cache of the session are neither used nor changed. */
  anonymous: boolean;
  /** The session of the handler itself: asked again, it would answer with the same request. */
  own: boolean;
}

/** Follows redirects. An error of the network is the answer. */
export async function answerFromNetwork({ fetch, anonymous, own }: Network, request: NetworkRequest): Promise<Answer> {
  const { url, method, headers, body, signal } = request;
  if (!/^https?:/i.test(url) || !URL.canParse(url)) {
    throw invalidArgValue('url of the answer', 'an http: or https: URL', url);
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      signal,
      ...(body ? { body } : {}),
      referrerPolicy: 'unsafe-url',
      credentials: anonymous ? 'omit' : 'include',
      cache: anonymous ? 'no-store' : 'default',
      bypassCustomProtocolHandlers: own,
    });
  } catch (error) {
    const [, code] = /^net::(ERR_\w+)/.exec((error as Error).message) ?? [];
    if (code !== undefined) return { kind: 'error', code };
    if (signal.aborted) return { kind: 'error', code: 'ERR_ABORTED' };
    throw error;
  }
  const decoded = response.headers.has('content-encoding');
  const kept = [...response.headers].filter(([name]) => !DROPPED.has(name) && !(decoded && name === 'content-length'));
  return {
    kind: 'response',
    status: response.status,
    statusText: response.statusText,
    headers: kept,
    body: response.body ? bodyOfStream(response.body) : null,
  };
}
