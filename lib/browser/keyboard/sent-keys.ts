/**
 * Keys that the app itself sends to a page that holds its keys: unlike those of a keyboard they type nothing without the `char` event
 * behind them.
 */
import { perObject } from '../per-object';
import type { KeyPress } from '../../common/key-messages';

export interface SentKey {
  readonly code: string;
  readonly time: number;
  /** Of the `char` event that came while the key was held. */
  text: string;
}

/** A key that has not arrived by then went to no document. */
const PATIENCE_MS = 2_000;

export class SentKeys {
  /** Those of a WebContents. */
  static readonly of = perObject((_contents: object) => new SentKeys());

  #sent: SentKey[] = [];
  /** The key that a `char` event belongs to. */
  #last: SentKey | null = null;

  /** The app sends a key that goes down. */
  press(code: string): void {
    this.#last = { code, time: performance.now(), text: '' };
    this.#sent.push(this.#last);
  }

  /** The app sends a `char` event. True if it goes with a key that is held. */
  type(text: string): boolean {
    if (!this.#last) return false;
    this.#last.text += text;
    return true;
  }

  /** The key that a document holds, if the app has sent it. */
  take({ type, code }: KeyPress): SentKey | null {
    if (type === 'keyup') return null;
    const soonest = performance.now() - PATIENCE_MS;
    this.#sent = this.#sent.filter(({ time }) => time >= soonest);
    const at = this.#sent.findIndex((key) => key.code === code);
    return at < 0 ? null : (this.#sent.splice(at, 1)[0] ?? null);
  }

  /** The key goes to the page: a `char` event from now on goes there by itself. */
  release(key: SentKey): void {
    if (this.#last === key) this.#last = null;
  }
}
