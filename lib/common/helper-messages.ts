/** What the main process asks of the helper extension (lib/extension), and what the extension reports. */

/** The DevTools binding through which its worker and its page report. */
export const HELPER_BINDING = 'valenceReport';

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
  partitionKey?: { topLevelSite?: string | undefined; hasCrossSiteAncestor?: boolean | undefined };
}

export interface CookieChangedMessage {
  type: 'cookie-changed';
  cookie: ExtensionCookie;
  cause: 'explicit' | 'overwrite' | 'expired' | 'evicted' | 'expired_overwrite';
  removed: boolean;
}

/** What the worker reports, as JSON. */
export type HelperMessage = CookieChangedMessage;

/** In CSS pixels of the screen. `state` does not go together with a place. */
export interface WindowToCreate {
  url: string;
  type: 'popup';
  state?: 'minimized';
  width?: number;
  height?: number;
  left?: number;
  top?: number;
}

/** Functions of the worker that the main process calls: HelperExtension.call(). Arguments and results are JSON. */
export interface HelperCalls {
  createWindow(window: WindowToCreate): Promise<void>;
  /** An id with which the page `consumer` captures the page `target`; both are target ids. */
  captureTab(pages: { target: string; consumer: string }): Promise<string>;
  /** Resolves when the worker is activated: from then on Chromium leaves it alone when it clears storage. */
  untilActivated(): Promise<void>;
}
