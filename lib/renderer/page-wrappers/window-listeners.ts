/**
 * Listeners of the window that a script of the page cannot end: document.open(), which document.write() calls after the load, takes
 * all listeners away.
 */
import { callMethod, nativeMethod, replaceMethod } from './method';
import { bare } from './natives';

type Listener = (event: never) => void;

const OPENERS = ['open', 'write', 'writeln'] as const;

export class WindowListeners {
  readonly #add = nativeMethod(EventTarget.prototype, 'addEventListener');
  readonly #listeners = bare<Record<number, readonly [type: string, listener: Listener, options: object]>>();
  #count = 0;

  /** Call before any script of the page runs. */
  constructor() {
    for (const name of OPENERS) {
      replaceMethod(Document.prototype, name, (native) => (self, args) => {
        try {
          return callMethod(native, self, args);
        } finally {
          this.#listen();
        }
      });
    }
  }

  /** In the capturing phase: before those that come later. */
  add(type: string, listener: Listener, options: { passive?: boolean } = {}): void {
    const all = bare({ ...options, capture: true });
    this.#listeners[this.#count++] = [type, listener, all];
    callMethod(this.#add, globalThis, [type, listener, all]);
  }

  /** One that is there is not added again. */
  #listen(): void {
    for (let i = 0; i < this.#count; ++i) {
      const entry = this.#listeners[i]!;
      callMethod(this.#add, globalThis, [entry[0], entry[1], entry[2]]);
    }
  }
}
