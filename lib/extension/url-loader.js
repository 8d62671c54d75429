// Starts the requests of the main process in this session's network stack (lib/browser/net). What is sent, and most of
// what is received, is decided at the DevTools session of this page: the page sees bodies only that have no known length.
// Messages to the main process are "<id> <base64 of a piece>", "<id> end" and "<id> broken".
const report = globalThis.valenceReport;

// Pieces on their way to the main process that it has not asked for yet, at most.
const WINDOW = 4;
// Bytes of a piece, at most.
const PIECE = 512 * 1024;

const loads = new Map();

// What the main process takes from the response itself does not come through here (knownLength() in lib/browser/net).
const isTaken = ({ headers }) =>
  /^\d{1,15}$/.test(headers.get('content-length')?.split(',')[0].trim()) &&
  !headers.has('content-encoding') &&
  !headers.has('transfer-encoding');

async function forward(id, load, body) {
  const reader = body.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(PIECE);
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (done) return;
    if (load.credit === 0) await new Promise((resolve) => (load.wake = resolve));
    load.credit--;
    report(`${id} ${value.toBase64()}`);
    buffer = value.buffer;
  }
}

// A request's body that the main process is asked for, a piece whenever the network takes one.
function upload(source, signal) {
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

async function run(id, load, url, init, { forward: all, source }) {
  const { signal } = load.controller;
  try {
    const body = source === null ? null : upload(source, signal);
    const response = await fetch(url, { ...init, body, signal });
    if (!all && isTaken(response)) {
      // Nothing is left of it; but a request whose end nobody waits for is told to observers as broken off.
      await response.arrayBuffer();
      return;
    }
    if (response.body) await forward(id, load, response.body);
    report(`${id} end`);
  } catch {
    report(`${id} broken`);
  } finally {
    loads.delete(id);
  }
}

globalThis.valence = {
  start(id, url, init, ways) {
    const load = { controller: new AbortController(), credit: WINDOW, wake: null };
    loads.set(id, load);
    void run(id, load, url, init, ways);
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
