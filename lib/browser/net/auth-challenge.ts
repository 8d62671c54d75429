/** Challenges that Chromium does not report: those of requests that send no credentials of the session. */
import { portOf } from '../host-port';
import { valuesOf, type HeaderEntry } from '../http';
import { digestAuthorization, digestChallenge } from './digest-auth';
import type { AuthChallenge, ResponseHead } from './url-loader-client';

/** A challenge that can be answered without Chromium. */
export interface ServerChallenge {
  told: AuthChallenge;
  /** The header that logs in. */
  answer: (username: string, password: string) => HeaderEntry;
}

/**
 * That of a response, if it is Digest or Basic of a server; null for any other response. `request`: what was sent; null if it cannot be
 * sent again as it was, which Digest needs.
 */
export function serverChallenge(
  head: ResponseHead,
  url: string,
  request: { method: string; url: string } | null,
): ServerChallenge | null {
  if (head.statusCode !== 401) return null;
  const server = new URL(url);
  const told = (scheme: string, realm: string): AuthChallenge => ({
    isProxy: false,
    scheme,
    host: server.hostname,
    port: portOf(server),
    realm,
  });
  const challenges = valuesOf(head.headers, 'www-authenticate');
  for (const challenge of request ? challenges : []) {
    const digest = digestChallenge(challenge);
    if (digest && request) {
      const answer = (username: string, password: string): HeaderEntry =>
        authorization(digestAuthorization(digest, { ...request, username, password }));
      return { told: told('digest', digest.realm), answer };
    }
  }
  const basic = challenges.find((challenge) => /^basic\b/i.test(challenge));
  if (basic === undefined) return null;
  const realm = /realm="((?:[^"\\]|\\.)*)"/i.exec(basic)?.[1] ?? '';
  return { told: told('basic', realm), answer: (...login) => authorization(basicCredentials(...login)) };
}

const authorization = (value: string): HeaderEntry => ({ name: 'Authorization', value });

/** https://www.rfc-editor.org/rfc/rfc7617 */
const basicCredentials = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

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
