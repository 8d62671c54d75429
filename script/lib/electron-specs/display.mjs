// A virtual display for windows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../process.mjs';

/**
 * @returns {Promise<{ name: string, end: () => void }>} `name`: for DISPLAY
 * @throws {Failure} if Xvfb cannot be started
 */
export async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const failed = once(server, 'exit').then(
    () => Promise.reject(new Failure('Xvfb ended before it had a display.')),
    (/** @type {unknown} */ error) =>
      Promise.reject(
        new Failure(`Xvfb could not be started: ${error instanceof Error ? error.message : String(error)}`),
      ),
  );
  const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const [number] = await Promise.race([once(numbers, 'data'), failed]);
  failed.catch(() => undefined);
  return { name: `:${String(number).trim()}`, end: () => void server.kill() };
}
