/**
 * Checks what cookies.set() was given before Chromium sees it: the DevTools protocol stores some cookies that a
 * Set-Cookie header could not make, and says only "Invalid cookie fields" for the others. Rules: net/cookies.
 */
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import type Protocol from 'devtools-protocol';
import { invalidArgType, invalidArgValue } from '../../common/validators';
import { isLoopback } from './cookie-filter';
import { SAME_SITE_VALUES, sameSiteToProtocol, type CookiePartitionKey, type SameSite } from './cookie-conversion';

export interface CookieDetails extends Electron.CookiesSetDetails {
  /** Addition: stores a partitioned cookie (CHIPS); `secure` must be set. */
  partitionKey?: CookiePartitionKey;
}

/** Longest name plus value, longest attribute value, in bytes (net/cookies/parsed_cookie.h). */
const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;
/** Expiry dates are capped at 400 days, as for any cookie (RFC 6265bis). */
const MAX_AGE = 400 * 24 * 60 * 60;

/** What Electron says of a refused cookie, by kind (shell/browser/api/electron_api_cookies.cc). */
const REFUSALS = {
  domain: 'Failed to set cookie with an invalid domain attribute:',
  malformed: 'Failed to parse cookie:',
  other: 'Setting cookie failed:',
  prefix: 'Failed because the cookie violated prefix rules.',
  scheme: 'Cannot set cookie for current scheme:',
  secure: 'Cannot create a secure cookie from an insecure URL:',
};

/** Electron's text, and behind it what exactly is wrong. */
const failure = (kind: keyof typeof REFUSALS, detail: string): Error => new Error(`${REFUSALS[kind]} ${detail}`);

type FieldType = 'string' | 'boolean' | 'number';
const FIELDS: Record<string, FieldType> = {
  url: 'string',
  name: 'string',
  value: 'string',
  domain: 'string',
  path: 'string',
  secure: 'boolean',
  httpOnly: 'boolean',
  expirationDate: 'number',
  sameSite: 'string',
};

function checkTypes(details: CookieDetails): void {
  if (typeof details !== 'object' || details === null) {
    throw invalidArgType('details', 'an object such as { url: "https://example.com", name: "a", value: "1" }', details);
  }
  if (details.url === undefined) throw new Error("Missing required option 'url'");
  for (const [field, type] of Object.entries(FIELDS)) {
    const value = (details as unknown as Record<string, unknown>)[field];
    if (value !== undefined && typeof value !== type) {
      throw invalidArgType(`details.${field}`, `a ${type}`, value);
    }
  }
  if (details.expirationDate !== undefined && !Number.isFinite(details.expirationDate)) {
    throw invalidArgValue('details.expirationDate', 'a finite number of seconds since 1970', details.expirationDate);
  }
  if (details.sameSite !== undefined && !SAME_SITE_VALUES.includes(details.sameSite)) {
    throw new Error(
      `Failed to convert '${details.sameSite}' to an appropriate cookie same site value: use one of ${SAME_SITE_VALUES.join(', ')}`,
    );
  }
}

function parseURL(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname) throw failure('domain', `'${text}' is not a URL with a host.`);
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) {
    throw failure('scheme', `'${url.protocol}' has no cookies.`);
  }
  return url;
}

/** What is registered below a public suffix, private ones such as github.io included; null: an address or a suffix itself. */
const registrableDomain = (host: string): string | null => getDomain(host, { allowPrivateDomains: true });

/**
 * ".example.com" for a valid Domain attribute, undefined for a host-only cookie. As Chromium does for the Set-Cookie header
 * (cookie_util::GetCookieDomainWithString(), net/cookies/cookie_util.cc).
 */
function checkDomain(domain: string | undefined, url: URL): string | undefined {
  if (!domain) return undefined;
  const bare = domain.includes('%') ? '' : domainToASCII(domain.startsWith('.') ? domain.slice(1) : domain);
  const host = url.hostname;
  const registrable = registrableDomain(host);
  if (registrable === null && bare === host) return undefined;
  const covers = bare !== '' && (host === bare || host.endsWith(`.${bare}`));
  if (registrable === null || !covers || registrableDomain(bare) !== registrable) {
    const why = covers ? 'is a public suffix' : `does not cover ${host}`;
    throw failure('domain', `'${domain}' ${why}.`);
  }
  return `.${bare}`;
}

/** The given path, or what a Set-Cookie header without Path gets: the directory of the URL's path (RFC 6265, 5.1.4). */
function checkPath(path: string | undefined, { pathname }: URL): string {
  if (!path) return pathname.slice(0, pathname.lastIndexOf('/')) || '/';
  if (path.startsWith('/')) return path;
  throw failure('malformed', `details.path must start with '/', got '${path}'.`);
}

