/** The NativeImage class (docs/api/native-image.md): what capturePage() gives, a PNG and its size. */
import { requireLibrary, type LIBRARY } from '../internals';

/** Width and height in pixels of a PNG: the first two fields of its IHDR chunk. */
function pngSize(png: Buffer): Electron.Size {
  return png.length >= 24 ? { width: png.readUInt32BE(16), height: png.readUInt32BE(20) } : { width: 0, height: 0 };
}

export class NativeImage implements Pick<
  Electron.NativeImage,
  'getAspectRatio' | 'getSize' | 'isEmpty' | 'toDataURL' | 'toPNG'
> {
  readonly #png: Buffer;

  constructor(key: typeof LIBRARY, png: Buffer) {
    requireLibrary(key);
    this.#png = png;
  }

  isEmpty(): boolean {
    return this.#png.length === 0;
  }

  getSize(): Electron.Size {
    return pngSize(this.#png);
  }

  /** Width divided by height; 1 for an empty image, as in Electron. */
  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }

  toPNG(): Buffer {
    return Buffer.from(this.#png);
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.#png.toString('base64')}`;
  }
}
