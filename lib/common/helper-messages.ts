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

/** chrome.downloads.DownloadItem, as far as it is read. */
export interface ExtensionDownload {
  id: number;
  url: string;
  finalUrl: string;
  mime: string;
  /** ISO 8601 */
  startTime: string;
  state: 'in_progress' | 'interrupted' | 'complete';
  /** https://developer.chrome.com/docs/extensions/reference/api/downloads#type-InterruptReason; null for none. */
  error: string | null;
  canResume: boolean;
  bytesReceived: number;
  /** 0 if it is not known. */
  totalBytes: number;
  /** Absolute; empty while it has no name. */
  filename: string;
}

export interface DownloadCreatedMessage {
  type: 'download-created';
  download: ExtensionDownload;
}

/** Chromium holds it until nameDownload() is called, 15 seconds at most, and then takes its own name. */
export interface DownloadNamingMessage {
  type: 'download-naming';
  id: number;
  /** What Chromium proposes, without a folder. */
  filename: string;
}

/** Its state or its path has changed. */
export interface DownloadChangedMessage {
  type: 'download-changed';
  download: ExtensionDownload;
}

export type DownloadMessage = DownloadCreatedMessage | DownloadNamingMessage | DownloadChangedMessage;

/** A window has another place, size or state. */
export interface WindowChangedMessage {
  type: 'window-changed';
  /** Chromium's number of it. */
  id: number;
  mode: 'normal' | 'minimized' | 'maximized' | 'fullscreen';
  /** Of all of it, in CSS pixels of the screen. */
  bounds: { x: number; y: number; width: number; height: number };
}

export interface WindowFocusedMessage {
  type: 'window-focused';
  /** -1: none of this Chromium has the focus. */
  id: number;
}

/** The page in a window is heard, or is not any more. */
export interface AudibleChangedMessage {
  type: 'audible-changed';
  windowId: number;
  isAudible: boolean;
}

/** What the worker reports, as JSON. */
export type HelperMessage =
  AudibleChangedMessage | CookieChangedMessage | DownloadMessage | WindowChangedMessage | WindowFocusedMessage;

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
  /** Chromium shows nothing of downloads, and asks nobody about a page that starts many. */
  allowDownloads(): Promise<void>;
  /** Rejects if it is over. */
  cancelDownload(id: number): Promise<void>;
  /** Forgets the credentials of HTTP authentication. */
  clearAuthCache(): Promise<void>;
  createWindow(window: WindowToCreate): Promise<void>;
  /** Takes it off Chromium's list; the file stays. */
  eraseDownload(id: number): Promise<void>;
  getDownload(id: number): Promise<ExtensionDownload | null>;
  /** Whether the page in a window is heard. */
  isAudible(windowId: number): Promise<boolean>;
  /** `filename` is below Chromium's download directory. */
  nameDownload(id: number, filename: string): void;
  pauseDownload(id: number): Promise<void>;
  resumeDownload(id: number): Promise<void>;
  /** Of the page in a window. */
  setMuted(windowId: number, muted: boolean): Promise<void>;
  /** Of the page in a window, by Chromium's number of the window. */
  setZoom(windowId: number, factor: number): Promise<void>;
  /** Resolves when the worker is activated: from then on Chromium leaves it alone when it clears storage. */
  untilActivated(): Promise<void>;
}
