/**
 * Blobs within what pages have sent to protocol handlers, by a UUID of their own, for ses.getBlobData(). Chromium hands over
 * the bytes of a body and not the names of its blobs.
 */
import { randomUUID } from 'node:crypto';
import { perContext } from './per-context';

/** A handler reads a blob when it is called. */
const LIFETIME_MS = 60_000;

export class SentBlobs {
  readonly #bytes = new Map<string, Uint8Array>();

  /** Those of a session. */
  static readonly of = perContext(() => new SentBlobs());

  /** Returns the UUID by which the bytes can be had for a minute. */
  keep(bytes: Uint8Array): string {
    const uuid = randomUUID();
    this.#bytes.set(uuid, bytes);
    setTimeout(() => this.#bytes.delete(uuid), LIFETIME_MS).unref();
    return uuid;
  }

  get(uuid: string): Uint8Array | undefined {
    return this.#bytes.get(uuid);
  }
}
