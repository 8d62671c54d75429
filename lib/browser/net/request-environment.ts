/** Where a request of the main process is sent, and how: what net.request() and fetch() decide besides its options. */
import type { URLLoaderFactory } from './url-loader-factory';

export interface RequestEnvironment {
  factory: URLLoaderFactory;
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
