/** Files that are replaced as a whole. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ReplaceOptions {
  /** Whether the content is on the disk before the old file goes: a machine that loses power keeps one of them. */
  flush?: boolean;
}

/**
 * Renamed into place: who reads finds the old file or the new one. Only this user may read it. Makes the directory if need be. Throws
 * the error of the file system.
 */
export function replaceFile(file: string, content: string | Uint8Array, { flush = false }: ReplaceOptions = {}): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  writeFileSync(draft, content, { mode: 0o600, flush });
  renameSync(draft, file);
}
