/** HTTP authentication for requests that send no credentials of the session: Chromium tells no challenge of those. */
import { headerOf } from './response-head';
import type { AuthChallenge, HeaderEntry, ResponseHead } from './url-loader-client';

/** The challenge of a response that can be answered without Chromium: Basic of a server. Null for any other response. */
export function basicChallenge(head: ResponseHead, url: string): AuthChallenge | null {
  if (head.statusCode !== 401) return null;
  const challenge = headerOf(head, 'www-authenticate');
  if (challenge === undefined || !/^basic\b/i.test(challenge)) return null;
  const { protocol, hostname, port } = new URL(url);
  return {
    isProxy: false,
    scheme: 'basic',
    host: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    realm: /realm="((?:[^"\\]|\\.)*)"/i.exec(challenge)?.[1] ?? '',
  };
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
export function basicAuthorization(username: string, password: string): HeaderEntry {
  return { name: 'Authorization', value: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
