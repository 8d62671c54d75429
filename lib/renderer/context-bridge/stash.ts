/**
 * Structured clones for a world that cannot take events yet: a window that waits for the debugger runs injected scripts,
 * but no listeners. A performance mark keeps its detail serialized and gives every world its own copy. The mark is gone
 * before the page can look: the main world's last injected script takes it.
 */
import type { Stash } from './bridge';
import { objectCreate, SafeError, setMark, takeMark } from './primordials';

export interface BootStash extends Stash {
  /** Call when the page may run: from then on, put() throws. */
  close(): void;
}

/** `secret` names the marks. */
export function createStash(secret: string): BootStash {
  let open = true;
  const nameOf = (id: number): string => `${secret}-${id}`;
  return {
    put: (id, value) => {
      if (!open) throw new SafeError('This value cannot be sent over the contextBridge while the page does not run.');
      const options = objectCreate(null) as PerformanceMarkOptions;
      options.detail = value;
      try {
        setMark(nameOf(id), options);
      } catch {
        throw new SafeError('An object could not be cloned.');
      }
    },
    take: (id) => takeMark(nameOf(id)),
    close: () => {
      open = false;
    },
  };
}
