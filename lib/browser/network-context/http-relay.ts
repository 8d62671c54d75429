/** Requests without TLS that come to the gate: they go on to their servers, or to the proxies that the session has for them. */
import {
  Agent,
  request as requestHTTP,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { portOf } from '../host-port';
import { ConnectionError, endsList } from './connection-error';
import { basicCredentials } from './proxy-handshakes';
import { connectToProxy, connectUpstream, type UpstreamOptions } from './upstream';

/** Of one connection, not of the request: lower case. `proxy-authorization` is what Chromium would tell the gate. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization']);

/** Where a connection leads: one entry of a proxy list, and the request's own server. */
interface Hop {
  entry: string;
  url: URL;
  /** A body cannot be sent twice: its request has a connection of its own, which nobody can have closed for being idle. */
  hasBody: boolean;
}

type OnSocket = (error: Error | null, socket: Duplex) => void;

/** Connections are used again for the same proxy, or without one for the same server. */
class HopAgent extends Agent {
  readonly #options: UpstreamOptions;

  constructor(options: UpstreamOptions) {
    super({ keepAlive: true });
    this.#options = options;
  }

  override getName(options?: object): string {
    const { entry, url, hasBody } = (options as { hop: Hop }).hop;
    return `${hasBody ? 'new ' : ''}${isHTTPProxy(entry) ? entry : `${entry} ${url.host}`}`;
  }

  override createConnection(options: object, callback?: OnSocket): undefined {
    void this.#open((options as { hop: Hop }).hop, callback);
  }

  /** Those that no request uses. */
  closeIdle(): void {
    for (const socket of Object.values(this.freeSockets).flatMap((some) => some ?? [])) socket.destroy();
  }

  async #open(hop: Hop, callback?: OnSocket): Promise<void> {
    let socket: Duplex;
    try {
      socket = await this.#connect(hop);
    } catch (error) {
      callback?.(error as Error, undefined as never);
      return;
    }
    callback?.(null, socket);
  }

  #connect({ entry, url }: Hop): Promise<Duplex> {
    if (isHTTPProxy(entry)) return connectToProxy(entry, this.#options);
    return connectUpstream(url, portOf(url), { ...this.#options, resolveProxy: () => Promise.resolve(entry) });
  }
}

export class HTTPRelay {
  readonly #options: UpstreamOptions;
  readonly #agent: HopAgent;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#agent = new HopAgent(options);
  }

  /** Resolves when there is an answer, which then goes to `response`. Rejects if no proxy of the list gives one. */
  async forward(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hasBody = 'content-length' in request.headers || 'transfer-encoding' in request.headers;
    let last: unknown = new Error('There is no proxy');
    for (const entry of (await this.#options.resolveProxy(url.href)).split(';')) {
      try {
        const answer = await this.#send({ entry, url, hasBody }, request, response);
        this.#pass(answer, response);
        return;
      } catch (error) {
        last = error;
        if (endsList(error) || request.destroyed || (hasBody && request.readableDidRead)) break;
      }
    }
    throw last;
  }

  closeIdle(): void {
    this.#agent.closeIdle();
  }

  async #send(hop: Hop, request: IncomingMessage, response: ServerResponse): Promise<IncomingMessage> {
    const { entry, url, hasBody } = hop;
    const isProxied = isHTTPProxy(entry);
    const login = isProxied && this.#options.loginFor(entry.split(' ')[1]!);
    const headers = forwardedHeaders(request.rawHeaders);
    if (hasBody) headers.push('Connection', 'close');
    if (login) headers.push('Proxy-Authorization', basicCredentials(login));
    const path = isProxied ? url.href : `${url.pathname}${url.search}`;
    for (;;) {
      const forwarded = requestHTTP({ agent: this.#agent, method: request.method, path, headers, hop } as object);
      response.on('close', () => forwarded.destroy());
      try {
        const answer = await answerTo(forwarded, hasBody ? request : null);
        if (answer.statusCode !== 407 || !isProxied) return answer;
        answer.destroy();
        throw new ConnectionError('The proxy wants a login', 'ERR_PROXY_AUTH_REQUESTED');
      } catch (error) {
        // The other side closes connections that are idle: the next attempt has another one.
        const isStale = forwarded.reusedSocket && !hasBody && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (!isStale || response.destroyed) throw error;
      }
    }
  }

  #pass(answer: IncomingMessage, response: ServerResponse): void {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, forwardedHeaders(answer.rawHeaders));
    pipeline(answer, response, () => undefined); // it ends, and both sides with it
  }
}

const isHTTPProxy = (entry: string): boolean => /^(?:PROXY|HTTPS) /.test(entry);

function forwardedHeaders(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !HOP_BY_HOP.has(raw[index - (index % 2)]!.toLowerCase()));
}

/** `body` is read when there is a connection. */
function answerTo(forwarded: ClientRequest, body: IncomingMessage | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    forwarded.on('response', resolve);
    forwarded.on('error', reject);
    forwarded.on('close', () => reject(new Error('The connection has ended')));
    if (body) forwarded.on('socket', () => body.pipe(forwarded));
    else forwarded.end();
  });
}
