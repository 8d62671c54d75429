/** The net module (docs/api/net.md): requests of the main process in a session's network stack. */
import { ClientRequest } from '../net/client-request';
import type { FetchInit } from '../net/fetch';
import type { IncomingMessage } from '../net/incoming-message';
import { isOnline } from '../net/network-state';
import { app } from './app';
import { fromPartition, Session, session } from './session';

type Options = Electron.ClientRequestConstructorOptions;

function sessionOf(options: Options | string): Session {
  if (typeof options !== 'object' || options === null) return session.defaultSession;
  const { session: given, partition } = options as { session?: unknown; partition?: unknown };
  if (given) {
    if (given instanceof Session) return given;
    throw new TypeError('`session` should be an instance of the Session class');
  }
  if (!partition) return session.defaultSession;
  if (typeof partition !== 'string') throw new TypeError('`partition` should be a string');
  return fromPartition(partition);
}

/** Throws before the app is ready, and for options that make no request. */
function request(options: Options | string, callback?: (response: IncomingMessage) => void): ClientRequest {
  if (!app.isReady()) throw new Error('net module can only be used after app is ready');
  return new ClientRequest({ factory: Session.urlLoaderFactoryOf(sessionOf(options)) }, options, callback);
}

export const net = {
  request,
  fetch: (input: string | Request, init?: FetchInit): Promise<Response> => session.defaultSession.fetch(input, init),
  isOnline,
  resolveHost: (host: string, options?: Electron.ResolveHostOptions): Promise<Electron.ResolvedHost> =>
    session.defaultSession.resolveHost(host, options),
  get online(): boolean {
    return isOnline();
  },
};
