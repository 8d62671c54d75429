// Exceptions that nobody catches, for specs that mean them.
import { defer } from './cleanup';

const KINDS = ['uncaughtException', 'unhandledRejection'] as const;

/** The next uncaught exception of the running test: mocha does not see it. */
export function nextUncaughtException(): Promise<Error> {
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      for (const listener of before) process.on('uncaughtException', listener);
      resolve(error);
    });
  });
}

/** The next rejection of the running test that nobody handles: mocha does not see it. */
export function nextUnhandledRejection(): Promise<unknown> {
  const before = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  return new Promise((resolve) => {
    process.once('unhandledRejection', (reason) => {
      for (const listener of before) process.on('unhandledRejection', listener);
      resolve(reason);
    });
  });
}

/**
 * Collects what the running test throws and does not catch, until its end: "uncaughtException: message" and
 * "unhandledRejection: message". Mocha sees none of it.
 */
export function collectUncaught(): string[] {
  const collected: string[] = [];
  const emitter: NodeJS.EventEmitter = process;
  for (const kind of KINDS) {
    const before = emitter.listeners(kind) as ((error: unknown) => void)[];
    emitter.removeAllListeners(kind);
    emitter.on(kind, (error: unknown) => {
      collected.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    });
    defer(() => {
      emitter.removeAllListeners(kind);
      for (const listener of before) emitter.on(kind, listener);
    });
  }
  return collected;
}
