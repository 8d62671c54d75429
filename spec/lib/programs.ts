// Programs that stand in for the desktop's (xdg-open, zenity), found first in PATH until the test ends.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './cleanup';
import { tempDir } from './temp';

export interface FakePrograms {
  /** Each call so far: the program's name and its arguments. */
  calls: (() => string[][]) & { directory: string };
}

/** `programs`: what each runs as a shell script. `only`: no other program can be found. */
export function fakePrograms(programs: Record<string, string>, { only = false } = {}): FakePrograms {
  const directory = path.join(tempDir(), 'bin');
  mkdirSync(directory);
  const log = path.join(directory, 'calls.log');
  for (const [name, script] of Object.entries(programs)) {
    const file = path.join(directory, name);
    // Arguments may hold line ends: each ends with a zero byte, each call with two.
    writeFileSync(file, `#!/bin/sh\n{ printf '%s\\0' ${name} "$@"; printf '\\0'; } >> '${log}'\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const earlier = process.env['PATH'];
  process.env['PATH'] = only ? directory : `${directory}:${earlier}`;
  defer(() => {
    process.env['PATH'] = earlier;
  });
  const calls = (): string[][] =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\0\0')
          .slice(0, -1)
          .map((call) => call.split('\0'))
      : [];
  return { calls: Object.assign(calls, { directory }) };
}
