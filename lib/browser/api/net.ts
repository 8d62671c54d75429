/** The net module (docs/api/net.md): requests of the main process in a session's network stack. */
import type { FetchInit } from '../net/fetch';
import { isOnline } from '../net/network-state';
import { requestEnvironments, type RequestOptions } from '../net/request-environment';
import { URLLoaderFactory } from '../net/url-loader-factory';
import { sessionContexts } from '../session/internals';
import { runningApp } from '../app/running-app';
import { ClientRequest } from './client-request';
import type { IncomingMessage } from './incoming-message';
import { Session } from './session';
import { session } from './session-module';

function sessionOf(options: RequestOptions): Session {
  if (typeof options !== 'object' || options === null) return session.defaultSession;
  const { session: given, partition } = options as { session?: unknown; partition?: unknown };
  if (given) {
    if (given instanceof Session) return given;
    throw new TypeError('`session` should be an instance of the Session class');
  }
  if (!partition) return session.defaultSession;
  if (typeof partition !== 'string') throw new TypeError('`partition` should be a string');
  return session.fromPartition(partition);
}

/** Throws before the app is ready, and for options that make no request. */
function request(options: RequestOptions, callback?: (response: IncomingMessage) => void): ClientRequest {
  return new ClientRequest(options, callback);
}

requestEnvironments.of = (options) => {
  if (!runningApp.isOpen) throw new Error('net module can only be used after app is ready');
  return { factory: URLLoaderFactory.of(sessionContexts.of(sessionOf(options))) };
};

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
