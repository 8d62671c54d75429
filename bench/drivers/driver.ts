/**
 * What every contender can do, in words that none of them uses. A case knows only this file; what a contender calls
 * to do it is in the file of its driver.
 */

import type { DevicePage, DeviceRequestTimes } from './device-page';
import type { BenchDownloads } from './downloads';

/** How a further session is made. */
export type SessionKind =
  /** A browser of its own whose data goes when it ends. */
  | 'memory'
  /** A browser of its own that keeps its data in a new directory. */
  | 'persistent'
  /** A browser context inside the browser that runs already. */
  | 'context';

export interface BenchCookie {
  name: string;
  value: string;
  /** Host only, path "/": "site-7.example" */
  host: string;
}

export interface PageOptions {
  /** Makes `window.benchInvoke(value)` call this function in the main process and resolve with its result. */
  invoke?: (value: number) => number;
}

/** In the page: fetches a URL to the end of its body. */
export const fetchExpression = (url: string): string =>
  `fetch(${JSON.stringify(url)}).then((response) => response.arrayBuffer()).then(() => null)`;

export interface BenchPage {
  /** Resolves with the page's load event. */
  load(url: string): Promise<void>;
  /** Value of an expression in the main world; promises are awaited. */
  evaluate(expression: string): Promise<unknown>;
}

export interface BodyPage extends BenchPage {
  /** Answers every request for a URL that ends with `path` with this body. */
  fulfill(path: string, body: Buffer): Promise<void>;
  /** Fetches a URL in the page to its end; the result then brings the body to the main process. */
  fetchResponse(url: string): Promise<() => Promise<Buffer>>;
}

/** What the main process answers a request of a page with. */
export interface BenchAnswer {
  type: string;
  /** A stream for libraries that have them. */
  body: Buffer | ReadableStream<Uint8Array>;
}

export interface AnsweringPage extends BenchPage {
  /** Answers may be streams. */
  readonly streams: boolean;
}

/** What happens to every request of a page. */
export type Interception =
  | 'none'
  /** Each is told when it has ended. */
  | 'observe'
  /** Each is held until the main process lets it go, unchanged. */
  | 'hold'
  | 'hold-and-observe'
  /** A listener wants other requests. */
  | 'others';

export interface RequestPage extends BenchPage {
  /** Replaces what was set before. Throws for what the contender does not have. */
  intercept(mode: Interception): Promise<void>;
}

export interface PermissionPage extends BenchPage {
  /** The page asks for a permission; resolves with the moments of the request. */
  request(): Promise<DeviceRequestTimes>;
}

/** What steers a session's connections; only Valence has all of it. */
export interface SteeredSession {
  newPage(url: string): Promise<BenchPage>;
  /** For http: URLs, those of loopback too; null: none. */
  setProxy(proxy: string | null): Promise<void>;
  /** A proxy that no request goes through. */
  setBypassedProxy(proxy: string): Promise<void>;
  /** A procedure accepts every certificate. */
  acceptCertificates(): void;
  /** Milliseconds until the last of these pages knows that it is offline; then the network is back. */
  goOffline(pages: readonly BenchPage[]): Promise<number>;
}

export interface BenchSession {
  setCookie(cookie: BenchCookie): Promise<void>;
  /** The library's fastest way to set many. */
  setCookies(cookies: readonly BenchCookie[]): Promise<void>;
  /** Number of all cookies of the session; the library has brought all of them to the main process. */
  countCookies(): Promise<number>;
  newPage(options?: PageOptions): Promise<BenchPage>;
  /** A page for the cases of many requests. */
  newRequestPage(): Promise<RequestPage>;
  /** fetch() of the main process in the session's network; only Valence has one. */
  fetch?(url: string): Promise<Response>;
  /** A page that asks for permissions. */
  newPermissionPage?(): Promise<PermissionPage>;
  /** A page that asks for devices. */
  newDevicePage?(): Promise<DevicePage>;
  /** Resolves when Chromium runs the extension of a folder. Bare Chromium lets it see files if it asks for them. */
  loadExtension?(folder: string, allowFileAccess: boolean): Promise<unknown>;
  /** `directory`: where the files are. `pageURL`: of a page of their server, for those who need one. */
  newDownloads?(directory: string, pageURL: string): Promise<BenchDownloads>;
  /** What steers its connections. */
  steered?(): SteeredSession;
  /** A page for the cases of large bodies. */
  newBodyPage(): Promise<BodyPage>;
  /** A page whose every `https:` request is answered by a function of its path. */
  newAnsweringPage(answer: (path: string) => BenchAnswer): Promise<AnsweringPage>;
}

export interface Driver {
  /** The first session of the process, as a user of the library makes it. */
  firstSession(): Promise<BenchSession>;
  /** Finds Chromium and its version as at a start of the program, in milliseconds; only Valence does. */
  locate?(): number;
  /** Sessions that start later take every certificate, without asking anybody. */
  ignoreCertificateErrors?(): void;
  /** Throws for a kind that the contender does not have: cases ask only the contenders that have it. */
  furtherSession(kind: SessionKind): Promise<BenchSession>;
  /** Ends every browser. */
  close(): Promise<void>;
}

export interface DriverOptions {
  /** The Chromium executable. */
  executable: string;
  /** Empty directory for profiles on disk. */
  scratch: string;
}
