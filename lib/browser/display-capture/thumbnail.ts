/** Thumbnails: as large as fits, in the proportions of the source. */
import type { Picture } from './x-server';

export function thumbnailSize(source: Electron.Size, { width, height }: Electron.Size): Electron.Size {
  const scale = Math.min(width / source.width, height / source.height);
  return {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  };
}

/** A picture by half, by a third … as far as it stays at least as large as `size`: what is left to do costs little then. */
export function shrink(picture: Picture, size: Electron.Size): Picture {
  const factor = Math.floor(Math.min(picture.width / size.width, picture.height / size.height));
  if (!Number.isFinite(factor) || factor < 2) return picture;
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const bgra = Buffer.alloc(width * height * 4, 255);
  const sums = new Uint32Array(width * 3);
  for (let y = 0; y < height; ++y) {
    sums.fill(0);
    for (let row = y * factor; row < (y + 1) * factor; ++row) {
      let from = row * picture.width * 4;
      for (let x = 0; x < width * 3; x += 3) {
        for (let i = 0; i < factor; ++i, from += 4) {
          sums[x]! += picture.bgra[from]!;
          sums[x + 1]! += picture.bgra[from + 1]!;
          sums[x + 2]! += picture.bgra[from + 2]!;
        }
      }
    }
    for (let x = 0, to = y * width * 4; x < width * 3; x += 3, to += 4) {
      for (let channel = 0; channel < 3; ++channel) bgra[to + channel] = sums[x + channel]! / factor ** 2;
    }
  }
  return { width, height, bgra };
}
