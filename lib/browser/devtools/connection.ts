/**
 * The DevTools client of one browser: every command goes through `#send`, every message through `#onMessages`, so
 * that ids, errors, closing and logging each exist once.
 */
import { EventEmitter } from 'node:events';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import { BrowserGoneError, refusal, TargetGoneError, type CallSite, type TargetLoss } from './errors';
import { ProtocolLog } from './protocol-log';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;
export type CommandName = keyof Commands;
export type EventName = keyof Events;
export type Params<M extends CommandName> = Commands[M]['paramsType'][0];
export type Result<M extends CommandName> = Commands[M]['returnType'];
export type EventParams<E extends EventName> = Events[E] extends [infer P] ? P : undefined;
/** The protocol types `binary` as string; on the CBOR pipe it is bytes. */
type WithBinary<T> = T extends object ? { [K in keyof T]: T[K] | (string extends T[K] ? Uint8Array : never) } : T;

interface PendingCall {
  method: string;
  sessionId: string | null;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  /** Where the call was made; the reply arrives on an empty stack. */
  caller: CallSite;
}

/** From here on replies wake nobody, unless they are refusals: shell/services/content/devtools_message.h. */
const FIRST_QUIET_ID = 2 ** 29;

/** Of a page whose renderer has crashed, these are answered all the same: the browser process does, with a new renderer. */
const NEEDS_NO_RENDERER = new Set([
  'Page.close',
  'Page.getNavigationHistory',
  'Page.navigate',
  'Page.navigateToHistoryEntry',
  'Page.reload',
  'Page.resetNavigationHistory',
]);

const isAnswered = (method: string, loss: TargetLoss): boolean =>
  loss === 'Target crashed' && (NEEDS_NO_RENDERER.has(method) || method.startsWith('Target.'));

