/** Logs in where a request was refused that Chromium asks nobody about: a request of the main process is asked about. */
import type { HeaderEntry } from '../http';
import { credentialsOfURL } from './auth-challenge';
import type { CreateRequest } from './fetch';

/** Gives the credentials of a challenge to its callback, or nothing. */
export type AnswerChallenge = (
  challenge: Electron.AuthInfo,
  callback: (username?: string, password?: string) => void,
) => void;

const REFUSED = new Set([401, 407]);

/**
 * Asks for the URL again. Resolves with true when server or proxy have asked, and let the request in: Chromium has the credentials
 * then, and sends them with what it requests from there. Never rejects; settles when the session's browser ends.
 */
export function logIn(
  createRequest: CreateRequest,
  { url, headers }: { url: string; headers: readonly HeaderEntry[] },
  answer: AnswerChallenge,
): Promise<boolean> {
  return new Promise((resolve) => {
    const request = createRequest({ url, credentials: 'include', cache: 'no-store' }, { anyScheme: true });
    for (const { name, value } of headers) request.setHeader(name, value);
    let isAsked = credentialsOfURL(url) !== null; // the request gives those of the URL itself
    request.on('login', (...args: Parameters<AnswerChallenge>) => {
      isAsked = true;
      answer(...args);
    });
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
    request.on('response', ({ statusCode }: Electron.IncomingMessage) => {
      resolve(isAsked && !REFUSED.has(statusCode));
      request.abort(); // what it holds comes again
    });
    request.end();
  });
}
