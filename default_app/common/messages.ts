/** What the inspector's main process and its page tell each other. Everything here can be cloned. */
import type { DownloadAction, DownloadRow } from './downloads';

/** Channels of ipcRenderer.invoke(); each answers with an `Answer`. */
export type RequestChannel =
  | 'inspector:overview'
  | 'inspector:details'
  | 'inspector:download-action'
  | 'inspector:downloads'
  | 'inspector:start'
  | 'inspector:cookie-value'
  | 'inspector:set-cookie'
  | 'inspector:remove-cookie'
  | 'inspector:clear-data'
  | 'inspector:create-session'
  | 'inspector:open-page'
  | 'inspector:revoke-grant'
  | 'inspector:revoke-permission'
  | 'inspector:load-extension'
  | 'inspector:reload-extension'
  | 'inspector:remove-extension'
  | 'inspector:change-spelling'
  | 'inspector:connections'
  | 'inspector:resolve-proxy';

/** Sent by the main process whenever something it shows has changed. */
export const OVERVIEW_CHANNEL = 'inspector:overview-changed';
/** Sent by the main process with the id of a session one of whose details has changed. */
export const DETAILS_CHANNEL = 'inspector:details-changed';
/** Sent by the page with the revision of the overview that it shows, once everything of it is painted. */
export const PAINTED_CHANNEL = 'inspector:painted';

/** Errors travel as text: an exception would arrive with ipc's own words around it. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: string };

export type SessionKind = 'default' | 'persistent' | 'in-memory';

/** `stopped`: its browser has not been needed yet, or has ended. */
export type SessionState = 'stopped' | 'starting' | 'running' | 'failed';

export interface ProcessInfo {
  pid: number;
  /** "Browser", "Network service", … */
  role: string;
  /** Bytes; null if this user may not read them. */
  pss: number | null;
  uss: number | null;
}

export interface MemoryInfo {
  /** Bytes, summed over the processes that can be read. */
  pss: number;
  uss: number;
  processes: ProcessInfo[];
  /** How many of them this user may not read. */
  unreadable: number;
}

export interface SessionSummary {
  id: number;
  /** "persist:shop", "scratch", "Default session" */
  name: string;
  kind: SessionKind;
  /** True for the session that shows the inspector itself. */
  ownWindow: boolean;
  /** Absolute; null in memory. */
  storagePath: string | null;
  /** The same with the home directory as "~". */
  shortPath: string | null;
  state: SessionState;
  /** Why it is `failed`. */
  error: string | null;
  /** Of its browser process; 0 while none runs. */
  pid: number;
  /** These are null until they are known: while no browser runs, they are not. */
  cookieCount: number | null;
  cacheBytes: number | null;
  workerCount: number | null;
  memory: MemoryInfo | null;
  /** Size of the storage path; null in memory. */
  diskBytes: number | null;
}

export interface Overview {
  /** Counts up with each change. */
  revision: number;
  versions: { valence: string; chrome: string; electron: string };
  /** Where the app's sessions are kept, "~" for the home directory. */
  userData: string;
  sessions: SessionSummary[];
}

/** What makes two cookies the same cookie. */
export interface CookieKey {
  name: string;
  /** With its dot, if it has one. */
  domain: string;
  path: string;
  topLevelSite: string | null;
}

/** A cookie without its value, which crosses to the page only when somebody asks to see it. */
export interface CookieRow extends CookieKey {
  valueLength: number;
  secure: boolean;
  httpOnly: boolean;
  sameSite: Electron.Cookie['sameSite'];
  /** Seconds since 1970; null: ends with the session. */
  expirationDate: number | null;
}

export interface WorkerRow {
  versionId: number;
  scope: string;
  scriptUrl: string;
}

export type DeviceType = 'hid' | 'serial' | 'usb';

/** What makes two grants of a session the same grant. */
export interface GrantKey {
  deviceType: DeviceType;
  /** "https://shop.example" */
  origin: string;
  vendorId: number;
  productId: number;
  /** Null: the device has none. */
  serialNumber: string | null;
}

export interface GrantRow extends GrantKey {
  /** Whether it outlives the app. */
  persistent: boolean;
}

/** A device that is plugged in, or that somebody has been granted. */
export interface DeviceRow {
  deviceType: DeviceType;
  /** Null: it is not plugged in. */
  name: string | null;
  /** USB ids; null for what is not on USB. */
  vendorId: number | null;
  productId: number | null;
  serialNumber: string | null;
  grants: GrantRow[];
}

/** What makes two permissions of a session the same. */
export interface PermissionKey {
  /** Electron's name. */
  permission: string;
  origin: string;
}

