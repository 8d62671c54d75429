// Sounds without files.

/** A data: URL of so many seconds of silence. */
export function silence(seconds: number): string {
  const rate = 8000;
  const length = rate * seconds;
  const wav = Buffer.alloc(44 + length, 128);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + length, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  // PCM, one channel of bytes.
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(length, 40);
  return `data:audio/wav;base64,${wav.toString('base64')}`;
}
