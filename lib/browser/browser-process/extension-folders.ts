/** Where the extensions are that Valence brings, and by which ids Chromium knows them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolder } from '../library-folder';

/**
 * The only folder there: each build names it after its content. Chromium keeps the service worker of an extension that it knows by its
 * path, also when the files have changed.
 */
export function helperFolder(): string {
  const folder = join(libraryFolder(), 'extension');
  const [version = ''] = readdirSync(folder);
  return realpathSync(join(folder, version));
}

/** The two extensions of which a browser has one at a time: they share an id, which is the one that Chromium allows more. */
export type AllowlistedName = 'tab-capture' | 'web-socket-gate';

export const allowlistedFolder = (name: AllowlistedName): string => realpathSync(join(libraryFolder(), name));

/** The `key` of their manifests, in Base64. */
export function allowlistedKey(): string {
  const manifest = readFileSync(join(allowlistedFolder('tab-capture'), 'manifest.json'), 'utf8');
  return (JSON.parse(manifest) as { key: string }).key;
}

export const allowlistedId = (): string => extensionId(Buffer.from(allowlistedKey(), 'base64'));

/**
 * The id of an unpacked extension: the first 32 hex digits of the SHA-256 of its key, and without one of its path, in the letters
 * a to p (components/crx_file/id_util.cc). A path is absolute, without symbolic links.
 */
export function extensionId(keyOrFolder: Buffer | string): string {
  const digits = createHash('sha256').update(keyOrFolder).digest('hex').slice(0, 32);
  return digits.replaceAll(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16)));
}
