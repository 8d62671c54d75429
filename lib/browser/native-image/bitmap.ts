/** Pixels of an image: red, green, blue and alpha, a byte each, row by row; colors are not multiplied with alpha. */

export interface Bitmap {
  width: number;
  height: number;
  rgba: Buffer;
}

/** Within the image; null if nothing is left. */
export function crop({ width, height, rgba }: Bitmap, rect: Electron.Rectangle): Bitmap | null {
  const left = Math.max(0, Math.round(rect.x));
  const top = Math.max(0, Math.round(rect.y));
  const right = Math.min(width, Math.round(rect.x + rect.width));
  const bottom = Math.min(height, Math.round(rect.y + rect.height));
  if (right <= left || bottom <= top) return null;
  const rows = Array.from({ length: bottom - top }, (_, row) => {
    const start = (top + row) * width;
    return rgba.subarray((start + left) * 4, (start + right) * 4);
  });
  return { width: right - left, height: bottom - top, rgba: Buffer.concat(rows) };
}

/** A pixel of the result, as the parts of source pixels that it covers, or lies between: [first pixel, weights]. */
function weightsOf(from: number, to: number): [first: number, weights: number[]][] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const center = (index + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(center - reach));
    const last = Math.min(from - 1, Math.floor(center + reach));
    const weights: number[] = [];
    for (let at = first; at <= last; at++) weights.push(Math.max(0, 1 - Math.abs(at - center) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return [first, weights.map((weight) => weight / sum)];
  });
}

/** Bilinear; when an image gets smaller, every source pixel counts. Transparent pixels lend no color to others. */
export function resize({ width, height, rgba }: Bitmap, toWidth: number, toHeight: number): Bitmap {
  const columns = weightsOf(width, toWidth);
  const rows = weightsOf(height, toHeight);
  const wide = new Float32Array(toWidth * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [first, weights] = columns[x]!;
      const to = (y * toWidth + x) * 4;
      for (let index = 0; index < weights.length; index++) {
        const at = (y * width + first + index) * 4;
        const alpha = rgba[at + 3]! * weights[index]!;
        for (let channel = 0; channel < 3; channel++) wide[to + channel]! += rgba[at + channel]! * alpha;
        wide[to + 3]! += alpha;
      }
    }
  }
  const result = Buffer.alloc(toWidth * toHeight * 4);
  const sums = new Float64Array(4);
  for (let y = 0; y < toHeight; y++) {
    const [first, weights] = rows[y]!;
    for (let x = 0; x < toWidth; x++) {
      sums.fill(0);
      for (let index = 0; index < weights.length; index++) {
        const at = ((first + index) * toWidth + x) * 4;
        for (let channel = 0; channel < 4; channel++) sums[channel]! += wide[at + channel]! * weights[index]!;
      }
      const to = (y * toWidth + x) * 4;
      const alpha = sums[3]!;
      for (let channel = 0; channel < 3; channel++)
        result[to + channel] = alpha > 0 ? Math.round(sums[channel]! / alpha) : 0;
      result[to + 3] = Math.round(alpha);
    }
  }
  return { width: toWidth, height: toHeight, rgba: result };
}

/** Electron's bitmaps on Linux: blue, green, red and alpha, colors multiplied with alpha. */
export function toBGRA({ rgba }: Bitmap): Buffer {
  const bgra = Buffer.alloc(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3]!;
    bgra[at] = Math.round((rgba[at + 2]! * alpha) / 255);
    bgra[at + 1] = Math.round((rgba[at + 1]! * alpha) / 255);
    bgra[at + 2] = Math.round((rgba[at]! * alpha) / 255);
    bgra[at + 3] = alpha;
  }
  return bgra;
}

/** The order of StatusNotifierItems, colors not multiplied with alpha. */
export function toARGB({ rgba }: Bitmap): Buffer {
  const argb = Buffer.alloc(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    argb[at] = rgba[at + 3]!;
    rgba.copy(argb, at + 1, at, at + 3);
  }
  return argb;
}

export function fromBGRA(width: number, height: number, bgra: Buffer): Bitmap {
  const rgba = Buffer.alloc(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = bgra[at + 3]!;
    const color = (value: number): number => (alpha === 0 ? 0 : Math.min(255, Math.round((value * 255) / alpha)));
    rgba[at] = color(bgra[at + 2]!);
    rgba[at + 1] = color(bgra[at + 1]!);
    rgba[at + 2] = color(bgra[at]!);
    rgba[at + 3] = alpha;
  }
  return { width, height, rgba };
}
