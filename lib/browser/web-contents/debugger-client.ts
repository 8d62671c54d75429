/** A DevTools session of the app's own on a page, beside the library's: what stands behind contents.debugger. */
import type { CDPSession, CommandName, EventName } from '../devtools/connection';
import type { Page } from './page';

const GONE = 'target closed while handling command';

export interface DebuggerEvents {
  message(method: string, params: unknown, sessionId: string): void;
  /** It ended without detach(). */
  ended(): void;
}

export class DebuggerClient {
  readonly #session: Promise<CDPSession>;
  readonly #events: DebuggerEvents;
  #end!: (error: Error) => void;
  /** Rejects when it is detached: so does every command under way. */
  readonly #ended = new Promise<never>((_, reject) => (this.#end = reject));
  #isEnded = false;

  constructor(page: Promise<Page>, events: DebuggerEvents) {
    this.#events = events;
    this.#ended.catch(() => undefined); // commands tell
    this.#session = this.#open(page);
    this.#session.catch(() => this.#onEnded());
  }

  /** Rejects with Error: Chromium's message, or that it has been detached. */
  async send(method: string, params: object, sessionId?: string): Promise<unknown> {
    const reply = this.#find(sessionId).then((session) => session.send(method as CommandName, params as never));
    reply.catch(() => undefined); // the race may be over
    return withBase64(await Promise.race([reply, this.#ended]));
  }

  detach(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#end(new Error(GONE));
    this.#session.then(
      (session) => session.post('Target.detachFromTarget', { sessionId: session.sessionId! }),
      () => undefined,
    );
  }

  async #open(opening: Promise<Page>): Promise<CDPSession> {
    const page = await opening;
    const session = await page.browser.targets.attachPrivately(page.target.id);
    const detach = (): void => page.browser.root.post('Target.detachFromTarget', { sessionId: session.sessionId! });
    if (this.#isEnded) detach();
    // Requests that the app's own Fetch.enable pauses are its to continue.
    page.browser.connection.takeRequests(session.sessionId!);
    this.#follow(session, '');
    session.onLost((loss) => {
      if (loss === 'Target closed') this.#onEnded();
    });
    return session;
  }

  /** Its events, and those of the targets that the app attaches to from it. */
  #follow(session: CDPSession, sessionId: string): void {
    session.onAny((method: EventName, params) => {
      if (method === 'Target.attachedToTarget') {
        for (const child of session.children) {
          if (child.sessionId === (params as { sessionId: string }).sessionId) this.#follow(child, child.sessionId);
        }
      }
      if (!this.#isEnded) this.#events.message(method, withBase64(params), sessionId);
    });
  }

  async #find(sessionId: string | undefined): Promise<CDPSession> {
    const session = await this.#session;
    const found = sessionId === undefined ? session : descendant(session, sessionId);
    if (!found) throw new Error(`Session with given id not found: ${sessionId}`);
    return found;
  }

  #onEnded(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#end(new Error(GONE));
    this.#events.ended();
  }
}

function descendant(session: CDPSession, sessionId: string): CDPSession | null {
  for (const child of session.children) {
    const found = child.sessionId === sessionId ? child : descendant(child, sessionId);
    if (found) return found;
  }
  return null;
}

/** The protocol's binary values as Electron has them: base64. On our pipe they are bytes. */
function withBase64(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withBase64);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withBase64(member)]));
}
