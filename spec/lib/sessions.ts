// Sessions of the running test, and pages in them.
import { app, BrowserWindow, session } from 'electron';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { defer } from './cleanup';
import { killIfAlive } from './processes';

// A browser in reserve would start in the middle of some other spec. Read when the first session is made.
process.env['VALENCE_RESERVE'] ??= '0';

/** What Valence's Session has beyond Electron's. */
export interface ValenceSession extends Electron.Session {
  /** Process id of the session's browser process; 0 while none runs. */
  getBrowserProcessId(): number;
}

/** A name that no other test uses. */
export const randomPartition = (prefix = ''): string => `${prefix}spec-${randomUUID()}`;

export const browserPid = (ses: Electron.Session): number => (ses as ValenceSession).getBrowserProcessId();

/** A session of its own; its Chromium ends with the test. */
export function newSession(prefix: '' | 'persist:' = '', options?: Electron.FromPartitionOptions): Electron.Session {
  const ses = session.fromPartition(randomPartition(prefix), options);
  defer(() => endBrowser(ses));
  return ses;
}

/**
 * Kills the session's Chromium; resolves when the app has been told, that is, when the session's next use starts another
 * one.
 */
export async function endBrowser(ses: Electron.Session): Promise<void> {
  const pid = browserPid(ses);
  if (pid === 0) return;
  const told = once(app, 'child-process-gone');
  // It may have ended already, and the app is about to be told.
  killIfAlive(pid);
  await told;
}

/** A window of 800 × 600, for as long as the caller wants. */
export const openWindow = (options: Electron.BrowserWindowConstructorOptions): Electron.BrowserWindow =>
  new BrowserWindow({ width: 800, height: 600, ...options });

/** A window of 800 × 600; destroyed after the test. Without a session it gets one of its own. */
export function newWindow(options: Electron.BrowserWindowConstructorOptions = {}): Electron.BrowserWindow {
  const { session: given, partition } = options.webPreferences ?? {};
  const ses = given ?? (partition === undefined ? newSession() : undefined);
  const window = openWindow({
    ...options,
    webPreferences: { ...options.webPreferences, ...(ses ? { session: ses } : {}) },
  });
  defer(() => destroyWindow(window));
  return window;
}

export function destroyWindow(window: Electron.BrowserWindow): void {
  if (!window.isDestroyed()) window.destroy();
}

export function closeAllWindows(): void {
  for (const window of BrowserWindow.getAllWindows()) destroyWindow(window);
}

/** One session for all tests of a file whose subject is the page: a Chromium each would only take time. */
export function useSharedSession(): () => Electron.Session {
  let ses: Electron.Session | undefined;
  before(() => {
    ses = session.fromPartition(randomPartition());
  });
  after(async () => {
    closeAllWindows();
    if (ses) await endBrowser(ses);
  });
  return () => {
    if (!ses) throw new Error('There is no session before the tests run');
    return ses;
  };
}

/** The arguments of the next `event`, the event object first. */
export async function nextEvent<T extends unknown[] = unknown[]>(emitter: object, event: string): Promise<T> {
  return (await once(emitter as NodeJS.EventEmitter, event)) as T;
}
