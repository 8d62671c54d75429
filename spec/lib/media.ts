// Media files of the running test.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Writes a WAV file of silence: 8 kHz, 16 bit, one channel. 16,000 bytes a second, none of them on disk. */
export function writeSilence(file: string, seconds: number): string {
  const size = seconds * 16_000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + size, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(size, 40);
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, head);
  ftruncateSync(descriptor, 44 + size);
  closeSync(descriptor);
  return file;
}
