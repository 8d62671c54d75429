/** Electron's load errors: `ERR_CONNECTION_REFUSED (-102) loading 'http://…'`. */
import { NET_ERRORS } from '../../common/net-errors';

export class LoadError extends Error {
  /** "ERR_CONNECTION_REFUSED" */
  readonly code: string;
  /** -102 */
  readonly errno: number;
  readonly url: string;
  /** did-fail-load has been emitted for it. */
  readonly isReported: boolean;

  constructor(code: string, url: string, isReported = false) {
    const errno = NET_ERRORS[code] ?? NET_ERRORS['ERR_FAILED']!;
    super(`${code} (${errno}) loading '${url.length > 2048 ? `${url.slice(0, 2048)}…` : url}'`);
    this.code = code;
    this.errno = errno;
    this.url = url;
    this.isReported = isReported;
  }
}

/** "ERR_ABORTED" of the protocol's "net::ERR_ABORTED". */
export const errorCode = (errorText: string): string => /ERR_[A-Z0-9_]+/.exec(errorText)?.[0] ?? 'ERR_FAILED';
