/** Challenges of HTTP authentication, between the DevTools protocol and Electron's events. */
import type Protocol from 'devtools-protocol';
import { portOf } from '../host-port';

export function toldChallenge({ authChallenge }: Protocol.Fetch.AuthRequiredEvent): Electron.AuthInfo {
  const { source, origin, scheme, realm } = authChallenge;
  const url = new URL(origin);
  return { isProxy: source === 'Proxy', scheme, host: url.hostname, port: portOf(url), realm };
}

/** Fetch.continueWithAuth; without a user name the server's own answer is the response. */
export const authChallengeResponse = (username?: string, password = ''): Protocol.Fetch.AuthChallengeResponse =>
  username === undefined ? { response: 'CancelAuth' } : { response: 'ProvideCredentials', username, password };
