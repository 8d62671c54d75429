/** The NativeImage class and the `nativeImage` module (docs/api/native-image.md). */
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import {
  invalidArgType,
  validateInteger,
  validateNumber,
  validateNumbers,
  validateObject,
  validateOneOf,
  validateString,
} from '../../common/validators';
import { LIBRARY, requireLibrary } from '../internals';
import { crop, fromBGRA, resize, toBGRA } from '../native-image/bitmap';
import { Representation } from '../native-image/representation';
import { UnavailableError } from '../unavailable-error';

const QUALITIES = ['good', 'better', 'best'] as const;

function validateBuffer(value: unknown, name: string): asserts value is Buffer {
  if (!Buffer.isBuffer(value)) throw invalidArgType(name, 'a Buffer', value);
}

export class NativeImage implements Electron.NativeImage {
  /** By their scale factors, smallest first. */
  #representations: Representation[];
  #isTemplate = false;

  constructor(key: typeof LIBRARY, representations: readonly (Representation | null)[]) {
    requireLibrary(key);
    this.#representations = [];
    for (const representation of representations) if (representation) this.#add(representation);
  }

  #add(added: Representation): void {
    const others = this.#representations.filter(({ scaleFactor }) => scaleFactor !== added.scaleFactor);
    this.#representations = [...others, added].sort((one, other) => one.scaleFactor - other.scaleFactor);
  }

  /** The one that fits best: the next larger, or the largest. */
  #at(scaleFactor = 1): Representation | undefined {
    validateNumber(scaleFactor, 'scaleFactor');
    return this.#representations.find((one) => one.scaleFactor >= scaleFactor) ?? this.#representations.at(-1);
  }

  isEmpty(): boolean {
    return this.#representations.length === 0;
  }

  /** In pixels that do not depend on the display. */
  getSize(scaleFactor?: number): Electron.Size {
    const found = this.#at(scaleFactor);
    if (!found) return { width: 0, height: 0 };
    const { size, scaleFactor: scale } = found;
    return { width: Math.round(size.width / scale), height: Math.round(size.height / scale) };
  }

  /** Width divided by height; 1 for an empty image, as in Electron. */
  getAspectRatio(scaleFactor?: number): number {
    const { width, height } = this.getSize(scaleFactor);
    return height === 0 ? 1 : width / height;
  }

  getScaleFactors(): number[] {
    return this.#representations.map(({ scaleFactor }) => scaleFactor);
  }

  toPNG(options: Electron.ToPNGOptions = {}): Buffer {
    const found = this.#at(options.scaleFactor);
    return found ? Buffer.from(found.png('image.toPNG()')) : Buffer.alloc(0);
  }

  toJPEG(quality: number): Buffer {
    validateInteger(quality, 'quality');
    const found = this.#at();
    if (!found) return Buffer.alloc(0);
    if (!found.jpeg) throw new UnavailableError('image.toJPEG()', 'Valence does not write JPEG files');
    return Buffer.from(found.jpeg);
  }

  toBitmap(options: Electron.ToBitmapOptions = {}): Buffer {
    const found = this.#at(options.scaleFactor);
    return found ? toBGRA(found.bitmap('image.toBitmap()')) : Buffer.alloc(0);
  }

  getBitmap(options?: Electron.BitmapOptions): Buffer {
    return this.toBitmap(options);
  }

  toDataURL(options: Electron.ToDataURLOptions = {}): string {
    const found = this.#at(options.scaleFactor);
    if (found?.jpeg) return `data:image/jpeg;base64,${found.jpeg.toString('base64')}`;
    return `data:image/png;base64,${this.toPNG(options).toString('base64')}`;
  }

  getNativeHandle(): Buffer {
    throw new UnavailableError('image.getNativeHandle()', 'Electron has it on macOS only');
  }

  crop(rect: Electron.Rectangle): NativeImage {
    validateNumbers(rect, 'rect', ['x', 'y', 'width', 'height']);
    return new NativeImage(
      LIBRARY,
      this.#representations.map((one) => {
        const scale = one.scaleFactor;
        const { x, y, width, height } = rect;
        const scaled = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
        const bitmap = crop(one.bitmap('image.crop()'), scaled);
        return bitmap && Representation.ofBitmap(bitmap, scale);
      }),
    );
  }

  /** Keeps the aspect ratio if one of width and height is left out. */
  resize(options: Electron.ResizeOptions): NativeImage {
    validateObject(options, 'options');
    for (const name of ['width', 'height'] as const) {
      if (options[name] !== undefined) validateNumber(options[name], `options.${name}`);
    }
    const { quality } = options;
    if (quality !== undefined) validateOneOf(quality, 'options.quality', QUALITIES);
    if (this.isEmpty()) return new NativeImage(LIBRARY, []);
    const size = this.getSize();
    const width = options.width ?? (options.height === undefined ? size.width : options.height * this.getAspectRatio());
    const height = options.height ?? width / this.getAspectRatio();
    const pixels = (length: number, scale: number): number => Math.max(1, Math.round(length * scale));
    if (!(width > 0 && height > 0)) return new NativeImage(LIBRARY, []);
    return new NativeImage(
      LIBRARY,
      this.#representations.map((one) => {
        const { scaleFactor: scale } = one;
        const bitmap = resize(one.bitmap('image.resize()'), pixels(width, scale), pixels(height, scale));
        return Representation.ofBitmap(bitmap, scale);
      }),
    );
  }

  addRepresentation(options: Electron.AddRepresentationOptions): void {
    validateObject(options, 'options');
    const { scaleFactor = 1, buffer, dataURL } = options;
    const added =
      buffer === undefined ? representationOfDataURL(dataURL, scaleFactor) : representationOfBuffer(buffer, options);
    if (added) this.#add(added);
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }

  get isMacTemplateImage(): boolean {
    return this.#isTemplate;
  }

  set isMacTemplateImage(option: boolean) {
    this.#isTemplate = option;
  }
}

