/**
 * Dictionaries of Chromium, "BDIC": a header, affix rules, words. Chromium deletes one that its own check refuses and asks its own
 * server for another, so nothing may get that far.
 */
import { createHash } from 'node:crypto';

const MAGIC = 'BDic';
/** The one whose header has a checksum. */
const MAJOR_VERSION = 2;
/** Magic, major and minor version, offsets of affix rules and words, MD5 of all that follows. */
const HEADER_SIZE = 32;
const DIGEST_AT = 16;

/** What is wrong with a file, in words; null for a dictionary. */
export function dictionaryFault(data: Buffer): string | null {
  if (data.length === 0) return 'it is empty';
  if (data.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it is no BDIC file';
  if (data.length <= HEADER_SIZE) return 'it ends within its header';
  const major = data.readUInt16LE(4);
  if (major !== MAJOR_VERSION) return `it is of version ${major}, not ${MAJOR_VERSION}`;
  const affixes = data.readUInt32LE(8);
  const words = data.readUInt32LE(12);
  if (affixes < HEADER_SIZE || words <= affixes || words >= data.length) return 'its parts lie outside of it';
  const digest = createHash('md5').update(data.subarray(affixes)).digest();
  return digest.equals(data.subarray(DIGEST_AT, HEADER_SIZE))
    ? null
    : 'its checksum is wrong: it is damaged or cut off';
}
