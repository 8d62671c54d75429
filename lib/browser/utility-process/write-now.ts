/** Writing to a socket from a process that is about to end: nothing asynchronous happens any more. */
import { writeSync } from 'node:fs';

/** How long the reader may take nothing, in milliseconds. */
const DEADLINE = 5000;
const PAUSE = 1;

/** Writes all of it, unless the reader is gone or stuck. The socket does not block. */
export function writeNow(fd: number, bytes: Uint8Array): void {
  let [written, last] = [0, performance.now()];
  while (written < bytes.length && performance.now() - last < DEADLINE) {
    try {
      written += writeSync(fd, bytes, written);
      last = performance.now();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
