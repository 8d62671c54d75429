/** Keeps service workers of an extension from their first line while what they may do is not settled. One for each browser. */
import type { Browser } from '../browser-process/browser';

export interface Held {
  /** Those that wait run. One whose extension has been unloaded meanwhile may do nothing any more. */
  end(): void;
}

export class WorkerHold {
  /** By the id of the extension: resolves when its workers may run. */
  readonly #holds = new Map<string, Promise<void>>();

  constructor(browser: Browser) {
    browser.targets.addHold(({ type, info }) => {
      const id = /^chrome-extension:\/\/([a-p]{32})\//.exec(info.url)?.[1];
      return id === undefined || type !== 'service_worker' ? undefined : this.#holds.get(id);
    });
  }

  start(id: string): Held {
    let release!: () => void;
    this.#holds.set(id, new Promise((resolve) => (release = resolve)));
    const end = (): void => {
      this.#holds.delete(id);
      release();
    };
    return { end };
  }
}
