/**
 * Logins of requests that the main process makes without the session's credentials: Chromium sends such a request
 * without what it knows itself, so what has led in, and what the app has said for pages, is kept here, for as long as the session lasts.
 */
import { perContext } from '../browser-context/per-context';

/** Where a login holds. */
export interface ProtectionSpace {
  readonly host: string;
  readonly port: number;
  readonly realm: string;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

export class LoginCache {
  readonly #logins = new Map<string, Login>();

  /** The one of a session. */
  static readonly of = perContext(() => new LoginCache());

  get(space: ProtectionSpace): Login | undefined {
    return this.#logins.get(keyOf(space));
  }

  set(space: ProtectionSpace, login: Login): void {
    this.#logins.set(keyOf(space), login);
  }

  delete(space: ProtectionSpace): void {
    this.#logins.delete(keyOf(space));
  }

  clear(): void {
    this.#logins.clear();
  }
}

const keyOf = ({ host, port, realm }: ProtectionSpace): string => `${host}:${port} ${realm}`;
