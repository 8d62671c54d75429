/** Challenges of HTTP authentication. Chromium tells none of requests that send no credentials of the session. */
import type Protocol from 'devtools-protocol';
import { valuesOf, type HeaderEntry } from '../http';
import type { AuthChallenge, ResponseHead } from './url-loader-client';

const portOf = ({ protocol, port }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

export function toldChallenge({ authChallenge }: Protocol.Fetch.AuthRequiredEvent): AuthChallenge {
  const { source, origin, scheme, realm } = authChallenge;
  const url = new URL(origin);
  return { isProxy: source === 'Proxy', scheme, host: url.hostname, port: portOf(url), realm };
}

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

/** Fetch.continueWithAuth; without a user name the server's own answer is the response. */
export const authChallengeResponse = (username?: string, password = ''): Protocol.Fetch.AuthChallengeResponse =>
  username === undefined ? { response: 'CancelAuth' } : { response: 'ProvideCredentials', username, password };
