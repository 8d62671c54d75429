/** onResponseBody: the listeners read the body of a held response, and may give another one. */
import { invalidArgType } from '../../common/validators';
import { ProtocolError } from '../devtools/errors';
import { MAX_BODY_SIZE, TooLarge, type HeldBody } from '../request-pipeline/held-body';
import type { Fail } from '../request-pipeline/verdict';
import { ask, INVALID_RESPONSE } from './ask';
import { CANCELED, FAILED } from './blocking';
import type { BodySource } from './events';
import type { ResponseHeaders } from './headers';
import type { ListenerTable } from './listener-table';
import { baseDetails, type RequestRecord } from './request-record';
import { statusLineOf, type StatusLine } from './status-line';

/** A body that listeners read: that of a held response, or one that is there. */
export type ReadableBody = Pick<HeldBody, 'breakage' | 'isTaken' | 'release' | 'stream' | 'whole'>;

const ABORTED: Fail = { kind: 'fail', errorReason: 'Aborted' };

/**
 * The body that the page is to get; null: Chromium has it still. A body that breaks off, of the server or of a listener, fails
 * the request, and `warn` hears why.
 */
export async function responseBody(
  table: ListenerTable,
  record: RequestRecord,
  { status, headers }: { status: StatusLine; headers: ResponseHeaders },
  held: ReadableBody,
  warn: (reason: string) => void,
): Promise<Fail | Uint8Array | null> {
  let replaced: Uint8Array | null = null;
  for (const entry of table.matching('onResponseBody', record.url, record.resourceType)) {
    const body = replaced ? streamOf(replaced) : held.stream();
    const asked = ask('onResponseBody', entry, {
      ...baseDetails(record, Date.now()),
      statusLine: statusLineOf(status),
      statusCode: status.code,
      responseHeaders: structuredClone(headers),
      body,
    });
    const answer = asked instanceof Promise ? await asked : asked;
    if (answer === INVALID_RESPONSE || answer.cancel) {
      held.release();
      return answer === INVALID_RESPONSE ? FAILED : CANCELED;
    }
    try {
      if (answer.body !== null) replaced = await collect(answer.body);
    } catch (error) {
      return broken(error);
    }
  }
  try {
    if (replaced || !held.isTaken) return replaced;
    const whole = await held.whole();
    return held.breakage === null ? whole : broken(new Error(held.breakage));
  } catch (error) {
    return broken(error);
  } finally {
    held.release();
  }

  function broken(error: unknown): Fail {
    held.release();
    // Its page went away.
    if (error instanceof ProtocolError) return ABORTED;
    warn(error instanceof Error ? error.message : String(error));
    return FAILED;
  }
}

/** A body that is there already. */
export const bytesBody = (bytes: Uint8Array): ReadableBody => ({
  breakage: null,
  isTaken: false,
  release: () => undefined,
  stream: () => streamOf(bytes),
  whole: () => Promise.resolve(Buffer.from(bytes)),
});

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}

async function collect(source: BodySource): Promise<Uint8Array> {
  if (typeof source === 'string') return Buffer.from(source);
  if (source instanceof Uint8Array) return source.slice();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw invalidArgType('response.body', 'a stream of strings or Uint8Arrays', chunk);
    }
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_SIZE) throw new TooLarge(`response.body must have at most ${MAX_BODY_SIZE} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
