// For specs of wrong values.
/** For values that TypeScript would not let through. */
export const wrong = (value: unknown): never => value as never;

export const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );
