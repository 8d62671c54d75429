/** What the fetch page is asked to start. */
import type { CacheMode, URLLoaderOptions } from './url-loader-client';

export interface PageRequest {
  /** Without credentials: pages may not have them in a URL. */
  url: string;
  credentials: 'include' | 'omit';
  cache: CacheMode;
  /** The page hands the response's body on, whatever its length is known to be. */
  forward: boolean;
  /** The page asks for the request's body as the server takes it. */
  upload: boolean;
}

/** Bytes of a request body that Chromium may repeat in the event of its response. */
const REPEATABLE = 1024 * 1024;

/** `content`: a body that is sent as a whole. With a large one the event of its response is not asked for. */
export function pageRequest(options: URLLoaderOptions, content: Uint8Array | null, upload: boolean): PageRequest {
  const { url, credentials, cache } = options;
  return {
    url: withoutCredentials(url),
    credentials: credentials === 'include' ? 'include' : 'omit',
    cache,
    forward: (content?.length ?? 0) > REPEATABLE,
    upload,
  };
}

function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