/** A listener that throws is a bug of an app or of ours; what comes behind it must still be seen. */
function guard(run: () => void): void {
  try {
    run();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

const NOTHING = (): void => undefined;
const NO_CALLER: CallSite = {};

/** Anything commands can be sent to and events come from: the browser itself or one target. */
export class CDPSession {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #connection: Connection;
  /** Sessions that this one announced: they end with it. Connection only. */
  readonly children = new Set<CDPSession>();
  readonly #lossListeners = new Set<(loss: TargetLoss) => void>();
  readonly #anyListeners: ((method: EventName, params: unknown) => void)[] = [];
  #loss: TargetLoss | null = null;
  /** null for the browser itself. */
  readonly sessionId: string | null;

  constructor(connection: Connection, sessionId: string | null) {
    this.#connection = connection;
    this.sessionId = sessionId;
  }

  /** How the target is lost; null while it can answer. A page that has crashed may come back with its next navigation. */
  get loss(): TargetLoss | null {
    return this.#loss;
  }

  /**
   * Calls `listener` when the target crashes or closes, or its browser ends: what is pending has been rejected then. At once if
   * the target is lost already.
   */
  onLost(listener: (loss: TargetLoss) => void): void {
    this.#lossListeners.add(listener);
    if (this.#loss) listener(this.#loss);
  }

  /** Rejects with TargetGoneError, at once if the target is lost, because Chromium would not answer. */
  send<M extends CommandName>(method: M, params?: WithBinary<Params<M>>): Promise<Result<M>> {
    const loss = this.#loss && !isAnswered(method, this.#loss) ? this.#loss : null;
    return this.#connection.send(method, params, this.sessionId, loss) as Promise<Result<M>>;
  }

  /**
   * Sends a command whose only failure is that the target is gone already, which its events tell better. One for a page that
   * has crashed counts for the renderer to come.
   */
  post<M extends CommandName>(method: M, params?: WithBinary<Params<M>>): void {
    if (this.#loss === 'Target closed') return;
    this.#connection.send(method, params, this.sessionId, null).catch(() => undefined);
  }

  /** The same for commands by the thousand: no promise, no stack. `onRefused` hears what Chromium, or the shell, has against it. */
  tell<M extends CommandName>(
    method: M,
    params?: WithBinary<Params<M>>,
    onRefused: (error: Error) => void = () => undefined,
  ): void {
    if (this.#loss !== 'Target closed') this.#connection.tell(method, params, this.sessionId, onRefused);
  }

  on<E extends EventName>(event: E, listener: (params: EventParams<E>) => void): this {
    this.#emitter.on(event, listener);
    return this;
  }

  off<E extends EventName>(event: E, listener: (params: EventParams<E>) => void): this {
    this.#emitter.off(event, listener);
    return this;
  }

  once<E extends EventName>(event: E, listener: (params: EventParams<E>) => void): this {
    this.#emitter.once(event, listener);
    return this;
  }

  /** Every event, after its own listeners. */
  onAny(listener: (method: EventName, params: unknown) => void): this {
    this.#anyListeners.push(listener);
    return this;
  }

  /** Connection only. */
  lose(loss: TargetLoss): void {
    if (this.#loss === loss) return;
    this.#loss = loss;
    for (const listener of this.#lossListeners) guard(() => listener(loss));
  }

  /** Connection only. */
  revive(): void {
    if (this.#loss === 'Target crashed') this.#loss = null;
  }

  /** Connection only. */
  dispatch(method: string, params: unknown): void {
    this.#emitter.emit(method, params);
    for (const listener of this.#anyListeners) listener(method as EventName, params);
  }
}

export class Connection {
  readonly #native: Valence.NativeBrowser;
  readonly #pending = new Map<number, PendingCall>();
  readonly #sessions = new Map<string, CDPSession>();
  /** See takeRequests(). */
  readonly #unfiltered = new Set<string>();
  #lastId = 0;
  #lastQuietId = 0;
  #exit: Valence.BrowserExit | null = null;
  /** What the log calls the session that this browser is of. */
  label: string;
  /** Null unless VALENCE_LOG asks for it. */
  readonly #log = ProtocolLog.start(() => this.label);
  /** The session of the browser target. */
  readonly browser = new CDPSession(this, null);
  /** Resolves, never rejects, when Chromium is gone and everything pending was rejected. */
  readonly closed: Promise<Valence.BrowserExit>;

  constructor(start: (handlers: Valence.NativeBrowserHandlers) => Valence.NativeBrowser, label: string) {
    this.label = label;
    let onClosed!: (exit: Valence.BrowserExit) => void;
    this.closed = new Promise((resolve) => (onClosed = resolve));
    this.#native = start({
      onMessages: (messages) => this.#onMessages(messages),
      onExit: (exit) => {
        this.#onExit(exit);
        onClosed(exit);
      },
    });
  }

  get native(): Valence.NativeBrowser {
    return this.#native;
  }

  get exited(): boolean {
    return this.#exit !== null;
  }

  /** The session of an attached target; made on first use so that no event of it is lost. */
  session(sessionId: string): CDPSession {
    let session = this.#sessions.get(sessionId);
    if (!session) this.#sessions.set(sessionId, (session = new CDPSession(this, sessionId)));
    return session;
  }

  /** Every request that is paused on this session comes to its listeners, whatever the rules; nobody else continues it. */
  takeRequests(sessionId: string): void {
    this.#native.setUnfilteredSessions([...this.#unfiltered.add(sessionId)]);
  }

  #forget(sessionId: string): void {
    this.#sessions.delete(sessionId);
    if (this.#unfiltered.delete(sessionId)) this.#native.setUnfilteredSessions([...this.#unfiltered]);
  }

  /**
   * Rejects with ProtocolError if Chromium refuses, with BrowserGoneError if it ends before it answered. `loss`: the target
   * is lost, nothing is sent.
   */
  send(
    method: string,
    params: object | undefined,
    sessionId: string | null,
    loss: TargetLoss | null,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const caller: CallSite = {};
      // oxlint-disable-next-line typescript/unbound-method -- names the frame to leave out, is not called
      Error.captureStackTrace(caller, CDPSession.prototype.send);
      if (this.#exit) {
        reject(new BrowserGoneError(method, this.#exit, caller));
        return;
      }
      if (loss) {
        reject(new TargetGoneError(method, loss, caller));
        return;
      }
      const id = (this.#lastId = (this.#lastId % (FIRST_QUIET_ID - 1)) + 1);
      this.#write(id, { method, sessionId, resolve, reject, caller }, params);
    });
  }

  /** CDPSession only. */
  tell(method: string, params: object | undefined, sessionId: string | null, onRefused: (error: Error) => void): void {
    if (this.#exit) return;
    const reject = (error: Error): void => {
      if (!(error instanceof BrowserGoneError)) onRefused(error);
    };
    const id = FIRST_QUIET_ID + (this.#lastQuietId = (this.#lastQuietId + 1) % FIRST_QUIET_ID);
    this.#write(id, { method, sessionId, resolve: NOTHING, reject, caller: NO_CALLER }, params);
  }

  #write(id: number, call: PendingCall, params: object | undefined): void {
    this.#pending.set(id, call);
    this.#log?.sent(id, call, params);
    try {
      this.#native.send(id, call.method, call.sessionId, params ?? null);
    } catch (error) {
      this.#pending.delete(id);
      this.#log?.gaveUp(id, call, 'it was not sent');
      call.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Rejects what is pending: Chromium does not answer for what is lost. */
  #onLost(session: CDPSession, loss: TargetLoss): void {
    for (const [id, call] of this.#pending) {
      if (call.sessionId !== session.sessionId || isAnswered(call.method, loss)) continue;
      this.#pending.delete(id);
      this.#log?.gaveUp(id, call, loss);
      call.reject(new TargetGoneError(call.method, loss, call.caller));
    }
    session.lose(loss);
  }

  #onMessages(messages: Valence.ProtocolMessage[]): void {
    for (const message of messages) {
      if (message.id !== undefined) this.#onReply(message.id, message);
      else if (message.method) this.#onEvent(message.method, message);
    }
  }

  #onReply(id: number, message: Valence.ProtocolMessage): void {
    const call = this.#pending.get(id);
    this.#log?.replied(id, call, message);
    if (!call) return;
    const { result, error } = message;
    this.#pending.delete(id);
    if (error) call.reject(refusal(call.method, error, call.caller));
    else call.resolve(result);
  }

  #onEvent(method: string, message: Valence.ProtocolMessage): void {
    this.#log?.event(method, message);
    const target = message.sessionId === undefined ? this.browser : this.session(message.sessionId);
    const params = message.matchedRules ? { ...message.params, matchedRules: message.matchedRules } : message.params;
    this.#noteLife(target, method, params);
    guard(() => target.dispatch(method, params ?? {}));
  }

  /** Events of these names say whether a target can answer. */
  #noteLife(session: CDPSession, method: string, params: unknown): void {
    if (method === 'Inspector.targetCrashed') this.#onLost(session, 'Target crashed');
    else if (method === 'Inspector.targetReloadedAfterCrash') session.revive();
    else if (method === 'Target.attachedToTarget') {
      session.children.add(this.session((params as EventParams<'Target.attachedToTarget'>).sessionId));
    } else if (method === 'Target.detachedFromTarget') {
      const detached = this.#sessions.get((params as EventParams<'Target.detachedFromTarget'>).sessionId);
      if (!detached) return;
      session.children.delete(detached);
      this.#onClosed(detached);
    }
  }

  /** Chromium does not announce the end of what a target held. */
  #onClosed(session: CDPSession): void {
    for (const child of session.children) this.#onClosed(child);
    this.#onLost(session, 'Target closed');
    this.#forget(session.sessionId!);
  }

  #onExit(exit: Valence.BrowserExit): void {
    this.#exit = exit;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const [id, call] of pending) {
      this.#log?.gaveUp(id, call, 'Chromium has ended');
      call.reject(new BrowserGoneError(call.method, exit, call.caller));
    }
    for (const session of this.#sessions.values()) session.lose('Target closed');
    this.#sessions.clear();
  }
}
