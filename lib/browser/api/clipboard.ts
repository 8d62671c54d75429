/** The `clipboard` module (docs/api/clipboard.md). */
import { invalidArgType, validateObject, validateOneOf, validateString } from '../../common/validators';
import { clear, listTypes, readType, TEXT_TYPES, writeType, type Selection } from '../clipboard/programs';
import { UnavailableError } from '../unavailable-error';
import { nativeImage, NativeImage } from './native-image';

const SELECTIONS = ['clipboard', 'selection'] as const;

function selectionOf(type: Selection = 'clipboard'): Selection {
  validateOneOf(type, 'type', SELECTIONS);
  return type;
}

/** Electron's formats are MIME types; those of X11 that are names of text are one. */
function formatsOf(types: readonly string[]): string[] {
  const formats = types.flatMap((type) =>
    TEXT_TYPES.includes(type) ? ['text/plain'] : type.includes('/') ? [type] : [],
  );
  return [...new Set(formats)];
}

const textType = (): string => (process.env['WAYLAND_DISPLAY'] ? 'text/plain;charset=utf-8' : 'UTF8_STRING');

function read(format: string, type?: Selection): string {
  return readType(selectionOf(type), format).toString('utf8');
}

function write(format: string, content: string | Buffer, type?: Selection): void {
  writeType(selectionOf(type), format, content);
}

function writeText(text: string, type?: Selection): void {
  validateString(text, 'text');
  write(textType(), text, type);
}

function writeHTML(markup: string, type?: Selection): void {
  validateString(markup, 'markup');
  write('text/html', markup, type);
}

function writeRTF(text: string, type?: Selection): void {
  validateString(text, 'text');
  write('text/rtf', text, type);
}

function writeImage(image: Electron.NativeImage, type?: Selection): void {
  if (!(image instanceof NativeImage)) throw invalidArgType('image', 'a NativeImage', image);
  write('image/png', image.toPNG(), type);
}

export const clipboard = {
  availableFormats: (type?: Selection): string[] => formatsOf(listTypes(selectionOf(type))),
  clear: (type?: Selection): void => clear(selectionOf(type)),
  has(format: string, type?: Selection): boolean {
    validateString(format, 'format');
    return listTypes(selectionOf(type)).includes(format);
  },
  read(format: string): string {
    validateString(format, 'format');
    return read(format);
  },
  readBuffer(format: string): Buffer {
    validateString(format, 'format');
    return readType('clipboard', format);
  },
  readText: (type?: Selection): string => read(textType(), type),
  readHTML: (type?: Selection): string => read('text/html', type),
  readRTF: (type?: Selection): string => read('text/rtf', type),
  readImage: (type?: Selection): NativeImage => nativeImage.createFromBuffer(readType(selectionOf(type), 'image/png')),
  readFindText: (): string => '',
  writeBuffer(format: string, buffer: Buffer, type?: Selection): void {
    validateString(format, 'format');
    if (!Buffer.isBuffer(buffer)) throw invalidArgType('buffer', 'a Buffer', buffer);
    write(format, buffer, type);
  },
  writeText,
  writeHTML,
  writeRTF,
  writeImage,
  writeFindText(text: string): void {
    validateString(text, 'text');
  },
  /** One content: the programs offer one type at a time. */
  write(data: Electron.Data, type?: Selection): void {
    validateObject(data, 'data');
    const { text, html, rtf, image, bookmark } = data;
    const given = [text, html, rtf, image, bookmark].filter((value) => value !== undefined);
    if (given.length > 1 || bookmark !== undefined) {
      throw new UnavailableError(
        'clipboard.write()',
        'xclip and wl-copy offer one kind of content at a time, and no bookmarks',
      );
    }
    if (text !== undefined) writeText(text, type);
    else if (html !== undefined) writeHTML(html, type);
    else if (rtf !== undefined) writeRTF(rtf, type);
    else if (image !== undefined) writeImage(image, type);
    else clear(selectionOf(type));
  },
};
