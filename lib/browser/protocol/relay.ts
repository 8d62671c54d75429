/**
 * Streams bodies of answers into one browser. Fetch.fulfillRequest takes whole bodies only, so a request whose answer is a
 * stream is continued, unseen by the page, to the app's server on loopback (relay-server.ts).
 */
import type { ServerResponse } from 'node:http';
import type { Body, HeaderList } from './answer';
import { relayServer } from './relay-server';

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
  /** Ends streams that no request has come for. */
  readonly #unclaimed = new Set<() => void>();

  /** The URL that gives this stream, once. Rejects if the server cannot listen. */
  async serve(stream: Stream): Promise<string> {
    const server = await relayServer();
    const claim = (): void => {
      clearTimeout(timer);
      this.#unclaimed.delete(expire);
    };
    const expire = (): void => {
      claim();
      offer.end();
      stream.onEnd({ gaveUp: true });
      giveUp(stream.body);
    };
    const timer = setTimeout(expire, CLAIM_TIMEOUT).unref();
    const offer = server.offer((response) => {
      claim();
      void send(stream, response).finally(() => offer.end());
    });
    this.#unclaimed.add(expire);
    return offer.url;
  }

  /** The browser has ended. Streams that it was reading end with their connections. */
  close(): void {
    for (const expire of this.#unclaimed) expire();
  }
}

/**
 * A connection is used again after an answer whose end is marked. One that says its length ends the connection: with a
 * wrong length, the next answer would begin at the wrong place.
 */
const isMarked = (headers: HeaderList): boolean => !headers.some(([name]) => name.toLowerCase() === 'content-length');

/** Never rejects. */
async function send({ status, statusText, headers, ...stream }: Stream, response: ServerResponse): Promise<void> {
  response.sendDate = false;
  // Without it a connection is kept, too. The page sees the headers of the answer.
  response.removeHeader('connection');
  try {
    const closing = isMarked(headers) ? [] : ['connection', 'close'];
    response.writeHead(status, statusText || undefined, [...headers.flat(), ...closing]);
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
