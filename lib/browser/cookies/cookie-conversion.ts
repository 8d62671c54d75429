/** Between Electron's cookie structure, the DevTools protocol's and the helper extension's. */
import type Protocol from 'devtools-protocol';
import type { ExtensionCookie } from '../../common/helper-messages';

export type SameSite = Electron.Cookie['sameSite'];

/** The addition for partitioned cookies (CHIPS): the site of the top-level page they belong to. */
export interface CookiePartitionKey {
  /** "https://example.com" */
  topLevelSite: string;
  hasCrossSiteAncestor?: boolean;
}

export interface PartitionedCookie extends Electron.Cookie {
  partitionKey?: CookiePartitionKey;
}

const TO_ELECTRON: Record<Protocol.Network.CookieSameSite, SameSite> = {
  None: 'no_restriction',
  Lax: 'lax',
  Strict: 'strict',
};

const TO_PROTOCOL: Record<SameSite, Protocol.Network.CookieSameSite | undefined> = {
  unspecified: undefined,
  no_restriction: 'None',
  lax: 'Lax',
  strict: 'Strict',
};

export const SAME_SITE_VALUES = Object.keys(TO_PROTOCOL) as SameSite[];

export const sameSiteToProtocol = (sameSite: SameSite): Protocol.Network.CookieSameSite | undefined =>
  TO_PROTOCOL[sameSite];

export function fromProtocol(cookie: Protocol.Network.Cookie): PartitionedCookie {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain,
    hostOnly: !cookie.domain.startsWith('.'),
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    session: cookie.session,
    ...(cookie.session ? {} : { expirationDate: cookie.expires }),
    sameSite: cookie.sameSite ? TO_ELECTRON[cookie.sameSite] : 'unspecified',
    ...(cookie.partitionKey ? { partitionKey: cookie.partitionKey } : {}),
  };
}

export function fromExtension(cookie: ExtensionCookie): PartitionedCookie {
  const { partitionKey, expirationDate } = cookie;
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain,
    hostOnly: cookie.hostOnly,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    session: cookie.session,
    ...(expirationDate === undefined ? {} : { expirationDate }),
    sameSite: cookie.sameSite,
    ...(partitionKey?.topLevelSite
      ? {
          partitionKey: {
            topLevelSite: partitionKey.topLevelSite,
            hasCrossSiteAncestor: partitionKey.hasCrossSiteAncestor ?? false,
          },
        }
      : {}),
  };
}

/** What makes two cookies the same cookie: a later one replaces the earlier. */
export const cookieKey = (cookie: PartitionedCookie): string =>
  [
    cookie.name,
    cookie.domain,
    cookie.path,
    cookie.partitionKey?.topLevelSite,
    cookie.partitionKey?.hasCrossSiteAncestor,
  ].join('\0');
