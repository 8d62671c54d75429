/**
 * What onHeadersReceived does to Set-Cookie. Chromium has stored a response's cookies before it can be held, and takes
 * none from the headers that it is given instead: what was removed is taken back, what was added is set.
 */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

type CookieParam = Protocol.Network.CookieParam;
type Cookie = Protocol.Network.Cookie;

/** In seconds since the epoch: a cookie that expired then is deleted. */
const LONG_AGO = 1;

export interface CookieChange {
  /** Of the response. */
  url: string;
  /** Set-Cookie headers of the server, and those it shall have had. */
  received: readonly string[];
  wanted: readonly string[];
  /** The cookies for this URL before the response. */
  before: readonly Cookie[];
}

/** Resolves when the session has the cookies that it would have had. A cookie that no server could set is ignored. */
export async function rewriteCookies(root: CDPSession, change: CookieChange): Promise<void> {
  const params = [...takenBack(change), ...added(change)];
  await Promise.all(
    params.map((cookie) => root.send('Storage.setCookies', { cookies: [cookie] }).catch(() => undefined)),
  );
}

function added({ url, received, wanted }: CookieChange): CookieParam[] {
  return without(wanted, received).flatMap((header) => parseSetCookie(header, url) ?? []);
}

function takenBack({ url, received, wanted, before }: CookieChange): CookieParam[] {
  return without(received, wanted).flatMap((header) => {
    const cookie = parseSetCookie(header, url);
    if (!cookie) return [];
    const previous = before.find((one) => isSame(one, cookie, url));
    return [previous ? paramOf(previous, url) : { ...cookie, expires: LONG_AGO }];
  });
}

/** The texts of `all` that are not in `others`, each as often as there are more of it. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((text) => {
    const index = left.indexOf(text);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function isSame(cookie: Cookie, { name, domain, path }: CookieParam, url: string): boolean {
  const { hostname, pathname } = new URL(url);
  const ownDomain = domain === undefined ? hostname : `.${domain.replace(/^\./, '').toLowerCase()}`;
  return cookie.name === name && cookie.domain === ownDomain && cookie.path === (path ?? defaultPath(pathname));
}

/** RFC 6265, 5.1.4. */
const defaultPath = (pathname: string): string => pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));

function paramOf(cookie: Cookie, url: string): CookieParam {
  const { name, value, path, secure, httpOnly, sameSite, expires, session, domain, priority, partitionKey } = cookie;
  return {
    url,
    name,
    value,
    path,
    secure,
    httpOnly,
    priority,
    ...(domain.startsWith('.') ? { domain } : {}),
    ...(sameSite === undefined ? {} : { sameSite }),
    ...(session ? {} : { expires }),
    ...(partitionKey === undefined ? {} : { partitionKey }),
  };
}

const SAME_SITE: Readonly<Record<string, Protocol.Network.CookieSameSite>> = {
  strict: 'Strict',
  lax: 'Lax',
  none: 'None',
};

/** RFC 6265, 5.2; null for what is no cookie. */
function parseSetCookie(header: string, url: string): CookieParam | null {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' && value === '') return null;
  const cookie: CookieParam = { url, name, value };
  let maxAge: number | undefined;
  for (const attribute of attributes) {
    const [, key = '', text = ''] = /^\s*([^=]*?)\s*(?:=\s*(.*?)\s*)?$/s.exec(attribute) ?? [];
    switch (key.toLowerCase()) {
      case 'domain':
        if (text) cookie.domain = text;
        break;
      case 'path':
        if (text.startsWith('/')) cookie.path = text;
        break;
      case 'expires':
        if (!Number.isNaN(Date.parse(text))) cookie.expires = Math.max(Date.parse(text) / 1000, LONG_AGO);
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAge = Number(text);
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'httponly':
        cookie.httpOnly = true;
        break;
      case 'samesite': {
        const sameSite = SAME_SITE[text.toLowerCase()];
        if (sameSite) cookie.sameSite = sameSite;
      }
    }
  }
  if (maxAge !== undefined) cookie.expires = maxAge <= 0 ? LONG_AGO : Date.now() / 1000 + maxAge;
  return cookie;
}
