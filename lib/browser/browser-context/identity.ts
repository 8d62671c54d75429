/** How pages and workers of a session present themselves: header and navigator alike. */
import type Protocol from 'devtools-protocol';
import { chromium } from '../browser-process/chromium';
import type { HeaderEntry } from '../http';

/** What Emulation.setUserAgentOverride takes. */
export interface Identity {
  userAgent: string;
  /** "de,en" */
  acceptLanguage?: string;
  /** Without it an override would empty navigator.userAgentData and take the Sec-CH-UA headers away. */
  userAgentMetadata: Protocol.Emulation.UserAgentMetadata;
}

export const identityOf = (userAgent: string, acceptLanguage: string | null = null): Identity => ({
  userAgent,
  ...(acceptLanguage === null ? {} : { acceptLanguage }),
  userAgentMetadata: metadata(chromium().milestone),
});

const GREASE_CHARS = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_'];
const GREASE_VERSIONS = ['8', '99', '24'];

/** What Chromium says with a user agent of its command line: GenerateBrandVersionList() (components/embedder_support/user_agent_utils.cc). */
function metadata(milestone: number): Protocol.Emulation.UserAgentMetadata {
  const char = (offset: number): string => GREASE_CHARS[(milestone + offset) % GREASE_CHARS.length]!;
  const grease = {
    brand: `Not${char(0)}A${char(1)}Brand`,
    version: GREASE_VERSIONS[milestone % GREASE_VERSIONS.length]!,
  };
  const brands = [grease, { brand: 'Chromium', version: String(milestone) }];
  return {
    brands: milestone % 2 === 0 ? brands : brands.toReversed(),
    platform: 'Linux',
    platformVersion: '',
    architecture: '',
    model: '',
    mobile: false,
  };
}

/** "en-US,fr;q=0.9,de;q=0.8" of "en-US, fr, de", as HttpUtil::GenerateAcceptLanguageHeader() (net/http/http_util.cc). */
function acceptLanguageHeader(languages: string): string {
  const tokens = languages.split(',').flatMap((language) => language.trim() || []);
  return tokens.map((token, i) => (i === 0 ? token : `${token};q=0.${Math.max(10 - i, 1)}`)).join();
}

/** What requests say that Chromium sends for the main process. Null: what it says of itself. */
export function identityHeaders(identity: Identity | null): HeaderEntry[] {
  if (!identity) return [];
  const { userAgent, acceptLanguage } = identity;
  const languages = acceptLanguage === undefined ? [] : [acceptLanguageHeader(acceptLanguage)];
  return [{ name: 'User-Agent', value: userAgent }, ...languages.map((value) => ({ name: 'Accept-Language', value }))];
}
