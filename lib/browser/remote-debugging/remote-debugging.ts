/**
 * --remote-debugging-port: DevTools clients such as Playwright, Puppeteer and chromedriver connect to the default session's
 * Chromium. The app's own connection is the pipe, as always.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { logsToStderr, withChromiumLog } from '../browser-process/chromium-log';
import type { SwitchMap } from '../browser-process/switches';
import { PORT_FILE, untilListening } from './endpoint';

export const PORT_SWITCH = 'remote-debugging-port';

const CODE = 'VALENCE_REMOTE_DEBUGGING';

export class RemoteDebugging {
  readonly #context: BrowserContext;
  /** Null: none, or one that cannot be used. */
  #port: number | null = null;
  #asked = false;

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** The one of the default session. */
  static readonly of = perContext((context) => new RemoteDebugging(context));

  /**
   * Starts the session's Chromium with the port that the app or its user asks for; nothing without one. Resolves when
   * clients can connect, or when a warning has said why they cannot.
   */
  async listen(switches: SwitchMap): Promise<void> {
    const value = switches.get(PORT_SWITCH);
    if (value === undefined || this.#asked) return;
    this.#asked = true;
    const port = readPort(value);
    const problem = port === null ? notAPort(value) : this.#isTooLate() ? TOO_LATE : await this.#use(port, switches);
    if (problem !== null) {
      this.#port = null;
      process.emitWarning(`${problem}. No DevTools client can connect to this app.`, { code: CODE });
      return;
    }
    // Whatever uses the session next rejects with the same.
    await this.#context.browser().catch(() => undefined);
  }

  #isTooLate(): boolean {
    return this.#context.current !== null;
  }

  /** At once, for a Chromium that is started in this moment. Resolves with what is wrong with the port. */
  #use(port: number, switches: SwitchMap): Promise<string | null> {
    this.#port = port;
    this.#context.contribute({
      switches: () => (this.#port === null ? {} : { [PORT_SWITCH]: String(this.#port) }),
      // Of an earlier run.
      beforeStart: (userDataDir) => rmSync(join(userDataDir, PORT_FILE), { force: true }),
    });
    const hasSaid = logsToStderr(withChromiumLog(switches, process.env));
    this.#context.onBrowser((browser) => (browser.switches.has(PORT_SWITCH) ? announce(browser, hasSaid) : undefined));
    return whyNot(port);
  }
}

const TOO_LATE = `--${PORT_SWITCH} was set when the default session's Chromium ran already: set it before the app is ready`;

const notAPort = (value: string | null): string =>
  `--${PORT_SWITCH} takes a port from 0 to 65535, got '${value ?? ''}'`;

/** As in Chromium, no number is any port. */
const readPort = (value: string | null): number | null => {
  if (!value) return 0;
  return /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? Number(value) : null;
};

/** Null if Chromium can listen on the port. It says only in its log that it could not. */
function whyNot(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
      resolve(`Port ${port} of --${PORT_SWITCH} ${reason}: choose another one, or 0 for any`);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Writes what Electron's stderr says, and what clients read from it. */
async function announce(browser: Browser, hasSaid: boolean): Promise<void> {
  const port = Number(browser.switches.get(PORT_SWITCH));
  await browser.ready.catch(() => undefined);
  const endpoint = await untilListening(browser, port);
  if (endpoint !== null) {
    // With --enable-logging it is Chromium itself that says so.
    if (!hasSaid) process.stderr.write(`\nDevTools listening on ${endpoint}\n`);
  } else if (browser.alive) {
    process.emitWarning(`Chromium does not listen on --${PORT_SWITCH}; --enable-logging shows why.`, { code: CODE });
  }
}
