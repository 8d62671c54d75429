/**
 * Streams bodies of answers into one browser. Fetch.fulfillRequest takes whole bodies only, so a request whose answer is a
 * stream is continued, unseen by the page, to this server on loopback. Each stream has a URL with a secret of its own that
 * works once. The browser was started with these ports as public addresses (--ip-address-space-overrides): pages could
 * not load from loopback otherwise, and nothing else on loopback opens to them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Body, HeaderList } from './answer';

const HOST = '127.0.0.1';

/** From … up to: below the ports that Linux gives to connections (net.ipv4.ip_local_port_range). */
const PORTS = [20_000, 32_768] as const;
/** The first one that is free is used. */
const PORT_COUNT = 4;
/** Which ports a browser has is another secret of each run of the app. */
const SALT = randomBytes(16);

/** Ports of 127.0.0.1 that the browser on this directory takes for public addresses. */
export function relayPorts(userDataDir: string): number[] {
  const digest = createHash('sha256').update(SALT).update(userDataDir).digest();
  const [from, end] = PORTS;
  return Array.from({ length: PORT_COUNT }, (_, index) => from + (digest.readUInt32LE(4 * index) % (end - from)));
}

/** The value of --ip-address-space-overrides: pages may not load from the rest of loopback. */
export const relayAddressSpaces = (userDataDir: string): string =>
  relayPorts(userDataDir)
    .map((port) => `${HOST}:${port}=public`)
    .join();

/** A request that was continued arrives at once or never: its page is gone. In milliseconds. */
const CLAIM_TIMEOUT = 30_000;

export interface Stream {
  status: number;
  statusText: string;
  headers: HeaderList;
  body: Body;
  /** It has ended; with an error if the body failed, and `gaveUp` if nobody wanted the rest. */
  onEnd(outcome: { error?: unknown; gaveUp: boolean }): void;
}

export class Relay {
  readonly #ports: readonly number[];
  readonly #streams = new Map<string, { stream: Stream; timer: NodeJS.Timeout }>();
  #server: Promise<Server> | null = null;
  #lastHost = 0;

  /** `ports`: what the browser knows as public; the first one that is free is used. */
  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  /** The URL that gives this stream, once. Rejects if none of the ports is free. */
  async serve(stream: Stream): Promise<string> {
    this.#server ??= this.#listen();
    const server = await this.#server;
    const token = randomBytes(32).toString('hex');
    const timer = setTimeout(() => this.#expire(token), CLAIM_TIMEOUT);
    timer.unref();
    this.#streams.set(token, { stream, timer });
    const { port } = server.address() as { port: number };
    // Names below localhost are loopback without a resolver. Chromium opens six connections a host at most.
    return `http://s${(this.#lastHost = (this.#lastHost + 1) % 1000)}.localhost:${port}/${token}`;
  }

  close(): void {
    for (const token of this.#streams.keys()) this.#expire(token);
    void this.#server?.then(
      (server) => {
        server.close();
        server.closeAllConnections();
      },
      () => undefined, // it never listened
    );
  }

  #expire(token: string): void {
    const { stream, timer } = this.#streams.get(token)!;
    clearTimeout(timer);
    this.#streams.delete(token);
    stream.onEnd({ gaveUp: true });
    giveUp(stream.body);
  }

  async #listen(): Promise<Server> {
    const server = createServer((request, response) => void this.#onRequest(request, response));
    server.unref();
    for (const port of this.#ports) {
      server.listen(port, HOST);
      try {
        await once(server, 'listening');
        return server;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error(`Streams need one of the ports ${this.#ports.join(', ')} of ${HOST}, and none is free`);
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const token = (request.url ?? '').slice(1);
    const entry = this.#streams.get(token);
    if (!entry) {
      response.writeHead(403).end();
      return;
    }
    clearTimeout(entry.timer);
    this.#streams.delete(token);
    const { stream } = entry;
    response.sendDate = false;
    try {
      response.writeHead(stream.status, stream.statusText || undefined, [
        ...stream.headers.flat(),
        'connection',
        'close',
      ]);
      response.flushHeaders();
      const outcome = await pump(stream.body, response);
      stream.onEnd(outcome);
      if (outcome.gaveUp) giveUp(stream.body);
    } catch (error) {
      // An answer that was cut off is an error for the page, too.
      response.destroy();
      stream.onEnd({ error, gaveUp: false });
    }
  }
}

function giveUp(body: Body): void {
  body.return?.().catch(() => undefined); // its source is told; how it ends concerns nobody
}

/** Writes the body as fast as it is read. Rejects as the body does. */
async function pump(body: Body, response: ServerResponse): Promise<{ gaveUp: boolean }> {
  const closed = new Promise<'closed'>((resolve) => response.once('close', () => resolve('closed')));
  for (;;) {
    const item = await Promise.race([body.next(), closed]);
    if (item === 'closed') break;
    if (item.done) {
      response.end();
      await closed;
      return { gaveUp: !response.writableFinished };
    }
    if (response.write(item.value)) continue;
    const drained = new Promise<'drained'>((resolve) => response.once('drain', () => resolve('drained')));
    if ((await Promise.race([drained, closed])) === 'closed') break;
  }
  return { gaveUp: true };
}
