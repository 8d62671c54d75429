/** The files and blobs in the body of a multipart/form-data request (RFC 7578), which Electron gives as parts of their own. */

const BOUNDARY = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i;
const FILE_PART = /^content-disposition: form-data;.*\bfilename=/im;
const END_OF_HEAD = '\r\n\r\n';

/** `isBlob`: the contents of a file or blob. */
export interface FormPart {
  readonly bytes: Buffer;
  readonly isBlob: boolean;
}

/** The whole body, in order; one part if it is no form with files. */
export function formParts(body: Uint8Array, contentType: string | undefined): FormPart[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const [, boundary] = BOUNDARY.exec(contentType ?? '') ?? [];
  const blobs = boundary === undefined ? [] : blobRanges(bytes, `--${boundary}`);
  const parts: FormPart[] = [];
  let at = 0;
  for (const [start, end] of blobs) {
    parts.push(
      { bytes: bytes.subarray(at, start), isBlob: false },
      { bytes: bytes.subarray(start, end), isBlob: true },
    );
    at = end;
  }
  return [...parts, { bytes: bytes.subarray(at), isBlob: false }];
}

/** Where the contents of files begin and end. */
function blobRanges(bytes: Buffer, delimiter: string): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  for (let part = bytes.indexOf(delimiter); part >= 0;) {
    const head = part + delimiter.length;
    const start = bytes.indexOf(END_OF_HEAD, head);
    const next = start < 0 ? -1 : bytes.indexOf(`\r\n${delimiter}`, start + END_OF_HEAD.length);
    if (next < 0) break;
    if (FILE_PART.test(bytes.toString('latin1', head, start))) ranges.push([start + END_OF_HEAD.length, next]);
    part = next + 2;
  }
  return ranges;
}
