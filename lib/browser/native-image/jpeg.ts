/** What the markers of a JPEG file tell. Its pixels are not decoded. */

/** Start of frame: every kind that has a size. 0xc4, 0xc8 and 0xcc are tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Null for what is no JPEG, or is cut off before its size. */
export function jpegSize(file: Buffer): Electron.Size | null {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= file.length;) {
    if (file[at] !== 0xff) return null;
    const marker = file[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { width: file.readUInt16BE(at + 7), height: file.readUInt16BE(at + 5) };
    else at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}
