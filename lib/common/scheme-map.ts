/**
 * Custom schemes as Chromium sees them. Stock Chromium navigates to and fetches from its own schemes only
 * (docs/development/chromium-surfaces.md, "Custom schemes"), so `atom://host/path` goes there as
 * `https://atom--host.invalid:1720/path`. Pure functions on URLs, for every process.
 *
 * - `.invalid` is nobody's (RFC 6761), and to Chromium a public suffix: with scheme and host in one label below it, each
 *   host of each scheme is a site of its own, with its own process and cookies.
 * - The port is one that Chromium never connects to, whether directly or over a proxy (net/base/port_util.cc). What is not
 *   answered before it gets to the network fails there. Each scheme has one port, so that a pattern can name all its hosts.
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

/** Chromium's restricted ports; those of protocols that an app may want to allow are left out. */
const PORTS = [
  1, 7, 9, 11, 13, 15, 17, 19, 20, 37, 42, 43, 53, 77, 79, 87, 95, 101, 102, 103, 104, 109, 111, 113, 115, 117, 119,
  123, 135, 137, 139, 161, 179, 427, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 556, 563, 601, 1719, 1720, 1723,
  2049, 3659, 4045, 4190, 6566,
];

/** Between scheme and host: escaped text never has it. */
const SEPARATOR = '--';
const SUBSTITUTE = /^(https?):\/\/([a-z0-9-]+)\.invalid:(\d+)(?=[/?#]|$)(.*)$/is;
const SUBSTITUTE_HOST = /^([a-z0-9-]+)\.invalid(?::(\d+))?(?=[/?#]|$)(.*)$/is;

const protocolOf = ({ secure }: CustomSchemePlace): string => (secure ? 'https' : 'http');

/** Two schemes may share one: it tells no scheme from another, a policy that names one of them allows both. */
function portOf({ scheme }: CustomSchemePlace): number {
  let hash = 0;
  for (let at = 0; at < scheme.length; at++) hash = (hash * 31 + scheme.charCodeAt(at)) >>> 0;
  return PORTS[hash % PORTS.length]!;
}

const escapeText = (text: string): string =>
  text.replaceAll(/[^a-z0-9]/g, (char) => `-${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
const unescapeText = (text: string): string =>
  text.replaceAll(/-([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** `host` is null for a scheme that has no hosts. */
function labelOf(scheme: string, host: string | null): string {
  const label = host === null ? escapeText(scheme) : escapeText(scheme) + SEPARATOR + escapeText(host);
  // Not Punycode.
  return label.replace(/^xn--/, '-78n--');
}

/** The scheme and host of a label, or null if a known scheme has no such label. */
function parseLabel(
  label: string,
  find: (scheme: string) => CustomSchemePlace | undefined,
): { place: CustomSchemePlace; host: string | null } | null {
  const [scheme = '', host = null] = label.split(SEPARATOR, 2).map(unescapeText);
  const place = find(scheme);
  // One name each: what only looks like it is another origin.
  if (place?.standard !== (host !== null) || labelOf(scheme, host) !== label) return null;
  return { place, host };
}

/** Lower-case scheme of a URL, or null. */
export function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** As in the URLs of web sites; "" if there is no such host. */
function canonicalHost(host: string): string {
  const url = `http://${host}/`;
  return host !== '' && URL.canParse(url) ? new URL(url).hostname : '';
}

/** Where Chromium finds a URL of `place`; null if it is none (a standard scheme without a host). */
export function toSubstitute(url: string, place: CustomSchemePlace): string | null {
  const { scheme, standard } = place;
  const rest = url.slice(scheme.length + 1);
  const originOf = (host: string | null): string =>
    `${protocolOf(place)}://${labelOf(scheme, host)}.invalid:${portOf(place)}`;
  if (!standard) return `${originOf(null)}/${rest}`;
  // As in url::SCHEME_WITH_HOST (url/url_util.h): any number of slashes, neither user nor port.
  const [, authority = '', tail = ''] = /^[/\\]*([^/\\?#]*)(.*)$/s.exec(rest) ?? [];
  const host = canonicalHost(authority.replace(/^.*@/, '').replace(/:\d*$/, ''));
  return host === '' ? null : new URL(originOf(host) + tail).href;
}

/** The app's own URL of what Chromium calls `url`, or null if it is no URL of a scheme that `find` knows. */
export function fromSubstitute(url: string, find: (scheme: string) => CustomSchemePlace | undefined): string | null {
  const [, protocol = '', label = '', port = '', tail = ''] = SUBSTITUTE.exec(url) ?? [];
  const parsed = label === '' ? null : parseLabel(label.toLowerCase(), find);
  if (!parsed) return null;
  const { place, host } = parsed;
  if (protocolOf(place) !== protocol.toLowerCase() || portOf(place) !== Number(port)) return null;
  return host === null ? `${place.scheme}:${tail.slice(1)}` : `${place.scheme}://${host}${tail}`;
}

/**
 * The same of what Chromium writes without a protocol, such as the domain of a cookie: host and what follows, or null. A port
 * may be left out.
 */
export function fromSubstituteHost(
  text: string,
  find: (scheme: string) => CustomSchemePlace | undefined,
): string | null {
  const [, label = '', port, tail = ''] = SUBSTITUTE_HOST.exec(text) ?? [];
  const parsed = label === '' ? null : parseLabel(label.toLowerCase(), find);
  if (!parsed || (port !== undefined && Number(port) !== portOf(parsed.place))) return null;
  return parsed.host === null ? tail.slice(1) : parsed.host + tail;
}

/** Every origin of a scheme, as a source of a Content Security Policy. */
export const substituteOrigins = (place: CustomSchemePlace): string =>
  `${protocolOf(place)}://*.invalid:${portOf(place)}`;

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
