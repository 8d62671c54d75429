/** Where a Chromium with --remote-debugging-port listens. */
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import type { Browser } from '../browser-process/browser';

/** Chromium writes the port that it has chosen, and below it the path of its WebSocket. Not a port that it was given. */
export const PORT_FILE = 'DevToolsActivePort';

/** How long Chromium may answer on the pipe and not listen on the port, in milliseconds. */
const DEADLINE = 30_000;

/** Between two looks, in milliseconds: no event reports either of them. */
const INTERVAL = 20;

/** The URL of its WebSocket; null if it ends, or does not listen. `port`: the one it was given, 0 for any. */
export async function untilListening(browser: Browser, port: number): Promise<string | null> {
  const end = performance.now() + DEADLINE;
  while (browser.alive && performance.now() < end) {
    const endpoint = port === 0 ? readEndpoint(browser.userDataDir) : await askEndpoint(port);
    if (endpoint !== null) return endpoint;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
  return null;
}

function readEndpoint(userDataDir: string): string | null {
  let text: string;
  try {
    text = readFileSync(join(userDataDir, PORT_FILE), 'utf8');
  } catch {
    return null; // not yet
  }
  const [, port, path] = /^(\d+)\n(\/\S+)$/.exec(text.trim()) ?? [];
  return port && path ? `ws://127.0.0.1:${port}${path}` : null;
}

function askEndpoint(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/json/version', timeout: DEADLINE }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', () => resolve(null));
      response.on('end', () => resolve(webSocketOf(text)));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null)); // not yet
  });
}

function webSocketOf(text: string): string | null {
  try {
    const { webSocketDebuggerUrl } = JSON.parse(text) as { webSocketDebuggerUrl?: unknown };
    return typeof webSocketDebuggerUrl === 'string' ? webSocketDebuggerUrl : null;
  } catch {
    return null; // whoever listens there is no Chromium
  }
}
