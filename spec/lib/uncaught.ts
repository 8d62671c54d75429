// Exceptions that nobody catches, for specs that mean them.

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
