/** One picture of an image: a file as it was given, pixels, or both; each is made from the other when it is needed. */
import { UnavailableError } from '../unavailable-error';
import type { Bitmap } from './bitmap';
import { jpegSize } from './jpeg';
import { decodePNG, encodePNG, isPNG, pngSize } from './png';

export class Representation {
  readonly size: Electron.Size;
  readonly scaleFactor: number;
  readonly #jpeg: Buffer | null;
  #png: Buffer | null;
  #bitmap: Bitmap | null;

  private constructor(
    size: Electron.Size,
    scaleFactor: number,
    { png = null, jpeg = null, bitmap = null }: { png?: Buffer | null; jpeg?: Buffer | null; bitmap?: Bitmap | null },
  ) {
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.#png = png;
    this.#jpeg = jpeg;
    this.#bitmap = bitmap;
  }

  /** Of a file that Chromium has made: its pixels are read when they are needed. */
  static ofScreenshot(png: Buffer): Representation | null {
    return png.length === 0 ? null : new Representation(pngSize(png), 1, { png });
  }

  /** Null for what is neither a whole PNG nor a JPEG. */
  static ofFile(file: Buffer, scaleFactor: number): Representation | null {
    if (isPNG(file)) {
      try {
        const bitmap = decodePNG(file);
        return new Representation(bitmap, scaleFactor, { png: Buffer.from(file), bitmap });
      } catch {
        return null;
      }
    }
    const size = jpegSize(file);
    return size && new Representation(size, scaleFactor, { jpeg: Buffer.from(file) });
  }

  static ofBitmap(bitmap: Bitmap, scaleFactor: number): Representation {
    return new Representation(bitmap, scaleFactor, { bitmap });
  }

  /** Throws UnavailableError for a JPEG. `member` asks. */
  bitmap(member: string): Bitmap {
    if (this.#bitmap) return this.#bitmap;
    if (this.#png === null) throw new UnavailableError(member, 'Valence does not decode JPEG files');
    return (this.#bitmap = decodePNG(this.#png));
  }

  png(member: string): Buffer {
    return (this.#png ??= encodePNG(this.bitmap(member)));
  }

  /** The file, where one was given; null for pixels. */
  get jpeg(): Buffer | null {
    return this.#jpeg;
  }
}
