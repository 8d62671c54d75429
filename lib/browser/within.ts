/** Promises that are waited for until a deadline. */

export const LATE = Symbol('late');

/** What the promise gives, or LATE. Time in which this process was too busy to hear of it does not count as waiting. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, LATE), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
