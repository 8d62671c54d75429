/** What a utility process asks of the network of the app, and what it hears of it. Values travel as V8 serializes them. */
import type { RedirectPolicy } from './request-options';
import type { AuthChallenge, RedirectInfo, ResponseHead, URLLoaderOptions } from './url-loader-client';

export interface RemoteLoaderOptions extends Omit<URLLoaderOptions, 'body'> {
  /** `stream`: pieces are asked for with `body-wanted`. */
  body: Uint8Array | 'stream' | null;
  /** A redirect is followed before the process hears of it, or ends the request. */
  redirect: RedirectPolicy;
}

/** From the utility process. `id` is the number of a request, given there. */
export type NetworkRequest =
  | { kind: 'load'; id: number; options: RemoteLoaderOptions }
  | { kind: 'cancel'; id: number }
  /** Bytes that it has taken since the last message of this kind. */
  | { kind: 'taken'; id: number; size: number }
  /** Null: the end of the request's body. */
  | { kind: 'body'; id: number; chunk: Uint8Array | null }
  | { kind: 'login'; id: number; login: { username: string; password: string } | null }
  | { kind: 'resolve'; id: number; host: string; options: Electron.ResolveHostOptions | undefined };

/** To the utility process. */
export type NetworkAnswer =
  | { kind: 'progress'; id: number; current: number; total: number }
  | { kind: 'body-wanted'; id: number }
  | { kind: 'redirect'; id: number; redirect: RedirectInfo }
  | { kind: 'challenge'; id: number; challenge: AuthChallenge }
  | { kind: 'response'; id: number; head: ResponseHead }
  | { kind: 'data'; id: number; chunk: Uint8Array }
  | { kind: 'complete'; id: number }
  | { kind: 'error'; id: number; message: string }
  | { kind: 'resolved'; id: number; result: Electron.ResolvedHost | { error: string } };
