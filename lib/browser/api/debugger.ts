/** The Debugger class (docs/api/debugger.md): contents.debugger. */
import { EventEmitter } from 'node:events';
import { invalidArgValue, validateObject, validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';
import type { ContentsHost } from '../web-contents/contents-host';
import { DebuggerClient } from '../web-contents/debugger-client';

const NEWEST_MINOR = 3;

/** Chromium speaks 1.0 to 1.3. */
const isSupported = (version: string): boolean => {
  const [, minor] = /^1\.(\d+)$/.exec(version) ?? [];
  return minor !== undefined && Number(minor) <= NEWEST_MINOR;
};

export class Debugger
  extends EventEmitter
  implements Pick<Electron.Debugger, 'attach' | 'detach' | 'isAttached' | 'sendCommand'>
{
  readonly #host: ContentsHost;
  #client: DebuggerClient | null = null;

  constructor(key: typeof LIBRARY, host: ContentsHost) {
    super();
    requireLibrary(key);
    this.#host = host;
    host.on('destroyed', () => this.#onEnded());
  }

  /** Throws Error if it is attached, or if Chromium does not speak that version. */
  attach(protocolVersion?: string): void {
    if (protocolVersion !== undefined) validateString(protocolVersion, 'protocolVersion');
    if (this.#client) throw new Error('Debugger is already attached to the target');
    if (protocolVersion !== undefined && !isSupported(protocolVersion)) {
      throw new Error('Requested protocol version is not supported');
    }
    if (this.#host.destroyed) throw new Error('No target available');
    const client: DebuggerClient = new DebuggerClient(this.#host.pages.page(), {
      message: (method, params, sessionId) => {
        emitToApp(this, 'message', createEvent({ sender: this.#host.contents }), method, params, sessionId);
      },
      ended: () => {
        if (this.#client === client) this.#onEnded();
      },
    });
    this.#client = client;
  }

  isAttached(): boolean {
    return this.#client !== null;
  }

  detach(): void {
    this.#onEnded();
  }

  /** Rejects with Error: Chromium's own message, or because the debugger is not attached. */
  async sendCommand(method: string, commandParams: object = {}, sessionId?: string): Promise<unknown> {
    validateString(method, 'method');
    validateObject(commandParams, 'commandParams');
    if (sessionId !== undefined) validateString(sessionId, 'sessionId');
    if (sessionId === '') throw invalidArgValue('sessionId', 'the id of a session', sessionId);
    if (!this.#client) throw new Error('No target available');
    return this.#client.send(method, commandParams, sessionId);
  }

  #onEnded(): void {
    const client = this.#client;
    if (!client) return;
    this.#client = null;
    client.detach();
    emitToApp(this, 'detach', createEvent({ sender: this.#host.contents }), 'target closed');
  }
}
