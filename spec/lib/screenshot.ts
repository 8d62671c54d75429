// What a screenshot shows.
import { inflateSync } from 'node:zlib';

type Color = readonly [red: number, green: number, blue: number];

/** How many pixels of a PNG, with 8 bits a channel and not interlaced, have this color. */
export function countPixels(png: Buffer, [red, green, blue]: Color): number {
  const { width, channels, rows } = decode(png);
  let count = 0;
  for (const row of rows) {
    for (let x = 0; x < width * channels; x += channels) {
      if (row[x] === red && row[x + 1] === green && row[x + 2] === blue) count += 1;
    }
  }
  return count;
}

interface Bitmap {
  width: number;
  channels: number;
  rows: Uint8Array[];
}

function decode(png: Buffer): Bitmap {
  const parts: Buffer[] = [];
  let width = 0;
  let channels = 4;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      width = content.readUInt32BE(0);
      channels = content[9] === 2 ? 3 : 4;
    }
    if (type === 'IDAT') parts.push(content);
    at += length + 12;
  }
  const data = inflateSync(Buffer.concat(parts));
  const size = width * channels;
  const rows: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += size + 1) {
    const above = rows.at(-1) ?? new Uint8Array(size);
    rows.push(unfiltered(data[at]!, data.subarray(at + 1, at + 1 + size), above, channels));
  }
  return { width, channels, rows };
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfiltered(filter: number, line: Uint8Array, above: Uint8Array, channels: number): Uint8Array {
  const row = new Uint8Array(line.length);
  for (const [x, value] of line.entries()) {
    const left = row[x - channels] ?? 0;
    const up = above[x]!;
    const corner = above[x - channels] ?? 0;
    row[x] = value + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
