/** The `protocol` module and the Protocol class (docs/api/protocol.md). */
import type { BrowserContext } from '../browser-context/browser-context';
import { checkScheme, PrivilegedSchemes } from '../protocol/privileged-schemes';
import { isBuiltIn, ProtocolHandlers } from '../protocol/protocol-handlers';
import { webHandler, type WebHandler } from '../protocol/web-handler';
import { app } from './app';

const privileged = new PrivilegedSchemes();

export class Protocol {
  readonly #handlers: ProtocolHandlers;

  constructor(context: BrowserContext) {
    this.#handlers = new ProtocolHandlers(context, privileged);
  }

  /** Throws Error if the scheme has a handler already. */
  handle(scheme: string, handler: WebHandler): void {
    checkScheme(scheme);
    if (typeof handler !== 'function') throw new TypeError('handler must be a function that returns a Response');
    const wrapped = webHandler(scheme, handler);
    const added = isBuiltIn(scheme)
      ? this.#handlers.intercept(scheme, wrapped)
      : this.#handlers.register(scheme, wrapped);
    if (!added) throw new Error(`Failed to register protocol: ${scheme}`);
  }

  unhandle(scheme: string): void {
    checkScheme(scheme);
    const removed = isBuiltIn(scheme) ? this.#handlers.unintercept(scheme) : this.#handlers.unregister(scheme);
    if (!removed) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    checkScheme(scheme);
    return isBuiltIn(scheme) ? this.#handlers.isIntercepted(scheme) : this.#handlers.isRegistered(scheme);
  }
}

/** Throws Error once the app is ready. */
export function registerSchemesAsPrivileged(customSchemes: Electron.CustomScheme[]): void {
  if (app.isReady()) {
    throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
  }
  privileged.register(customSchemes);
}
