/**
 * Custom schemes as Chromium sees them. Stock Chromium navigates to and fetches from its own schemes only
 * (docs/development/chromium-surfaces.md, "Custom schemes"), so `atom://host/path` goes there as
 * `https://host.atom.invalid/path`: a name that no resolver knows. Pure functions on URLs, for every process.
 */

/** One custom scheme. */
export interface CustomSchemePlace {
  /** Lower case, without the colon. */
  scheme: string;
  /** Has hosts and relative URLs, as http has. Otherwise everything behind the colon is one opaque text. */
  standard: boolean;
  /** Its pages are secure contexts. */
  secure: boolean;
}

/** Host of every URL of a scheme that has no hosts. */
const NO_HOST = '-';
const SUBSTITUTE = /^(https?):\/\/([^/?#:@]*)\.([^./?#:@]+)\.invalid(?=[/?#]|$)(.*)$/is;

/** A scheme as a label of a host: dots would be labels of their own, and no scheme has an underscore. */
const labelOf = (scheme: string): string => scheme.replaceAll('.', '_');
const protocolOf = ({ secure }: CustomSchemePlace): string => (secure ? 'https' : 'http');

/** Lower-case scheme of a URL, or null. */
export function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** Where Chromium finds a URL of `place`; null if it is none (a standard scheme without a host). */
export function toSubstitute(url: string, place: CustomSchemePlace): string | null {
  const rest = url.slice(place.scheme.length + 1);
  const suffix = `${labelOf(place.scheme)}.invalid`;
  if (!place.standard) return `${protocolOf(place)}://${NO_HOST}.${suffix}/${rest}`;
  // As in url::SCHEME_WITH_HOST (url/url_util.h): any number of slashes, neither user nor port.
  const [, authority = '', tail = ''] = /^[/\\]*([^/\\?#]*)(.*)$/s.exec(rest) ?? [];
  const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '');
  const substitute = `${protocolOf(place)}://${host}.${suffix}${tail}`;
  return host !== '' && URL.canParse(substitute) ? new URL(substitute).href : null;
}

/** The app's own URL of what Chromium calls `url`, or null if it is no URL of a scheme that `find` knows. */
export function fromSubstitute(url: string, find: (scheme: string) => CustomSchemePlace | undefined): string | null {
  const [, protocol = '', host = '', label = '', tail = ''] = SUBSTITUTE.exec(url) ?? [];
  if (label === '') return null;
  const place = find(label.toLowerCase().replaceAll('_', '.'));
  if (!place || protocolOf(place) !== protocol.toLowerCase()) return null;
  if (place.standard) return `${place.scheme}://${host}${tail}`;
  return host === NO_HOST ? `${place.scheme}:${tail.slice(1)}` : null;
}

/** Every origin of a scheme, as a source of a Content Security Policy. */
export const substituteOrigins = (place: CustomSchemePlace): string =>
  `${protocolOf(place)}://*.${labelOf(place.scheme)}.invalid`;

/** Match pattern of every URL of a scheme. */
export const substitutePattern = (place: CustomSchemePlace): string => `${substituteOrigins(place)}/*`;

/** URLs of Chromium's own schemes that protocol handlers answer: by scheme, the hosts, or null for all of them. */
export type HandledHosts = Partial<Record<'http' | 'https', string[] | null>>;

export function isHandledURL(url: string, handled: HandledHosts): boolean {
  const scheme = schemeOf(url);
  if (scheme !== 'http' && scheme !== 'https') return false;
  const hosts = handled[scheme];
  return hosts === null || (hosts !== undefined && URL.canParse(url) && hosts.includes(new URL(url).host));
}
