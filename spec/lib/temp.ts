// Temporary directories of the running test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { defer } from './cleanup';

/** Absolute path of a new, empty directory; removed after the test. */
export function tempDir(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'valence-spec-'));
  defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
