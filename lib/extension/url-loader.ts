/**
 * Starts the requests of the main process in this session's network stack (lib/browser/net). What is sent, and most of what is
 * received, is decided at the DevTools session of this page: the page sees bodies only that have no known length.
 */
import { loaderReport, type LoaderCalls, type LoaderReport } from '../common/url-loader-messages';
import { reportText } from './report';

/** Pieces on their way to the main process that it has not asked for yet, at most. */
const WINDOW = 4;
/** Bytes of a piece, at most. */
const PIECE_SIZE = 512 * 1024;

interface Load {
  readonly controller: AbortController;
  /** Pieces that may be sent now. */
  credit: number;
  wake: (() => void) | null;
}

const loads = new Map<number, Load>();

const report = (id: number, what: LoaderReport[1]): void => reportText(loaderReport(id, what));

/** What the main process takes from the response itself does not come through here (knownLength() in lib/browser/net). */
const isTaken = ({ headers }: Response): boolean =>
  /^\d{1,15}$/.test(headers.get('content-length')?.split(',')[0]?.trim() ?? '') &&
  !headers.has('content-encoding') &&
  !headers.has('transfer-encoding');

async function forwardBody(id: number, load: Load, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(PIECE_SIZE);
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (done) return;
    if (load.credit === 0) await new Promise<void>((resolve) => (load.wake = resolve));
    load.credit--;
    report(id, { piece: value.toBase64() });
    buffer = value.buffer;
  }
}

/** A request's body that the main process is asked for, a piece whenever the network takes one. */
function upload(source: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const response = await fetch(source, { mode: 'no-cors', signal });
        if (response.status === 204) controller.close();
        else controller.enqueue(new Uint8Array(await response.arrayBuffer()));
      },
    },
    { highWaterMark: 0 },
  );
}

async function run(
  load: Load,
  [id, url, request, { forward, source }]: Parameters<LoaderCalls['start']>,
): Promise<void> {
  const { signal } = load.controller;
  try {
    const body = source === null ? null : upload(source, signal);
    const response = await fetch(url, { ...request, body, signal });
    if (!forward && isTaken(response)) {
      // Nothing is left of it; but a request whose end nobody waits for is told to observers as broken off.
      await response.arrayBuffer();
      return;
    }
    if (response.body) await forwardBody(id, load, response.body);
    report(id, 'end');
  } catch {
    report(id, 'broken');
  } finally {
    loads.delete(id);
  }
}

const calls: LoaderCalls = {
  start(...parameters) {
    const load: Load = { controller: new AbortController(), credit: WINDOW, wake: null };
    loads.set(parameters[0], load);
    void run(load, parameters);
  },
  abort(id) {
    loads.get(id)?.controller.abort();
  },
  more(id) {
    const load = loads.get(id);
    if (!load) return;
    load.credit++;
    load.wake?.();
    load.wake = null;
  },
};

Object.assign(globalThis, { valenceCalls: calls });
