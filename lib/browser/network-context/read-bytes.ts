/** Reading a part of what a socket gets. */
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** The next bytes, as many as `isEnough` says; what is beyond them goes back. Rejects if the socket ends before. */
export async function readBytes(socket: Socket, isEnough: (bytes: Buffer) => number | null): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const size = isEnough(bytes);
    if (size !== null) {
      if (bytes.length > size) socket.unshift(bytes.subarray(size));
      return bytes.subarray(0, size);
    }
    const piece = socket.read() as Buffer | null;
    if (piece) bytes = Buffer.concat([bytes, piece]);
    else if (socket.readableEnded || socket.destroyed) throw new Error('The connection has ended');
    else await news(socket);
  }
}

/** There is more to read, or the end. */
async function news(socket: Socket): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race(['readable', 'end', 'close'].map((event) => once(socket, event, { signal })));
  } finally {
    over.abort(); // bytes that come one by one would leave listeners behind
  }
}
