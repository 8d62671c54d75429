/** The documents of a session's pages that ask for devices: their questions come in, answers go out. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceAnswer, DeviceKindName, DeviceNews, DeviceWrapperConfig } from '../../common/device-messages';
import type { CDPSession } from '../devtools/connection';
import { libraryFolder } from '../library-folder';

/** What of a Frame is needed here. */
export interface DeviceFrame {
  frameId: string;
  session: CDPSession;
}

/** Injected into every frame of a session, before any script of the page. */
export interface DocumentScript {
  source: string;
  /** The DevTools binding it takes. */
  binding: string;
}

/** The wrappers of one session and the names that only it and they know. */
export class DeviceWrappers {
  readonly #config: DeviceWrapperConfig = {
    binding: `valenceDevices${randomBytes(9).toString('hex')}`,
    secret: `valence${randomBytes(24).toString('base64url')}`,
  };
  #script: DocumentScript | null = null;

  get binding(): string {
    return this.#config.binding;
  }

  get script(): DocumentScript {
    return (this.#script ??= {
      binding: this.#config.binding,
      source: `(() => { ${readFileSync(join(libraryFolder(), 'device_wrappers.js'), 'utf8')}
valenceDeviceWrappers.boot(${JSON.stringify(this.#config)}); })();`,
    });
  }

  /** Where the answers of one document go. */
  document(frame: DeviceFrame, contextId: number): DeviceDocument {
    return new DeviceDocument(frame, contextId, this.#config.secret);
  }
}

export class DeviceDocument {
  readonly #frameId: string;
  readonly #session: CDPSession;
  readonly #contextId: number;
  readonly #secret: string;
  #receiver: Promise<string | null> | null = null;
  #world: Promise<number> | null = null;
  #allowed: Promise<Set<string>> | null = null;
  #gone = false;

  constructor({ frameId, session }: DeviceFrame, contextId: number, secret: string) {
    this.#frameId = frameId;
    this.#session = session;
    this.#contextId = contextId;
    this.#secret = secret;
  }

  get gone(): boolean {
    return this.#gone;
  }

  markGone(): void {
    this.#gone = true;
  }

  /** Whether the document's permissions policy lets it use these devices. */
  async isAllowed(kind: DeviceKindName): Promise<boolean> {
    this.#allowed ??= this.#session
      .send('Page.getPermissionsPolicyState', { frameId: this.#frameId })
      .then(({ states }) => new Set(states.flatMap(({ feature, allowed }) => (allowed ? [feature] : []))))
      .catch(() => new Set<string>()); // the document is gone
    return (await this.#allowed).has(kind);
  }

  /**
   * Whether there was a gesture of the user, at most five seconds ago. Asked in a world of its own: what the page makes of its
   * own objects does not reach it.
   */
  async isActive(): Promise<boolean> {
    try {
      const contextId = await (this.#world ??= this.#makeWorld());
      const { result } = await this.#session.send('Runtime.evaluate', {
        expression: 'navigator.userActivation.isActive',
        contextId,
        returnByValue: true,
        silent: true,
      });
      return result.value === true;
    } catch {
      return false; // the document is gone
    }
  }

  async #makeWorld(): Promise<number> {
    const { executionContextId } = await this.#session.send('Page.createIsolatedWorld', {
      frameId: this.#frameId,
      worldName: 'Valence Device Checks',
    });
    return executionContextId;
  }

  /** Does nothing if the document is gone, or a script forged the question. */
  async answer(answer: DeviceAnswer): Promise<void> {
    await this.#deliver(answer);
  }

  /** As answer(), without a question. */
  async tell(news: DeviceNews): Promise<void> {
    await this.#deliver(news);
  }

  async #deliver(message: DeviceAnswer | DeviceNews): Promise<void> {
    if (this.#gone) return;
    const objectId = await (this.#receiver ??= this.#takeReceiver());
    if (objectId === null) return;
    this.#session.post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function (message) { this(message); }',
      arguments: [{ value: message }],
      silent: true,
    });
  }

  /** The function that the wrappers left; no script of the page finds it after this. */
  async #takeReceiver(): Promise<string | null> {
    const name = JSON.stringify(this.#secret);
    const { result } = await this.#session
      .send('Runtime.evaluate', {
        expression: `(() => { const f = globalThis[${name}]; delete globalThis[${name}]; return f; })()`,
        contextId: this.#contextId,
        silent: true,
      })
      .catch(() => ({ result: { objectId: undefined } })); // the document is gone
    return result.objectId ?? null;
  }
}
