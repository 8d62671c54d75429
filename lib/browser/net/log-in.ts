/** Logs in where a request was refused that Chromium asks nobody about: a request of the main process is asked about. */
import type { BrowserContext } from '../browser-context/browser-context';
import type { HeaderEntry } from '../http';
import { AuthRequests, type LoginCallback } from '../http-auth/auth-requests';
import { credentialsOfURL } from './auth-challenge';
import type { CreateRequest } from './fetch';

const REFUSED = new Set([401, 407]);

/**
 * Emits `login` for a URL. Resolves with true when server or proxy have asked, and let the request in: Chromium has the credentials
 * then, and sends them with what it requests from there. Never rejects; settles when the session's browser ends.
 */
export function logIn(
  context: BrowserContext,
  createRequest: CreateRequest,
  { url, headers }: { url: string; headers: readonly HeaderEntry[] },
  contents: Electron.WebContents | null,
): Promise<boolean> {
  const challenges = AuthRequests.of(context);
  let isAsked = credentialsOfURL(url) !== null; // the request gives those of the URL itself
  if (!isAsked && !challenges.isEnabled) return Promise.resolve(false);
  return new Promise<boolean>((resolve) => {
    const request = createRequest({ url, credentials: 'include', cache: 'no-store' }, { anyScheme: true });
    for (const { name, value } of headers) request.setHeader(name, value);
    request.on('login', (challenge: Electron.AuthInfo, callback: LoginCallback) => {
      isAsked = true;
      challenges.ask(contents, url, challenge, callback);
    });
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
    request.on('response', ({ statusCode }: Electron.IncomingMessage) => {
      resolve(isAsked && !REFUSED.has(statusCode));
      request.abort(); // what it holds comes again
    });
    request.end();
  }).catch(() => false); // a header that only Chromium may set
}
