/**
 * The one way to run code of the app: its listeners, handlers and callbacks. What they throw is an uncaught exception of the
 * app, as where Electron calls JavaScript from C++ (shell/common/gin_helper, node::MakeCallback), and the library goes on.
 * script/lint --only='app calls' finds calls that bypass this file.
 */
import type { EventEmitter } from 'node:events';

/** Of app code: any function. */
type AppFunction<A extends readonly unknown[], R> = (this: void, ...args: A) => R;

/**
 * Reports an exception as uncaught, once. From a microtask Node.js reports it with the line that threw; thrown in
 * process.nextTick(), it would show this file instead.
 */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/**
 * Calls a function of the app, without `this`. What it throws is uncaught, and `onThrow` ends what waits for the answer:
 * its result is used in place of the function's.
 */
export function callApp<A extends readonly unknown[], R, F>(
  appFunction: AppFunction<A, R>,
  args: A,
  onThrow: () => F,
): R | F {
  try {
    return appFunction(...args);
  } catch (error) {
    throwUncaught(error);
    return onThrow();
  }
}

/** Calls a function of the app whose exception is its answer (ipcMain.handle, protocol.handle): rejects with it. */
export async function askApp<A extends readonly unknown[], R>(
  appFunction: AppFunction<A, R | Promise<R>>,
  ...args: A
): Promise<R> {
  return appFunction(...args);
}

/**
 * Calls back when a function of the app that answers in another way returned a promise that rejects: nothing else says that
 * no answer will come. The rejection stays unhandled, with the app's own stack.
 */
export function whenRejected(returned: unknown, onRejected: () => void): void {
  if (!(returned instanceof Promise)) return;
  returned.then(undefined, (error: unknown) => {
    onRejected();
    throw error;
  });
}

/** `unheard`: there was no listener. `threw`: the listeners behind the one that threw have not heard it. */
export type Emitted = 'heard' | 'unheard' | 'threw';

/** Emits an event of a public object. As in Electron, an exception of a listener ends it and is uncaught. */
export function emitToApp(emitter: Pick<EventEmitter, 'emit'>, event: string, ...args: unknown[]): Emitted {
  try {
    return emitter.emit(event, ...args) ? 'heard' : 'unheard';
  } catch (error) {
    throwUncaught(error);
    return 'threw';
  }
}
