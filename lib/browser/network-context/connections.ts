/** ses.closeAllConnections(): the connections of one session's Chromium. */
import { setTimeout as after } from 'node:timers/promises';
import type { BrowserContext } from '../browser-context/browser-context';
import { warnOnce } from '../warn-once';
import { netInternalsOf, sending } from './net-internals';

/** Milliseconds in which Chromium sends a request again whose kept-alive connection has ended. */
const SECOND_ATTEMPT = 30;

export class Connections {
  readonly #context: BrowserContext;
  readonly #closeIdle: () => void;

  /** `closeIdle`: those that the library keeps open in Chromium's place. */
  constructor(context: BrowserContext, closeIdle: () => void) {
    this.#context = context;
    this.#closeIdle = closeIdle;
  }

  /**
   * Resolves when all connections are closed, those of WebSockets and of requests under way included; these fail. Never starts
   * a browser.
   */
  async closeAll(): Promise<void> {
    const { current } = this.#context;
    if (!current) return;
    this.#closeIdle();
    await current.ready;
    // Idle connections, HTTP/2 sessions, and those that are being made.
    await netInternalsOf(current).evaluate(sending('flushSocketPools'));
    if (!closeConnections(current.pid)) return;
    await after(SECOND_ATTEMPT);
    if (current.alive) closeConnections(current.pid);
  }
}

/** Those that are in use; Chromium has no command for them. False where the machine does not allow it. */
function closeConnections(pid: number): boolean {
  try {
    process._linkedBinding('electron_browser_session').closeConnections(pid);
    return true;
  } catch (error) {
    warnOnce(
      'VALENCE_CONNECTIONS_OPEN',
      'ses.closeAllConnections()',
      `ses.closeAllConnections() closes connections that are not in use only: ${(error as Error).message}. Allow the app ptrace and pidfd_getfd of its own processes.`,
    );
    return false;
  }
}
