/** How handlers of the app are called here. */

/** What the handler returns. If it throws: `otherwise`, and an uncaught exception of the app. */
export function callHandler<T>(call: () => T, otherwise: T): T {
  try {
    return call();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
    return otherwise;
  }
}
