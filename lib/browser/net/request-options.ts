/** What net.request() takes, checked and completed. */
import { invalidArgType, validateObject, validateOneOf } from '../../common/validators';
import { validateHeader } from './header-validation';
import type { CacheMode } from './url-loader-client';

type Options = Electron.ClientRequestConstructorOptions;

export type RedirectPolicy = 'follow' | 'error' | 'manual';

export interface ParsedRequest {
  method: string;
  url: URL;
  redirect: RedirectPolicy;
  /** By name in lower case. */
  headers: Map<string, { name: string; value: string | string[] }>;
  credentials: 'include' | 'omit' | 'same-origin' | undefined;
  useSessionCookies: boolean;
  origin: string;
  referrerPolicy: string;
  cache: CacheMode;
}

const REDIRECTS = new Set(['follow', 'error', 'manual']);
const CREDENTIALS = ['include', 'omit', 'same-origin'];
const CACHES = ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'];
const REFERRER_POLICIES = [
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'unsafe-url',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
];

function oneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined) validateOneOf(value, `options.${name}`, allowed);
}

function assembleURL(options: Options): string {
  const { protocol = 'http:', path = '/' } = options;
  if (path.includes(' ')) throw new TypeError('Request path contains unescaped characters');
  const port = options.host || options.port === undefined ? '' : `:${options.port}`;
  const host = options.host || `${options.hostname || 'localhost'}${port}`;
  return `${protocol}//${host}${path.startsWith('/') ? '' : '/'}${path}`;
}

/** Throws TypeError and Error for what the network cannot be asked. */
export function parseRequest(given: Options | string): ParsedRequest {
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null)) {
    throw invalidArgType('options', 'an object or a URL', given);
  }
  const options: Options = typeof given === 'string' ? { url: given } : given;
  const text = options.url || (options as { href?: string }).href || assembleURL(options);
  if (!URL.canParse(text)) throw new TypeError(`Invalid URL: '${text}' is not absolute`);
  const redirect = options.redirect ?? 'follow';
  if (!REDIRECTS.has(redirect)) throw new Error('redirect mode should be one of follow, error or manual');
  oneOf('credentials', options.credentials, CREDENTIALS);
  oneOf('cache', options.cache, CACHES);
  if (options.cache === 'only-if-cached') {
    throw new Error("options.cache: Chromium allows 'only-if-cached' to pages alone; use 'force-cache'");
  }
  oneOf('referrerPolicy', options.referrerPolicy, REFERRER_POLICIES);
  return {
    method: (options.method || 'GET').toUpperCase(),
    url: new URL(text),
    redirect,
    headers: parseHeaders(options.headers),
    credentials: options.credentials,
    useSessionCookies: Boolean(options.useSessionCookies),
    origin: options.origin ?? '',
    referrerPolicy: options.referrerPolicy ?? '',
    cache: options.cache ?? 'default',
  };
}

function parseHeaders(headers: Options['headers']): ParsedRequest['headers'] {
  const parsed: ParsedRequest['headers'] = new Map();
  if (headers === undefined || headers === null) return parsed;
  validateObject(headers, 'headers');
  for (const [name, value] of Object.entries(headers)) {
    validateHeader(name, value);
    parsed.set(name.toLowerCase(), { name, value });
  }
  return parsed;
}
