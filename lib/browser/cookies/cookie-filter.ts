/** Which cookies cookies.get(filter) returns: the rules of net/cookies for URLs, Electron's for the other fields. */
import type { CookiePartitionKey, PartitionedCookie } from './cookie-conversion';

export interface CookieFilter extends Electron.CookiesGetFilter {
  /** Addition: only cookies of this partition; absent: of all. */
  partitionKey?: CookiePartitionKey;
}

const stripDot = (domain: string): string => (domain.startsWith('.') ? domain.slice(1) : domain);

/** `domain` is `host` or one of its parents. */
const within = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** Hosts whose http counts as secure for cookies. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (requestPath === cookiePath) return true;
  return requestPath.startsWith(cookiePath) && (cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/');
}

/** Whether a request for `url` would carry the cookie, SameSite and partition aside. */
export function appliesTo(cookie: PartitionedCookie, url: URL): boolean {
  const domain = cookie.domain ?? '';
  const host = url.hostname;
  if (cookie.hostOnly ? host !== domain : !within(host, stripDot(domain))) return false;
  if (cookie.secure && url.protocol !== 'https:' && url.protocol !== 'wss:' && !isLoopback(host)) return false;
  return pathMatches(url.pathname, cookie.path ?? '/');
}

/** A predicate for the filter; `filter.url` was validated before. */
export function matcher(filter: CookieFilter): (cookie: PartitionedCookie) => boolean {
  const url = filter.url ? new URL(filter.url) : null;
  const domain = filter.domain === undefined ? null : stripDot(filter.domain.toLowerCase());
  const site = filter.partitionKey?.topLevelSite;
  return (cookie) =>
    (url === null || appliesTo(cookie, url)) &&
    (filter.name === undefined || filter.name === cookie.name) &&
    (filter.path === undefined || filter.path === cookie.path) &&
    (domain === null || within(stripDot(cookie.domain ?? ''), domain)) &&
    (filter.secure === undefined || filter.secure === cookie.secure) &&
    (filter.session === undefined || filter.session === cookie.session) &&
    (filter.httpOnly === undefined || filter.httpOnly === cookie.httpOnly) &&
    (site === undefined || site === cookie.partitionKey?.topLevelSite);
}
