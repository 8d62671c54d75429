/** What a URLLoader is given and what it tells; the words are those of Chromium's network service. */

import type { HeaderEntry } from '../http';
import type { BodySource } from './request-body';

export type CacheMode = NonNullable<Electron.ClientRequestConstructorOptions['cache']>;

export interface URLLoaderOptions {
  method: string;
  /** Absolute, with a scheme that Chromium loads. Credentials in it answer the first challenge of the server. */
  url: string;
  headers: readonly HeaderEntry[];
  /** https://w3c.github.io/webappsec-referrer-policy/#referrer-policies; "" for the default. */
  referrerPolicy: string;
  /** A source is sent as it comes if the server speaks HTTP/2 or HTTP/3, else when it has ended. */
  body: Uint8Array | BodySource | null;
  /**
   * `include`: cookies and HTTP authentication of the session; `omit`: neither is sent or stored; `ask`: as `omit`, but
   * a challenge goes to onAuthRequired().
   */
  credentials: 'include' | 'omit' | 'ask';
  cache: CacheMode;
  bypassCustomProtocolHandlers: boolean;
  /** Challenges of servers and proxies are answered, by the URL or by onAuthRequired(). */
  logsIn?: boolean;
}

export interface ResponseHead {
  statusCode: number;
  statusMessage: string;
  /** "1.1" */
  httpVersion: string;
  /** As they were received, Set-Cookie included. */
  headers: readonly HeaderEntry[];
}

export interface RedirectInfo {
  statusCode: number;
  newMethod: string;
  /** Absolute. */
  newURL: string;
  headers: readonly HeaderEntry[];
}

export interface AuthChallenge {
  isProxy: boolean;
  scheme: string;
  host: string;
  port: number;
  realm: string;
}

/** Called in this order: redirects and challenges, then the response, its data, and the end. Nothing after `onError`. */
export interface URLLoaderClient {
  /** In bytes. `total` is 0 while it is not known. */
  onUploadProgress(current: number, total: number): void;
  /** False ends the request with net::ERR_ABORTED, unless it was canceled. */
  onRedirect(redirect: RedirectInfo): boolean;
  /** The callback without a user name gives the server's own answer to the request. */
  onAuthRequired(challenge: AuthChallenge, callback: (username?: string, password?: string) => void): void;
  onResponse(head: ResponseHead): void;
  /** False: no more until URLLoader.resume(), but for what is on its way. */
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  /** `message` is a net error such as "net::ERR_CONNECTION_REFUSED", or says that Chromium ended. */
  onError(error: Error): void;
}