export interface PermissionRow extends PermissionKey {
  /** The last answer of the app; `asked`: there is none yet. */
  state: 'asked' | 'granted' | 'denied';
  /** How often it was asked for. */
  requests: number;
}

export interface ExtensionRow {
  id: string;
  name: string;
  version: string;
  /** Absolute; no other row has it. */
  path: string;
  /** The same with the home directory as "~". */
  shortPath: string;
  /** What Chromium ignores in its manifest; null for one that was loaded before the inspector looked. */
  warnings: string[] | null;
  /** Why it could not be loaded again: it is not there any more. Null for one that is loaded. */
  error: string | null;
}

/** `failed`: no dictionary could be downloaded. */
export type DictionaryState = 'downloading' | 'there' | 'failed';

export interface Spelling {
  enabled: boolean;
  /** In their order; `dictionary` is null until something is reported of it. */
  languages: { code: string; dictionary: DictionaryState | null }[];
  /** Codes of those that can be added. */
  available: string[];
  /** Null: the session keeps none, because it is in memory. */
  words: string[] | null;
}

export const SPELLING_CHANGES = ['enable', 'add-language', 'remove-language', 'add-word', 'remove-word'] as const;

export interface SpellingChange {
  what: (typeof SPELLING_CHANGES)[number];
  /** "on" or "off", a language or a word. */
  value: string;
}

export interface SessionDetails {
  userAgent: string;
  cookies: CookieRow[];
  workers: WorkerRow[];
  devices: DeviceRow[];
  permissions: PermissionRow[];
  extensions: ExtensionRow[];
  spelling: Spelling;
  /** Why devices cannot be listed, if they cannot. */
  devicesError: string | null;
}

/** The fields of the form; `expirationDate` null makes a session cookie. */
export interface NewCookie {
  url: string;
  name: string;
  value: string;
  /** Empty: host-only. */
  domain: string;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  sameSite: Electron.Cookie['sameSite'];
  expirationDate: number | null;
  topLevelSite: string | null;
}

/** The storages of ses.clearStorageData(), and the two caches that have methods of their own. */
export const CLEARABLE = [
  'cookies',
  'localstorage',
  'indexdb',
  'cachestorage',
  'serviceworkers',
  'filesystem',
  'shadercache',
  'httpcache',
  'codecache',
] as const;
export type Clearable = (typeof CLEARABLE)[number];

export interface ClearRequest {
  kinds: Clearable[];
  /** Empty: every origin. The two caches know no origins. */
  origin: string;
}

/** `window.inspector`: the whole of what the page can do. */
export interface InspectorAPI {
  overview(): Promise<Answer<Overview>>;
  details(sessionId: number): Promise<Answer<SessionDetails>>;
  start(sessionId: number): Promise<Answer<null>>;
  cookieValue(sessionId: number, key: CookieKey): Promise<Answer<string>>;
  setCookie(sessionId: number, cookie: NewCookie): Promise<Answer<null>>;
  removeCookie(sessionId: number, key: CookieKey): Promise<Answer<null>>;
  clearData(sessionId: number, request: ClearRequest): Promise<Answer<null>>;
  /** Resolves with the id of the session. */
  createSession(name: string, persistent: boolean): Promise<Answer<number>>;
  openPage(sessionId: number, url: string): Promise<Answer<null>>;
  revokeGrant(sessionId: number, grant: GrantKey): Promise<Answer<null>>;
  revokePermission(sessionId: number, permission: PermissionKey): Promise<Answer<null>>;
  /** `path`: absolute, or below "~". */
  loadExtension(sessionId: number, path: string, allowFileAccess: boolean): Promise<Answer<null>>;
  /** These two name it by the path of its row. */
  reloadExtension(sessionId: number, path: string): Promise<Answer<null>>;
  removeExtension(sessionId: number, path: string): Promise<Answer<null>>;
  changeSpelling(sessionId: number, change: SpellingChange): Promise<Answer<null>>;
  downloads(sessionId: number): Promise<Answer<DownloadRow[]>>;
  actOnDownload(sessionId: number, id: number, action: DownloadAction): Promise<Answer<null>>;
  onDownloads(listener: (sessionId: number, rows: DownloadRow[]) => void): void;
  /** Of a session that does not run, too. */
  connections(sessionId: number): Promise<Answer<Electron.NetworkSettings>>;
  /** Resolves with "PROXY proxy.example:80", or "DIRECT". */
  resolveProxy(sessionId: number, url: string): Promise<Answer<string>>;
  painted(revision: number): void;
  onOverview(listener: (overview: Overview) => void): void;
  onDetailsChanged(listener: (sessionId: number) => void): void;
}
