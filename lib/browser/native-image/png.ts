/** Reads and writes PNG files (https://www.w3.org/TR/png-3/) with the zlib of Node.js: all kinds of color, depths and interlacing. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Bitmap } from './bitmap';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A file that says it is larger is not decoded: its pixels would fill the memory. */
const MAX_PIXELS = 1 << 28;

/** Samples of a pixel, by the type of color. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Adam7: where each pass begins, and how far its pixels are apart. */
const PASSES = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];
const ONE_PASS = [{ x: 0, y: 0, dx: 1, dy: 1 }];

interface Header {
  width: number;
  height: number;
  depth: number;
  color: number;
  interlaced: boolean;
}

interface Chunks {
  header: Header;
  palette: Buffer;
  transparency: Buffer | null;
  data: Buffer;
}

export const isPNG = (file: Buffer): boolean => file.length >= 33 && file.subarray(0, 8).equals(SIGNATURE);

/** Width and height in pixels: the first two fields of the first chunk. */
export const pngSize = (file: Buffer): Electron.Size =>
  isPNG(file) ? { width: file.readUInt32BE(16), height: file.readUInt32BE(20) } : { width: 0, height: 0 };

function readChunks(file: Buffer): Chunks {
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  let transparency: Buffer | null = null;
  let header: Header | null = null;
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw new Error('A chunk of the PNG is cut off');
    if (type === 'IHDR') {
      const [depth = 0, color = 0, , , interlace] = body.subarray(8);
      header = { width: body.readUInt32BE(0), height: body.readUInt32BE(4), depth, color, interlaced: interlace === 1 };
    } else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += length + 12;
  }
  if (!header) throw new Error('The PNG has no header');
  return { header, palette, transparency, data: Buffer.concat(data) };
}

function paeth(left: number, up: number, corner: number): number {
  const base = left + up - corner;
  const [a, b, c] = [Math.abs(base - left), Math.abs(base - up), Math.abs(base - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Takes back what the filter of a row did to it, in place. `step`: bytes from a pixel to the next. */
function unfilter(filter: number, row: Buffer, above: Buffer | null, step: number): void {
  for (let at = 0; at < row.length; at++) {
    const left = at >= step ? row[at - step]! : 0;
    const up = above?.[at] ?? 0;
    const corner = above && at >= step ? above[at - step]! : 0;
    if (filter === 1) row[at]! += left;
    else if (filter === 2) row[at]! += up;
    else if (filter === 3) row[at]! += (left + up) >> 1;
    else if (filter === 4) row[at]! += paeth(left, up, corner);
    else if (filter !== 0) throw new Error('A row of the PNG has an unknown filter');
  }
}

/** The n-th sample of a row, as it stands there. */
function sampleAt(row: Buffer, index: number, depth: number): number {
  if (depth === 8) return row[index]!;
  if (depth === 16) return row.readUInt16BE(index * 2);
  const bit = index * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** Writes the pixels of a row into the image. */
function painter({
  header,
  palette,
  transparency,
}: Chunks): (row: Buffer, column: number, rgba: Buffer, to: number) => void {
  const { depth, color } = header;
  const channels = CHANNELS[color]!;
  // The larger byte of two, as Chromium takes it.
  const toByte = (sample: number): number => (depth === 16 ? sample >> 8 : (sample * 255) / ((1 << depth) - 1));
  const key =
    transparency && color < 3 ? Array.from({ length: channels }, (_, i) => transparency.readUInt16BE(i * 2)) : null;
  return (row, column, rgba, to) => {
    const samples = Array.from({ length: channels }, (_, channel) => sampleAt(row, column * channels + channel, depth));
    if (color === 3) {
      const index = samples[0]!;
      palette.copy(rgba, to, index * 3, index * 3 + 3);
      rgba[to + 3] = transparency?.[index] ?? 255;
      return;
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = samples.map(toByte);
    const isGray = channels < 3;
    rgba[to] = first;
    rgba[to + 1] = isGray ? first : second;
    rgba[to + 2] = isGray ? first : third;
    const opaque = key?.every((value, index) => value === samples[index]) ? 0 : 255;
    rgba[to + 3] = color === 4 ? second : color === 6 ? fourth : opaque;
  };
}

/** Throws for a file that is not a whole PNG. */
export function decodePNG(file: Buffer): Bitmap {
  if (!isPNG(file)) throw new Error('The file is no PNG');
  const chunks = readChunks(file);
  const { width, height, depth, color, interlaced } = chunks.header;
  const channels = CHANNELS[color];
  if (!channels || width * height === 0 || width * height > MAX_PIXELS)
    throw new Error('The header of the PNG is wrong');
  const bits = channels * depth;
  const step = Math.max(1, bits >> 3);
  // Rows have a byte more each, and no more than seven passes round them up.
  const maxOutputLength = (Math.ceil((width * bits) / 8) + 8) * (height + 8) * 2;
  const data = inflateSync(chunks.data, { maxOutputLength });
  const rgba = Buffer.alloc(width * height * 4);
  const paint = painter(chunks);
  let at = 0;
  for (const { x, y, dx, dy } of interlaced ? PASSES : ONE_PASS) {
    const columns = Math.max(0, Math.ceil((width - x) / dx));
    const length = Math.ceil((columns * bits) / 8);
    if (columns === 0) continue;
    let above: Buffer | null = null;
    for (let line = y; line < height; line += dy) {
      const row = data.subarray(at + 1, at + 1 + length);
      if (row.length < length) throw new Error('The PNG has too few rows');
      unfilter(data[at]!, row, above, step);
      for (let column = 0; column < columns; column++) paint(row, column, rgba, (line * width + x + column * dx) * 4);
      above = row;
      at += length + 1;
    }
  }
  return { width, height, rgba };
}

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body, crc32(head.subarray(4))));
  return Buffer.concat([head, body, tail]);
}

/** Eight bits of red, green, blue and alpha; each row is written as its difference from the one above. */
export function encodePNG({ width, height, rgba }: Bitmap): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const stride = width * 4;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const to = y * (stride + 1);
    rows[to] = 2;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      rows[to + 1 + x] = rgba[at]! - (y > 0 ? rgba[at - stride]! : 0);
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
