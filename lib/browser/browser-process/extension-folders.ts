/** Where the extensions are that Valence brings, and by which ids Chromium knows them. */
import { createHash } from 'node:crypto';
import { readdirSync, realpathSync } from 'node:fs';
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

export const webSocketGateFolder = (): string => realpathSync(join(libraryFolder(), 'web-socket-gate'));

/**
 * The id of an unpacked extension: the first 32 hex digits of its path's SHA-256, in the letters a to p
 * (components/crx_file/id_util.cc). `folder` is absolute, without symbolic links.
 */
export function extensionId(folder: string): string {
  const digits = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return digits.replaceAll(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16)));
}
