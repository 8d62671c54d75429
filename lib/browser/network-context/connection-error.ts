/** Chromium's names for why Node.js could not connect to a server, or not agree with it on TLS. */

/** An error of the gate's own that Chromium has a name for. */
export class ConnectionError extends Error {
  constructor(
    message: string,
    /** "ERR_TIMED_OUT" */
    readonly netError: string,
  ) {
    super(message);
  }
}

/** Whether another proxy of the list is not asked, as in Chromium: this one is there, and wants a login. */
export const endsList = (error: unknown): boolean =>
  error instanceof ConnectionError && error.netError === 'ERR_PROXY_AUTH_REQUESTED';

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  EHOSTUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'ERR_SSL_UNRECOGNIZED_NAME_ALERT',
};

/** As net/socket/ssl_client_socket_impl.cc and net/ssl/openssl_ssl_util.cc sort the errors of TLS. */
const NOT_AGREED = /^ERR_SSL_.*(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER)$/;

/** "ERR_CONNECTION_REFUSED"; null if Chromium's own name is right: the server has closed the connection. */
export function netErrorOf(error: unknown): string | null {
  if (error instanceof ConnectionError) return error.netError;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return null;
  if (NOT_AGREED.test(code)) return 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH';
  return BY_CODE[code] ?? (code.startsWith('ERR_SSL_') ? 'ERR_SSL_PROTOCOL_ERROR' : null);
}
