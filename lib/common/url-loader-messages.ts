/** What the main process calls in the page that runs its requests (lib/extension/url-loader.ts), and what the page reports. */

/** What fetch() is given, as JSON carries it. */
export interface LoaderRequest {
  method?: 'POST';
  mode?: 'no-cors';
  duplex?: 'half';
  credentials: 'include' | 'omit';
  cache: 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached';
  referrerPolicy: 'no-referrer';
  headers: Record<string, string>;
}

export interface LoaderBodies {
  /** The page hands the response's body on, whatever its length is known to be. */
  forward: boolean;
  /** Where the page asks for pieces of the request's body; null if it has none, or the main process adds it as a whole. */
  source: string | null;
}

/** The functions of the page, by the number of a request. */
export interface LoaderCalls {
  start(id: number, url: string, request: LoaderRequest, bodies: LoaderBodies): void;
  abort(id: number): void;
  /** One piece of the response's body more may be sent. */
  more(id: number): void;
}

/** What the page reports of a request: a piece of the body in base64, the end of the body, or that the request failed. */
export type LoaderReport = [id: number, what: 'end' | 'broken' | { piece: string }];

/** Text, because pieces are large. The length of a piece is a multiple of four, so that neither word is one. */
export const loaderReport = (id: number, what: LoaderReport[1]): string =>
  `${id} ${typeof what === 'string' ? what : what.piece}`;

export function parseLoaderReport(text: string): LoaderReport {
  const space = text.indexOf(' ');
  const what = text.slice(space + 1);
  return [Number(text.slice(0, space)), what === 'end' || what === 'broken' ? what : { piece: what }];
}
