/** setImmediate() and clearImmediate() as preload scripts know them: a task of its own, without the delay of setTimeout(). */

export interface Immediates {
  setImmediate(callback: (...args: unknown[]) => void, ...args: unknown[]): number;
  clearImmediate(id: number | undefined): void;
}

export function createImmediates(): Immediates {
  const callbacks = new Map<number, () => void>();
  let channel: MessageChannel | null = null;
  let lastId = 0;
  const open = (): MessageChannel => {
    const opened = new MessageChannel();
    opened.port1.addEventListener('message', (event: MessageEvent<number>) => {
      const callback = callbacks.get(event.data);
      callbacks.delete(event.data);
      callback?.();
    });
    opened.port1.start();
    return opened;
  };
  return {
    setImmediate: (callback, ...args) => {
      const id = ++lastId;
      callbacks.set(id, () => callback(...args));
      channel ??= open();
      channel.port2.postMessage(id);
      return id;
    },
    clearImmediate: (id) => {
      if (id !== undefined) callbacks.delete(id);
    },
  };
}

/** The timers module. */
export const timersModule = (immediates: Immediates): object => ({
  ...immediates,
  setTimeout: setTimeout.bind(globalThis),
  clearTimeout: clearTimeout.bind(globalThis),
  setInterval: setInterval.bind(globalThis),
  clearInterval: clearInterval.bind(globalThis),
});
