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
  override readonly name: string = 'ProtocolError';
  readonly method: string;
  readonly code: number;
  readonly reason: string;

  constructor(method: string, error: { code: number; message: string; data?: string }, caller?: CallSite) {
    super(`${method}: ${error.message}${error.data ? ` (${error.data})` : ''}`);
    this.method = method;
    this.code = error.code;
    this.reason = error.message;
    if (caller) withCaller(this, caller);
  }
}

/** How a target can be lost, in Chromium's own words: its process has ended, or it is no more. */
export type TargetLoss = 'Target crashed' | 'Target closed';

/** DevTools' code for a session that is no more. */
const SESSION_NOT_FOUND = -32_001;

/** The target of a command crashed or closed before it answered, or earlier. */
export class TargetGoneError extends ProtocolError {
  override readonly name = 'TargetGoneError';

  constructor(method: string, loss: TargetLoss, caller?: CallSite) {
    super(method, { code: SESSION_NOT_FOUND, message: loss }, caller);
  }
}

/** Chromium's refusal of a command. It may know earlier than we do that the target is gone. */
export function refusal(
  method: string,
  error: { code: number; message: string; data?: string },
  caller: CallSite,
): Error {
  if (error.code === SESSION_NOT_FOUND) return new TargetGoneError(method, 'Target closed', caller);
  if (error.message === 'Target crashed' || error.message === 'Target closed') {
    return new TargetGoneError(method, error.message, caller);
  }
  return new ProtocolError(method, error, caller);
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
