/** What a request of the main process sends, from its options. */
import type { ParsedRequest } from './request-options';
import type { HeaderEntry } from './url-loader-client';

/** Cookies and HTTP authentication, that is. Without a word about either, only asked-for cookies are sent. */
export function sendsCredentials({ credentials, useSessionCookies, origin, url }: ParsedRequest): boolean {
  if (credentials === undefined) return useSessionCookies;
  if (credentials === 'same-origin') return URL.canParse(origin) && new URL(origin).origin === url.origin;
  return credentials === 'include';
}

export function requestHeaders(request: ParsedRequest): HeaderEntry[] {
  const { headers, origin } = request;
  const sent: HeaderEntry[] = [];
  for (const [key, { name, value }] of headers) {
    if (key === 'referer') {
      const referrer = referrerFor(String(value), request);
      if (referrer !== '') sent.push({ name, value: referrer });
    } else sent.push({ name, value: String(value) });
  }
  if (origin && !headers.has('origin')) sent.push({ name: 'Origin', value: origin });
  return sent;
}

const isSecure = (url: URL): boolean => url.protocol === 'https:' || url.protocol === 'wss:';

/** https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer */
function referrerFor(text: string, { url, referrerPolicy }: ParsedRequest): string {
  if (!URL.canParse(text)) return '';
  const referrer = new URL(text);
  referrer.hash = '';
  referrer.username = '';
  referrer.password = '';
  const full = referrer.href;
  const origin = `${referrer.origin}/`;
  const sameOrigin = referrer.origin === url.origin;
  const downgrade = isSecure(referrer) && !isSecure(url);
  switch (referrerPolicy) {
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