/**
 * Where the cookie says it comes from. The protocol makes every cookie of an https URL secure, so that a cookie that is
 * not gets an http URL; the scheme of the real one goes into the fields that are there for it.
 */
function sourceOf(
  url: URL,
  secure: boolean,
): Pick<Protocol.Network.CookieParam, 'url' | 'sourceScheme' | 'sourcePort'> {
  const encrypted = isEncrypted(url);
  return {
    url: `${secure ? 'https' : 'http'}://${url.hostname}/`,
    sourceScheme: encrypted || secure ? 'Secure' : 'NonSecure',
    sourcePort: Number(url.port) || (encrypted ? 443 : 80),
  };
}

const isEncrypted = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'wss:';

function checkSizes({ name = '', value = '', domain = '', path = '' }: CookieDetails): void {
  if (Buffer.byteLength(name) + Buffer.byteLength(value) > MAX_PAIR) {
    throw failure('other', `name and value have more than ${MAX_PAIR} bytes.`);
  }
  if (Buffer.byteLength(domain) > MAX_ATTRIBUTE || Buffer.byteLength(path) > MAX_ATTRIBUTE) {
    throw failure('other', `domain or path has more than ${MAX_ATTRIBUTE} bytes.`);
  }
  if (name === '' && value.trim() === '') throw failure('other', 'it has no name, and no value but whitespace.');
}

const holdsControlCharacter = (text: string): boolean => Array.from(text).some((char) => char < ' ' || char === '\x7f');

function checkCharacters({ name = '', value = '', path = '' }: CookieDetails): void {
  if (holdsControlCharacter(name + value + path)) throw failure('malformed', 'it holds control characters.');
  if (name.includes('=') || name.includes(';')) {
    throw failure('malformed', `details.name '${name}' may not hold '=' or ';'.`);
  }
  if (value.includes(';')) {
    throw failure('malformed', "details.value may not hold ';', encode it.");
  }
}

function checkPrefix(name: string, secure: boolean, url: URL, domain: string | undefined, path: string): void {
  const lower = name.toLowerCase();
  const isHost = lower.startsWith('__host-');
  if (!isHost && !lower.startsWith('__secure-')) return;
  const fits = secure && isEncrypted(url) && (!isHost || (domain === undefined && path === '/'));
  if (fits) return;
  const rule = isHost ? 'secure, an https URL, no domain and path "/"' : 'secure and an https URL';
  throw failure('prefix', `'${name}' needs ${rule}.`);
}

function checkPartition(key: CookiePartitionKey | undefined, secure: boolean): void {
  if (key === undefined) return;
  if (typeof key?.topLevelSite !== 'string' || !URL.canParse(key.topLevelSite)) {
    throw invalidArgValue(
      'details.partitionKey.topLevelSite',
      'a site such as "https://example.com"',
      key?.topLevelSite,
    );
  }
  if (!secure) throw failure('other', 'partitioned cookies must be secure.');
}

/** What Storage.setCookies takes. Throws TypeError for wrong types and Error, worded as Electron's, for bad cookies. */
export function toCookieParam(details: CookieDetails): Protocol.Network.CookieParam {
  checkTypes(details);
  const url = parseURL(details.url);
  const { name = '', value = '', httpOnly = false, partitionKey, expirationDate } = details;
  const sameSite: SameSite = details.sameSite ?? 'lax';
  const secure = details.secure ?? sameSite === 'no_restriction';
  const path = checkPath(details.path, url);
  checkSizes(details);
  checkCharacters(details);
  const domain = checkDomain(details.domain, url);
  checkPrefix(name, secure, url, domain, path);
  checkPartition(partitionKey, secure);
  if (sameSite === 'no_restriction' && !secure) {
    throw failure('other', 'cookies with SameSite=None must be secure.');
  }
  if (secure && !isEncrypted(url) && !isLoopback(url.hostname)) {
    throw failure('secure', `${url.origin} is not https.`);
  }
  const protocolSameSite = sameSiteToProtocol(sameSite);
  return {
    name,
    value,
    ...sourceOf(url, secure),
    path,
    secure,
    httpOnly,
    ...(domain ? { domain } : {}),
    ...(protocolSameSite ? { sameSite: protocolSameSite } : {}),
    // 0 and the past remove the cookie; the protocol takes 0 as "no expiry".
    ...(expirationDate === undefined ? {} : { expires: Math.min(expirationDate || 1, Date.now() / 1000 + MAX_AGE) }),
    ...(partitionKey
      ? {
          partitionKey: {
            topLevelSite: partitionKey.topLevelSite,
            hasCrossSiteAncestor: partitionKey.hasCrossSiteAncestor ?? false,
          },
        }
      : {}),
  };
}