/** Of percent-encoded text: `%89PNG`. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

function representationOfDataURL(dataURL: unknown, scaleFactor: number): Representation | null {
  validateString(dataURL, 'dataURL');
  const [, encoding, data] = /^data:image\/(?:png|jpeg|jpg)[^,]*?(;base64)?,(.*)$/is.exec(dataURL) ?? [];
  if (data === undefined) return null;
  const file = encoding ? Buffer.from(data, 'base64') : bytesOf(data);
  return Representation.ofFile(file, scaleFactor);
}

/** A file, or pixels if it is none and has a size. */
function representationOfBuffer(
  buffer: unknown,
  { width, height, scaleFactor = 1 }: Electron.CreateFromBufferOptions,
): Representation | null {
  validateBuffer(buffer, 'buffer');
  const file = Representation.ofFile(buffer, scaleFactor);
  if (file || !width || !height || buffer.length < width * height * 4) return file;
  return Representation.ofBitmap(fromBGRA(width, height, buffer), scaleFactor);
}

/** Files beside the one that is named are the same picture for other displays. */
const SCALES = [1, 1.25, 1.33, 1.4, 1.5, 1.8, 2, 2.5, 3, 4, 5];

function readIfThere(path: string, scaleFactor: number): Representation | null {
  try {
    return existsSync(path) ? Representation.ofFile(readFileSync(path), scaleFactor) : null;
  } catch {
    return null;
  }
}

function imageOfPath(path: string): NativeImage {
  validateString(path, 'path');
  const extension = extname(path);
  const base = path.slice(0, path.length - extension.length);
  const named = /@([\d.]+)x$/.exec(base);
  const own = readIfThere(path, named ? Number(named[1]) : 1);
  if (named || !own) return new NativeImage(LIBRARY, [own]);
  return new NativeImage(LIBRARY, [
    own,
    ...SCALES.slice(1).map((scale) => readIfThere(`${base}@${scale}x${extension}`, scale)),
  ]);
}

export const nativeImage = {
  createEmpty: (): NativeImage => new NativeImage(LIBRARY, []),
  createFromPath: imageOfPath,
  createFromBuffer(buffer: Buffer, options: Electron.CreateFromBufferOptions = {}): NativeImage {
    return new NativeImage(LIBRARY, [representationOfBuffer(buffer, options)]);
  },
  createFromBitmap(buffer: Buffer, options: Electron.CreateFromBitmapOptions): NativeImage {
    validateBuffer(buffer, 'buffer');
    validateObject(options, 'options');
    const { width, height, scaleFactor = 1 } = options;
    validateInteger(width, 'options.width');
    validateInteger(height, 'options.height');
    if (width === 0 || height === 0) return new NativeImage(LIBRARY, []);
    if (buffer.length !== width * height * 4) throw new Error('invalid buffer size');
    return new NativeImage(LIBRARY, [Representation.ofBitmap(fromBGRA(width, height, buffer), scaleFactor)]);
  },
  createFromDataURL: (dataURL: string): NativeImage => new NativeImage(LIBRARY, [representationOfDataURL(dataURL, 1)]),
  /** The names are those of macOS: elsewhere there is no such image, as in Electron. */
  createFromNamedImage(imageName: string): NativeImage {
    validateString(imageName, 'imageName');
    return new NativeImage(LIBRARY, []);
  },
  createThumbnailFromPath(): Promise<NativeImage> {
    return Promise.reject(
      new UnavailableError('nativeImage.createThumbnailFromPath()', 'Electron has it on macOS and Windows only'),
    );
  },
};
