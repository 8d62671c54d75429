// An X display without a screen, for apps that open windows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { defer } from './cleanup';

/** Starts Xvfb; resolves with the value for DISPLAY. It ends after the test. */
export async function startDisplay(): Promise<string> {
  // It chooses a free number and writes it to descriptor 3.
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  defer(async () => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  });
  const pipe = server.stdio[3] as NodeJS.ReadableStream;
  const [number] = (await Promise.race([once(pipe, 'data'), failureOf(server)])) as [Buffer];
  return `:${number.toString().trim()}`;
}

async function failureOf(server: ReturnType<typeof spawn>): Promise<never> {
  const [code] = (await once(server, 'exit')) as [number | null];
  throw new Error(`Xvfb ended with exit code ${code} before it had a display`);
}
