// A bare Chromium on the shell's own pipe, for specs about Chromium itself: no session, no library in between.
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { defer } from './cleanup';
import { tempDir } from './temp';
import { until } from './until';

export interface RawBrowser {
  userDataDir: string;
  /** Of the browser process. */
  readonly pid: number;
  /** Rejects with Chromium's own words. */
  send(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  /** Params of the next event of that name. */
  next(event: string): Promise<Record<string, unknown>>;
  /** Calls `listener` for every event of that name until the returned function is called. */
  onEvent(
    event: string,
    listener: (params: Record<string, unknown>, sessionId: string | undefined) => void,
  ): () => void;
  /** Which paused requests come as events; without rules none does. */
  setRules(rules: Valence.RequestRule[]): void;
  setUnfilteredSessions(sessionIds: string[]): void;
  /** Closes the pipe; resolves when the last process is gone. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

const BASE = [
  '--ozone-platform=headless',
  '--ozone-override-screen-size=1280,800',
  '--no-startup-window',
  '--no-first-run',
  '--disable-gpu',
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
];

/** Starts Chromium with the switches the specs need, and `args`. Ends with the test. */
export function startRawBrowser(args: string[] = [], userDataDir = tempDir()): RawBrowser {
  const { NativeBrowser } = process._linkedBinding('electron_browser_session');
  const executable = process._linkedBinding('electron_common_chromium').locate().path;
  const events = new EventEmitter().setMaxListeners(0);
  const pending = new Map<number, (message: Valence.ProtocolMessage) => void>();
  let lastId = 0;
  const exited = once(events, 'exit');
  const native = new NativeBrowser({
    onMessages(messages) {
      for (const message of messages) {
        if (message.id === undefined) events.emit(message.method ?? '', message.params ?? {}, message.sessionId);
        else pending.get(message.id)?.(message);
      }
    },
    onExit: (exit) => events.emit('exit', exit),
  });
  native.start({
    executable,
    args: [...BASE, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${userDataDir}`, ...args],
    env: Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ''}`),
    userDataDir,
    removeUserDataDir: false,
    lockTimeout: 10_000,
    echoStderr: false,
    policies: '',
  });
  const close = async (): Promise<void> => {
    native.close();
    await exited;
  };
  defer(close);
  return {
    userDataDir,
    get pid() {
      return native.pid;
    },
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, ({ result, error }) => {
          pending.delete(id);
          if (error) reject(new Error(error.message));
          else resolve(result ?? {});
        });
        native.send(id, method, sessionId ?? null, params);
      }),
    next: async (event) => ((await once(events, event)) as [Record<string, unknown>])[0],
    onEvent: (event, listener) => {
      events.on(event, listener);
      return () => events.off(event, listener);
    },
    setRules: (rules) => native.setRequestRules(rules),
    setUnfilteredSessions: (sessionIds) => native.setUnfilteredSessions(sessionIds),
    close,
    kill: async () => {
      native.kill();
      await exited;
    },
  };
}

/** Opens a page in a window of its own; resolves with its target and session when it has loaded. */
export async function openRawPage(
  browser: RawBrowser,
  url = 'about:blank',
): Promise<{ targetId: string; sessionId: string }> {
  const { targetId } = (await browser.send('Target.createTarget', { url, newWindow: true })) as { targetId: string };
  const { sessionId } = (await browser.send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string;
  };
  // Before its own document, a page has the blank one of every new window; its URL is in the history with its own one only.
  const isLoaded = {
    expression: `${url === 'about:blank'} || location.href !== 'about:blank' && document.readyState === 'complete'`,
  };
  const hasLoaded = async (): Promise<boolean> => {
    const { entries } = await browser.send('Page.getNavigationHistory', {}, sessionId);
    const { result } = await browser.send('Runtime.evaluate', isLoaded, sessionId);
    return (
      (entries as { url: string }[]).some((entry) => entry.url !== '') && (result as { value?: unknown }).value === true
    );
  };
  await until('the page', hasLoaded);
  return { targetId, sessionId };
}
