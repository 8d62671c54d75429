/** "net::ERR_CONNECTION_REFUSED": what a request ends with, as in Electron. */
import { NET_ERRORS } from '../common/net-errors';

/** `errorText` as the DevTools protocol has it; Chromium marks some of them with ".Inspector". */
export function netError(errorText: string): Error {
  const name = /ERR_[A-Z0-9_]+/.exec(errorText)?.[0] ?? 'ERR_FAILED';
  return new Error(`net::${name in NET_ERRORS ? name : 'ERR_FAILED'}`);
}

export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
