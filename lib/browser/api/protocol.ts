/** The `protocol` module and the Protocol class (docs/api/protocol.md). */
import { validateFunction } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { requireLibrary, type LIBRARY } from '../internals';
import { callbackHandler, type CallbackHandler, type CallbackKind } from '../protocol/callback-handler';
import type { ProtocolHandler } from '../protocol/answer';
import { directoryHandler } from '../protocol/directory-handler';
import { directoryRoute, type DirectoryOptions } from '../protocol/directory-options';
import type { RequestElsewhere } from '../protocol/http-answer';
import { checkScheme, isBuiltIn, PrivilegedSchemes } from '../protocol/privileged-schemes';
import { answerFromNetwork, type Network } from '../protocol/network-answer';
import { ProtocolHandlers } from '../protocol/protocol-handlers';
import { webHandler, type WebHandler } from '../protocol/web-handler';
import { app } from './app';

/** Registered before the app is ready, and so before there is a session. */
const privileged = new PrivilegedSchemes();

type Members = Exclude<keyof Electron.Protocol, 'registerSchemesAsPrivileged'>;

/** Handlers of the families take what Electron.ProtocolRequest has, and answer with what their family sends. */
type HandlerOf<M extends keyof Electron.Protocol> =
  Parameters<Electron.Protocol[M]> extends [string, infer H] ? H : never;

export class Protocol implements Pick<Electron.Protocol, Members> {
  readonly #handlers: ProtocolHandlers;
  readonly #elsewhere: RequestElsewhere;

  /** `networkOf`: of `session` in an answer; throws TypeError for what is no session. */
  constructor(key: typeof LIBRARY, context: BrowserContext, networkOf: (session: unknown) => Network) {
    requireLibrary(key);
    this.#elsewhere = async (session, request) => answerFromNetwork(networkOf(session), request);
    this.#handlers = new ProtocolHandlers(context, privileged);
  }

  /** Throws Error if the scheme has a handler already. */
  handle(scheme: string, handler: WebHandler): void {
    checkScheme(scheme);
    validateFunction(handler, 'handler');
    this.#handle(scheme, webHandler(scheme, handler));
  }

  /**
   * Addition: answers with the files of a directory, which is an absolute path, without code of the app's. Throws TypeError
   * for bad arguments, Error if there is no such directory or the scheme has a handler already.
   */
  handleDirectory(scheme: string, directory: string, options?: DirectoryOptions): void {
    checkScheme(scheme);
    const { route, host } = directoryRoute(scheme, this.#handlers.isStandard(scheme), directory, options);
    this.#handle(scheme, directoryHandler(route), host);
  }

  /** Throws Error if the scheme has no handler. */
  unhandle(scheme: string): void {
    checkScheme(scheme);
    const removed = isBuiltIn(scheme) ? this.#handlers.unintercept(scheme) : this.#handlers.unregister(scheme);
    if (!removed) throw new Error(`Failed to unhandle protocol: ${scheme} has no handler`);
  }

  isProtocolHandled(scheme: string): boolean {
    return isBuiltIn(scheme) ? this.isProtocolIntercepted(scheme) : this.isProtocolRegistered(scheme);
  }

  registerFileProtocol(scheme: string, handler: HandlerOf<'registerFileProtocol'>): boolean {
    return this.#register('file', scheme, handler);
  }

  registerBufferProtocol(scheme: string, handler: HandlerOf<'registerBufferProtocol'>): boolean {
    return this.#register('buffer', scheme, handler);
  }

  registerStringProtocol(scheme: string, handler: HandlerOf<'registerStringProtocol'>): boolean {
    return this.#register('string', scheme, handler);
  }

  registerHttpProtocol(scheme: string, handler: HandlerOf<'registerHttpProtocol'>): boolean {
    return this.#register('http', scheme, handler);
  }

  registerStreamProtocol(scheme: string, handler: HandlerOf<'registerStreamProtocol'>): boolean {
    return this.#register('stream', scheme, handler);
  }

  unregisterProtocol(scheme: string): boolean {
    return this.#handlers.unregister(checkScheme(scheme));
  }

  isProtocolRegistered(scheme: string): boolean {
    return this.#handlers.isRegistered(checkScheme(scheme));
  }

  interceptFileProtocol(scheme: string, handler: HandlerOf<'interceptFileProtocol'>): boolean {
    return this.#intercept('file', scheme, handler);
  }

  interceptBufferProtocol(scheme: string, handler: HandlerOf<'interceptBufferProtocol'>): boolean {
    return this.#intercept('buffer', scheme, handler);
  }

  interceptStringProtocol(scheme: string, handler: HandlerOf<'interceptStringProtocol'>): boolean {
    return this.#intercept('string', scheme, handler);
  }

  interceptHttpProtocol(scheme: string, handler: HandlerOf<'interceptHttpProtocol'>): boolean {
    return this.#intercept('http', scheme, handler);
  }

  interceptStreamProtocol(scheme: string, handler: HandlerOf<'interceptStreamProtocol'>): boolean {
    return this.#intercept('stream', scheme, handler);
  }

  uninterceptProtocol(scheme: string): boolean {
    return this.#handlers.unintercept(checkScheme(scheme));
  }

  isProtocolIntercepted(scheme: string): boolean {
    return this.#handlers.isIntercepted(checkScheme(scheme));
  }

  #handle(scheme: string, handler: ProtocolHandler, host: string | null = null): void {
    const added = isBuiltIn(scheme)
      ? this.#handlers.intercept(scheme, handler, host)
      : this.#handlers.register(scheme, handler, host);
    if (!added) throw new Error(`Failed to register protocol: ${scheme} has a handler already; call unhandle() first`);
  }

