/** Reads the blobs that pages of one session hold, by their UUID (Chromium's blob registry, DevTools domain IO). */
import { validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { SentBlobs } from '../browser-context/sent-blobs';
import type { CDPSession } from '../devtools/connection';
import { ProtocolError, TargetGoneError } from '../devtools/errors';
import { HelperExtension } from '../helper-extension/helper-extension';

/** Bytes a read; a larger message would delay the ones behind it. */
const CHUNK_SIZE = 4 * 1024 * 1024;

export class BlobReader {
  readonly #context: BrowserContext;
  /** Every reader of a blob shares one stream, which has one position: reads of one blob follow each other. */
  readonly #reading = new Map<string, Promise<unknown>>();

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** The blob's bytes. Rejects with Electron's error if no page holds a blob of this UUID. */
  async read(identifier: string): Promise<Buffer> {
    validateString(identifier, 'identifier');
    const sent = SentBlobs.of(this.#context).get(identifier);
    if (sent) return Buffer.from(sent);
    const browser = this.#context.current;
    if (!browser || identifier === '') throw noSuchBlob(identifier);
    const before = this.#reading.get(identifier) ?? Promise.resolve();
    const reading = before.then(() => HelperExtension.of(browser).use((session) => readBlob(session, identifier)));
    const settled = reading.catch(() => undefined);
    this.#reading.set(identifier, settled);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(identifier) === settled) this.#reading.delete(identifier);
    }
  }
}

const noSuchBlob = (identifier: string): Error =>
  new Error(`Could not get blob data handle: no page of this session holds a blob with the UUID '${identifier}'`);

async function readBlob(session: CDPSession, uuid: string): Promise<Buffer> {
  const handle = `blob:${uuid}`;
  const chunks: Buffer[] = [];
  try {
    for (;;) {
      const { data, base64Encoded, eof } = await session.send('IO.read', { handle, size: CHUNK_SIZE });
      chunks.push(Buffer.from(data, base64Encoded ? 'base64' : 'utf8'));
      if (eof) return Buffer.concat(chunks);
    }
  } catch (error) {
    throw error instanceof ProtocolError && !(error instanceof TargetGoneError) ? noSuchBlob(uuid) : error;
  } finally {
    // The stream stands at its end otherwise, and the next reader gets nothing.
    session.post('IO.close', { handle });
  }
}
