// Electron's specs read files out of archives while they are loaded. Valence has no archives (docs/limits.md), so such a
// file would not load at all; here it loads, and the tests of archives fail one by one.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

interface Asar {
  extractFile: (archive: string, file: string) => Buffer;
}

/** fs.readFileSync() reads `a.asar/file` from here on, if the checkout has @electron/asar. */
export function readArchives(checkout: string): void {
  const require = createRequire(path.join(checkout, 'package.json'));
  const read = fs.readFileSync;
  fs.readFileSync = ((...args: Parameters<typeof fs.readFileSync>) => {
    const [file, options] = args;
    const [, archive, inside] = typeof file === 'string' ? (/^(.*\.asar)\/(.+)$/.exec(file) ?? []) : [];
    if (archive === undefined || inside === undefined || !fs.statSync(archive).isFile()) return read(...args);
    const bytes = (require('@electron/asar') as Asar).extractFile(archive, inside);
    return options ? bytes.toString() : bytes;
  }) as typeof fs.readFileSync;
}