  #register(kind: CallbackKind, scheme: string, handler: CallbackHandler): boolean {
    checkScheme(scheme);
    validateFunction(handler, 'handler');
    return this.#handlers.register(scheme, callbackHandler(`protocol of '${scheme}'`, kind, handler, this.#elsewhere));
  }

  #intercept(kind: CallbackKind, scheme: string, handler: CallbackHandler): boolean {
    checkScheme(scheme);
    validateFunction(handler, 'handler');
    return this.#handlers.intercept(
      scheme,
      callbackHandler(`interceptor of '${scheme}'`, kind, handler, this.#elsewhere),
    );
  }
}

/** Throws Error once the app is ready or if it was called before, TypeError for bad entries. */
function registerSchemesAsPrivileged(customSchemes: Electron.CustomScheme[]): void {
  if (app.isReady()) {
    throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
  }
  privileged.register(customSchemes);
}

type ProtocolModule = Pick<Electron.Protocol, keyof Electron.Protocol> & Pick<Protocol, 'handleDirectory'>;

/** The module: the protocol of the default session, which is there once the app is ready. */
export function protocolModule(defaultProtocol: () => Protocol): ProtocolModule {
  return {
    registerSchemesAsPrivileged,
    handle: (scheme, handler) => defaultProtocol().handle(scheme, handler),
    handleDirectory: (scheme, directory, options) => defaultProtocol().handleDirectory(scheme, directory, options),
    unhandle: (scheme) => defaultProtocol().unhandle(scheme),
    isProtocolHandled: (scheme) => defaultProtocol().isProtocolHandled(scheme),
    registerFileProtocol: (scheme, handler) => defaultProtocol().registerFileProtocol(scheme, handler),
    registerBufferProtocol: (scheme, handler) => defaultProtocol().registerBufferProtocol(scheme, handler),
    registerStringProtocol: (scheme, handler) => defaultProtocol().registerStringProtocol(scheme, handler),
    registerHttpProtocol: (scheme, handler) => defaultProtocol().registerHttpProtocol(scheme, handler),
    registerStreamProtocol: (scheme, handler) => defaultProtocol().registerStreamProtocol(scheme, handler),
    unregisterProtocol: (scheme) => defaultProtocol().unregisterProtocol(scheme),
    isProtocolRegistered: (scheme) => defaultProtocol().isProtocolRegistered(scheme),
    interceptFileProtocol: (scheme, handler) => defaultProtocol().interceptFileProtocol(scheme, handler),
    interceptBufferProtocol: (scheme, handler) => defaultProtocol().interceptBufferProtocol(scheme, handler),
    interceptStringProtocol: (scheme, handler) => defaultProtocol().interceptStringProtocol(scheme, handler),
    interceptHttpProtocol: (scheme, handler) => defaultProtocol().interceptHttpProtocol(scheme, handler),
    interceptStreamProtocol: (scheme, handler) => defaultProtocol().interceptStreamProtocol(scheme, handler),
    uninterceptProtocol: (scheme) => defaultProtocol().uninterceptProtocol(scheme),
    isProtocolIntercepted: (scheme) => defaultProtocol().isProtocolIntercepted(scheme),
  };
}
