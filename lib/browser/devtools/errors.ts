/** Errors of the DevTools client. Both keep the stack of the caller, because replies arrive without one. */

/** A stack, formatted only if somebody reads it. */
export interface CallSite {
  stack?: string;
}

const withCaller = (error: Error, caller: CallSite): void => {
  const frames = caller.stack?.split('\n').slice(1).join('\n');
  error.stack = `${error.name}: ${error.message}${frames ? `\n${frames}` : ''}`;
};

/** Chromium refused a command. `code` is the DevTools error code (-32000 and so on). */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly method: string;
  readonly code: number;
  readonly reason: string;

  constructor(method: string, error: { code: number; message: string; data?: string }, caller: CallSite) {
    super(`${method}: ${error.message}${error.data ? ` (${error.data})` : ''}`);
    this.method = method;
    this.code = error.code;
    this.reason = error.message;
    withCaller(this, caller);
  }
}

/** The session's Chromium ended before it answered, or never ran. The next use of the session starts it again. */
export class BrowserGoneError extends Error {
  override readonly name = 'BrowserGoneError';
  readonly code = 'ERR_BROWSER_GONE';
  readonly exit: Valence.BrowserExit;

  constructor(method: string, exit: Valence.BrowserExit, caller?: CallSite) {
    super(`${method}: ${describeExit(exit)}`);
    this.exit = exit;
    if (caller) withCaller(this, caller);
  }
}

/** One sentence a person can act on, followed by Chromium's last words if it died by itself. */
export function describeExit(exit: Valence.BrowserExit): string {
  if (exit.failure) return exit.failure.message + lastLines(exit.stderr);
  if (exit.signal) return `Chromium was ended by ${exit.signal}`;
  if (exit.code === 0) return 'Chromium has exited';
  return `Chromium exited with code ${exit.code ?? 'unknown'}${lastLines(exit.stderr)}`;
}

function lastLines(stderr: string): string {
  const lines = stderr.trimEnd().split('\n').filter(Boolean).slice(-5);
  return lines.length ? `. Its last output was:\n${lines.map((line) => `  ${line}`).join('\n')}` : '';
}
