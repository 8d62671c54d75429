/** What the helper extension of one browser reports of its windows, by Chromium's numbers. On a display only: nobody else changes them. */
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { HelperExtension } from '../helper-extension/helper-extension';

export interface WindowChange {
  mode: 'normal' | 'minimized' | 'maximized' | 'fullscreen';
  bounds: Electron.Rectangle;
}

export class WindowReports {
  /** Those of a browser. */
  static readonly of = perBrowser((browser) => new WindowReports(browser));

  /** The last ones, for those who begin to listen. */
  readonly #changes = new Map<number, WindowChange>();
  #focused = -1;
  readonly #onChange = new Map<number, (change: WindowChange) => void>();
  readonly #onFocus = new Map<number, (hasFocus: boolean) => void>();

  private constructor(browser: Browser) {
    HelperExtension.of(browser).on('message', (message) => {
      if (message.type === 'window-changed') {
        const { id, mode, bounds } = message;
        this.#changes.set(id, { mode, bounds });
        this.#onChange.get(id)?.({ mode, bounds });
      } else if (message.type === 'window-focused') {
        this.#focused = message.id;
        // First the one that has lost it.
        for (const [id, listener] of this.#onFocus) if (id !== message.id) listener(false);
        this.#onFocus.get(message.id)?.(true);
      }
    });
  }

  /** The window is gone. */
  forget(id: number): void {
    for (const map of [this.#changes, this.#onChange, this.#onFocus]) map.delete(id);
  }

  /** One listener for each window. It hears of the last change at once. */
  onChange(id: number, listener: (change: WindowChange) => void): void {
    this.#onChange.set(id, listener);
    const last = this.#changes.get(id);
    if (last) listener(last);
  }

  /** The same. */
  onFocus(id: number, listener: (hasFocus: boolean) => void): void {
    this.#onFocus.set(id, listener);
    if (this.#focused === id) listener(true);
  }
}
