/** The one answer to a message of ipcRenderer.sendSync(). */
import type { MainMessage } from '../../common/ipc-messages';
import { whenForgotten } from './when-forgotten';

/** Electron's words, for an event that every listener has let go of. */
export const REPLY_NEVER_SENT = 'reply was never sent';

export class SyncReply {
  #send: ((message: MainMessage) => void) | null;
  #value: unknown;

  /** `send` throws as encodeMainMessage() does. */
  constructor(send: (message: MainMessage) => void) {
    this.#send = send;
  }

  /** What has been answered. */
  get value(): unknown {
    return this.#value;
  }

  /** Only the first answer counts. Throws for a value that cannot be sent; the document gets the error, too. */
  send(value: unknown): void {
    const send = this.#send;
    if (!send) return;
    this.#value = value;
    try {
      send({ kind: 'result', id: 0, value });
    } catch (error) {
      this.fail((error as Error).message);
      throw error;
    }
    this.#send = null;
  }

  fail(message: string): void {
    this.#send?.({ kind: 'error', id: 0, message });
    this.#send = null;
  }

  /** A document waits, so an event that is collected without an answer is one, too. `event` must not be reachable from here. */
  sendWhenForgotten(event: object): void {
    whenForgotten(event, () => this.fail(REPLY_NEVER_SENT));
  }
}
