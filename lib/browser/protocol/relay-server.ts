/** The server that all relays of the app share. It answers URLs that were made for one request each, and refuses others. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { RELAY_DOMAIN, relayEndpoint } from './relay-endpoint';

/** Connections that Chromium opens to one host at most; further requests would wait. */
const MAX_PER_HOST = 6;
/** A connection that does not get to the end of its handshake is no Chromium's. In milliseconds. */
const HANDSHAKE_TIMEOUT = 30_000;

type OnRequest = (response: ServerResponse) => void;

export interface Offer {
  /** Its path is a secret. It works once. */
  url: string;
  /** The answer is complete, or is not wanted any more. */
  end(): void;
}

class RelayServer {
  readonly #port: number;
  readonly #waiting = new Map<string, OnRequest>();
  /** Offers that have not ended, by number of the host. */
  readonly #open: number[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  offer(onRequest: OnRequest): Offer {
    const token = randomBytes(32).toString('hex');
    this.#waiting.set(token, onRequest);
    const host = this.#takeHost();
    let ended = false;
    return {
      url: `https://s${host}.${RELAY_DOMAIN}:${this.#port}/${token}`,
      end: () => {
        this.#waiting.delete(token);
        if (!ended) this.#open[host]! -= 1;
        ended = true;
      },
    };
  }

  /** The first host that has a connection left: Chromium uses those that it has open. */
  #takeHost(): number {
    const free = this.#open.findIndex((count) => count < MAX_PER_HOST);
    const host = free < 0 ? this.#open.length : free;
    this.#open[host] = (this.#open[host] ?? 0) + 1;
    return host;
  }

  onRequest(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const token = (request.url ?? '').slice(1);
    const onRequest = this.#waiting.get(token);
    this.#waiting.delete(token);
    if (onRequest) onRequest(response);
    else response.writeHead(403).end();
  }
}

async function listen(): Promise<RelayServer> {
  const { fd, port, key, certificate } = relayEndpoint();
  const relay = new RelayServer(port);
  const server: Server = createServer(
    {
      key,
      cert: certificate,
      minVersion: 'TLSv1.3',
      // What Chromium's first message has a key for.
      ecdhCurve: 'X25519',
      handshakeTimeout: HANDSHAKE_TIMEOUT,
      // Chromium closes connections that it does not use; a server that does so first races with its next request.
      keepAliveTimeout: 0,
    },
    (request, response) => relay.onRequest(request, response),
  );
  server.listen({ fd }).unref();
  await once(server, 'listening');
  return relay;
}

let server: Promise<RelayServer> | null = null;

/** Listens from the first use to the end of the app. */
export const relayServer = (): Promise<RelayServer> => (server ??= listen());
