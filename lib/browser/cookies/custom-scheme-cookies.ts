/** Cookies of custom schemes: the app names its own URLs and hosts, Chromium keeps them under its names for these. */
import { schemeOf } from '../../common/scheme-map';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { PartitionedCookie } from './cookie-conversion';
import type { CookieDetails } from './cookie-details';
import { matcher, type CookieFilter } from './cookie-filter';

/** Details that cookies.set() got, in Chromium's words; what is wrong with them is for the one behind to say. */
export function detailsToChromium(details: CookieDetails, schemes: SchemeMap): CookieDetails {
  const { url, domain } = (details ?? {}) as Partial<CookieDetails>;
  if (typeof url !== 'string' || !schemes.isCustom(url)) return details;
  const mapped = { ...details, url: schemes.toChromium(url) };
  if (typeof domain !== 'string' || domain === '') return mapped;
  const host = new URL(schemes.toChromium(`${schemeOf(url)}://${domain.replace(/^\./, '')}/`)).hostname;
  return { ...mapped, domain: domain.startsWith('.') ? `.${host}` : host };
}

/** A cookie as the app knows it. */
export function cookieToApp(cookie: PartitionedCookie, schemes: SchemeMap): PartitionedCookie {
  const { domain } = cookie;
  if (!domain?.endsWith('.invalid')) return cookie;
  const [, dot = '', host = ''] = /^(\.?)(.*)$/.exec(domain) ?? [];
  return { ...cookie, domain: dot + schemes.hostToApp(host) };
}

/** The cookies that pass the filter: its URL is compared with Chromium's names, its domain with the app's. */
export function filtered(
  cookies: PartitionedCookie[],
  { url, ...filter }: CookieFilter,
  schemes: SchemeMap,
): PartitionedCookie[] {
  const applies = matcher(url ? { url: schemes.toChromium(url) } : {});
  const passes = matcher(filter);
  return cookies
    .filter(applies)
    .map((cookie) => cookieToApp(cookie, schemes))
    .filter(passes);
}
