/** What a request of the main process sends, at first and after redirects. */
import type { HeaderEntry } from '../http';
import type { ParsedRequest } from './request-options';

/** Without a word about credentials only cookies that were asked for are sent, but challenges are told. */
export function credentialsOf({
  credentials,
  useSessionCookies,
  origin,
  url,
}: ParsedRequest): 'include' | 'omit' | 'ask' {
  if (credentials === undefined) return useSessionCookies ? 'include' : 'ask';
  if (credentials !== 'same-origin') return credentials;
  return URL.canParse(origin) && new URL(origin).origin === url.origin ? 'include' : 'omit';
}

export function requestHeaders({ headers, origin }: ParsedRequest): HeaderEntry[] {
  const sent = [...headers.values()].map(({ name, value }) => ({ name, value: String(value) }));
  if (origin && !headers.has('origin')) sent.push({ name: 'Origin', value: origin });
  return sent;
}

export interface Hop {
  url: string;
  method: string;
}

/** Headers that describe a body. */
const OF_BODY = /^content-/i;
/** Headers that are meant for one server. */
const OF_SERVER = /^(authorization|cookie|proxy-authorization)$/i;

/** The headers of `hop`, a request for which `first` was asked with `headers`. An empty Referer is not sent. */
export function hopHeaders(headers: readonly HeaderEntry[], policy: string, first: Hop, hop: Hop): HeaderEntry[] {
  const sameOrigin = new URL(first.url).origin === new URL(hop.url).origin;
  return headers.flatMap(({ name, value }) => {
    if (hop.method !== first.method && OF_BODY.test(name)) return [];
    if (!sameOrigin && OF_SERVER.test(name)) return [];
    return [{ name, value: name.toLowerCase() === 'referer' ? referrerFor(value, new URL(hop.url), policy) : value }];
  });
}

const isSecure = (url: URL): boolean => url.protocol === 'https:' || url.protocol === 'wss:';

/** https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer; "" for none. */
export function referrerFor(text: string, url: URL, policy: string): string {
  if (!URL.canParse(text)) return '';
  const referrer = new URL(text);
  referrer.hash = '';
  referrer.username = '';
  referrer.password = '';
  const full = referrer.href;
  const origin = `${referrer.origin}/`;
  const sameOrigin = referrer.origin === url.origin;
  const downgrade = isSecure(referrer) && !isSecure(url);
  switch (policy) {
    case 'no-referrer':
      return '';
    case 'unsafe-url':
      return full;
    case 'origin':
      return origin;
    case 'same-origin':
      return sameOrigin ? full : '';
    case 'no-referrer-when-downgrade':
      return downgrade ? '' : full;
    case 'strict-origin':
      return downgrade ? '' : origin;
    case 'origin-when-cross-origin':
      return sameOrigin ? full : origin;
    default:
      if (sameOrigin) return full;
      return downgrade ? '' : origin;
  }
}
