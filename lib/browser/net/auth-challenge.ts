/** Challenges that Chromium does not report: those of requests that send no credentials of the session. */
import { portOf } from '../host-port';
import { valuesOf, type HeaderEntry } from '../http';
import type { AuthChallenge, ResponseHead } from './url-loader-client';

/** The challenge of a response that can be answered without Chromium: Basic of a server. Null for any other response. */
export function basicChallenge(head: ResponseHead, url: string): AuthChallenge | null {
  if (head.statusCode !== 401) return null;
  const [challenge] = valuesOf(head.headers, 'www-authenticate');
  if (challenge === undefined || !/^basic\b/i.test(challenge)) return null;
  const server = new URL(url);
  const realm = /realm="((?:[^"\\]|\\.)*)"/i.exec(challenge)?.[1] ?? '';
  return { isProxy: false, scheme: 'basic', host: server.hostname, port: portOf(server), realm };
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
export function basicAuthorization(username: string, password: string): HeaderEntry {
  return { name: 'Authorization', value: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** What a URL says for its server. */
export interface URLCredentials {
  host: string;
  username: string;
  password: string;
}

/** Null if the URL holds none. */
export function credentialsOfURL(url: string): URLCredentials | null {
  const { hostname, username, password } = new URL(url);
  if (username === '' && password === '') return null;
  return { host: hostname, username: decoded(username), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
