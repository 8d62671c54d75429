// A virtual display for windows: of Electron's specs, and of our own (spec/lib/display.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from './process.mjs';

/**
 * @returns {Promise<{ name: string, end: () => Promise<void> }>} `name`: for DISPLAY; `end` resolves when its server has ended
 * @throws {Failure} if Xvfb cannot be started
 */
export async function startDisplay() {
  // It chooses a free number and writes it to descriptor 3.
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit').then(
    ([code]) => `ended with exit code ${code} before it had a display`,
    (/** @type {unknown} */ error) => `could not be started: ${error instanceof Error ? error.message : String(error)}`,
  );
  const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const refused = ended.then(refuse);
  // At its end there is no reader any more.
  refused.catch(() => undefined);
  const number = await Promise.race([once(numbers, 'data').then(String), refused]);
  const end = async () => {
    server.kill();
    await ended;
  };
  return { name: `:${number.trim()}`, end };
}

/** @param {string} why @returns {never} */
function refuse(why) {
  throw new Failure(`Xvfb ${why}.`);
}
