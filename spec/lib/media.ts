// Media files of the running test.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** 8 kHz, 16 bit, one channel. */
const BYTES_PER_SECOND = 16_000;

/** The head of a WAV file with so many bytes of sound behind it. */
function wavHead(size: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + size, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(BYTES_PER_SECOND, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(size, 40);
  return head;
}

/** Writes a WAV file of silence, none of whose sound is on disk. */
export function writeSilence(file: string, seconds: number): string {
  const size = seconds * BYTES_PER_SECOND;
  const head = wavHead(size);
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, head);
  ftruncateSync(descriptor, head.length + size);
  closeSync(descriptor);
  return file;
}

/** The same as a data: URL. */
export function silenceURL(seconds: number): string {
  const size = seconds * BYTES_PER_SECOND;
  return `data:audio/wav;base64,${Buffer.concat([wavHead(size), Buffer.alloc(size)]).toString('base64')}`;
}
