/** The desktop's opener of files and links. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Resolves when the opener has ended, which need not be the end of what it opened, with its exit code; null if a signal ended
 * it. Rejects if there is no xdg-open. `target` is an absolute path or a URL, so that it is no option.
 */
export async function xdgOpen(target: string, cwd?: string): Promise<number | null> {
  const opener = spawn('xdg-open', [target], { stdio: 'ignore', detached: true, cwd });
  opener.unref();
  const [code] = (await once(opener, 'exit')) as [number | null];
  return code;
}
