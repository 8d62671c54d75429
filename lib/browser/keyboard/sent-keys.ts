/**
 * Keys that the app itself sends to a page that holds its keys: unlike those of a keyboard they type nothing without the `char` event
 * behind them.
 */
import type { KeyPress } from '../../common/key-messages';
import { keyOf } from '../../common/keyboard-keys';
import { perObject } from '../per-object';

/** Of contents.sendInputEvent(), once it has been looked at. */
interface SentEvent {
  type: string;
  keyCode?: string;
}

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

  /** The app sends an input event. True for one that must not go on: a `char` event that belongs to a key that is held. */
  send(event: SentEvent): boolean {
    if (event.keyCode === undefined || event.type === 'keyUp') return false;
    const { code, text } = keyOf(event.keyCode, false);
    if (event.type !== 'char') {
      this.#last = { code, time: performance.now(), text: '' };
      this.#sent = [...this.#recent(), this.#last];
      return false;
    }
    if (!this.#last || this.#last.time < performance.now() - PATIENCE_MS) return false;
    this.#last.text += text;
    return true;
  }

  /** The key that a document holds, if the app has sent it. */
  take({ type, code }: KeyPress): SentKey | null {
    if (type === 'keyup') return null;
    this.#sent = this.#recent();
    const at = this.#sent.findIndex((key) => key.code === code);
    return at < 0 ? null : (this.#sent.splice(at, 1)[0] ?? null);
  }

  #recent(): SentKey[] {
    const soonest = performance.now() - PATIENCE_MS;
    return this.#sent.filter(({ time }) => time >= soonest);
  }

  /** The key goes to the page: a `char` event from now on goes there by itself. */
  release(key: SentKey): void {
    if (this.#last === key) this.#last = null;
  }
}
