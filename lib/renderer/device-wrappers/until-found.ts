/** Chromium follows what the app has decided a moment later. */

/** How long it may take, in milliseconds; it takes tens. */
const PATIENCE = 3000;
const POLL = 5;

const { setTimeout } = globalThis;

/** Asks `find` until it finds `count`, or what there is when Chromium takes too long. */
export async function untilFound<T>(find: () => Promise<T[]>, count: number): Promise<T[]> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await find();
    if (found.length >= count || performance.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}
