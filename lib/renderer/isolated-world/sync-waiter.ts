/**
 * Stops the document until the main process has answered: in a prompt() that no user sees, because the main process answers it
 * (lib/browser/web-contents/sync-replies.ts).
 */
import { SYNC_PROMPT } from '../../common/ipc-messages';

export class SyncWaiter {
  readonly #secret: string;
  /** Tokens of one document do not meet those of another one. */
  readonly #document = crypto.getRandomValues(new Uint32Array(4)).join('-');
  /** Taken before a page without context isolation could replace it. */
  readonly #prompt = window.prompt.bind(window);
  #lastId = 0;

  /** `secret`: the page's, by which the main process knows such a prompt. */
  constructor(secret: string) {
    this.#secret = secret;
  }

  newToken(): string {
    return `${this.#document}-${++this.#lastId}`;
  }

  /** The text of a MainMessage; `call` is what errors name. Throws Error if the document may not open prompts. */
  wait(call: string, token: string): string {
    let text = '';
    for (let index = 0; ; index++) {
      const part = this.#prompt(`${SYNC_PROMPT}${this.#secret}:${token}:${index}`);
      if (part === null) {
        throw new Error(
          `${call} is not available in this document: Chromium lets it wait for nothing (docs/limits.md).`,
        );
      }
      text += part.slice(1);
      if (part.startsWith('.')) return text;
    }
  }
}
