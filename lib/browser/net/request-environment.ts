/** Where a request of the main process is sent, and how: what net.request() and fetch() decide besides its options. */
import type { RedirectPolicy } from './request-options';
import type { URLLoaderClient, URLLoaderOptions } from './url-loader-client';

/** A request that was started. */
export interface StartedLoader {
  /** After a chunk that was too much. */
  resume(): void;
  /** The client is not called any more. */
  cancel(): void;
}

export interface LoaderOptions extends URLLoaderOptions {
  /** For a network that cannot ask onRedirect() in time. */
  redirect?: RedirectPolicy;
}

/** The network of a session, or the way of a utility process to one. */
export interface LoaderFactory {
  /** False for what is no URL of its scheme. */
  isLoadable(url: string): boolean;
  /** Reports everything about the request to the client, later; failures too. */
  createLoaderAndStart(options: LoaderOptions, client: URLLoaderClient): StartedLoader;
}

export interface RequestEnvironment {
  factory: LoaderFactory;
  /** Schemes besides http and https: fetch() only. */
  anyScheme?: boolean;
  bypassCustomProtocolHandlers?: boolean;
}

export type RequestOptions = Electron.ClientRequestConstructorOptions | string;

/** Of requests that the app makes by their options alone; set by the `net` module, which knows the sessions. */
export const requestEnvironments = {
  of: (_options: RequestOptions): RequestEnvironment => {
    throw new Error('net module can only be used after app is ready');
  },
};
