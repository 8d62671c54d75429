/** What lib/extension/worker.js reports. */

/** chrome.cookies.Cookie, as far as it is read. `expirationDate` in seconds since the epoch, absent for session cookies. */
export interface ExtensionCookie {
  name: string;
  value: string;
  domain: string;
  hostOnly: boolean;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  session: boolean;
  expirationDate?: number;
  sameSite: 'unspecified' | 'no_restriction' | 'lax' | 'strict';
  partitionKey?: { topLevelSite?: string; hasCrossSiteAncestor?: boolean };
}

export interface CookieChangedMessage {
  type: 'cookie-changed';
  cookie: ExtensionCookie;
  cause: 'explicit' | 'overwrite' | 'expired' | 'evicted' | 'expired_overwrite';
  removed: boolean;
}

export type HelperMessage = CookieChangedMessage;
