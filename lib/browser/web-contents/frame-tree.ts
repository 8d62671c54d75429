/** The frames of one page, kept from the events of its session and of those of its frames in other processes. */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { Frame } from './frame';
import { ScriptContext } from './script-context';
import { errorCode } from './load-error';

/** The isolated world that preload scripts run in. */
export const ISOLATED_WORLD = 'Electron Isolated Context';

const isMedia = ({ mimeType }: Protocol.Page.Frame): boolean => /^(audio|video)\/|^application\/ogg$/.test(mimeType);

/** The navigation leaves the document where it is. */
export const isSameDocument = ({ navigationType }: Protocol.Page.FrameStartedNavigatingEvent): boolean =>
  navigationType === 'sameDocument' || navigationType === 'historySameDocument';

interface FrameTreeEvents {
  created: [frame: Frame];
  detached: [frame: Frame];
  /** A document was committed; `frame` has its new URL. */
  navigated: [frame: Frame, document: Protocol.Page.Frame];
  navigatedWithinDocument: [frame: Frame];
  startedNavigating: [frame: Frame, event: Protocol.Page.FrameStartedNavigatingEvent];
  startedLoading: [frame: Frame];
  stoppedLoading: [frame: Frame];
  domReady: [frame: Frame];
  loaded: [frame: Frame];
  /** The document ended before it was complete; comes before `stoppedLoading`. "ERR_ABORTED" if it was stopped. */
  broken: [frame: Frame, code: string];
  /** An execution context of the current document exists. */
  context: [frame: Frame, world: 'main' | 'isolated', contextId: number];
  /** An execution context is gone, with every script of its document. */
  contextGone: [context: ScriptContext];
  binding: [context: ScriptContext, name: string, payload: string];
}

let lastRoutingId = 0;
let lastProcessId = 0;

export class FrameTree extends EventEmitter<FrameTreeEvents> {
  readonly #frames = new Map<string, Frame>();
  readonly #contexts = new Map<CDPSession, Map<number, ScriptContext>>();
  readonly #main: Frame;
  readonly #schemes: SchemeMap;

  /** `frameId` is the target id of the page: the same thing for a top frame. */
  constructor(frameId: string, session: CDPSession, schemes: SchemeMap) {
    super();
    this.#schemes = schemes;
    this.#main = new Frame(frameId, null, session, ++lastRoutingId, ++lastProcessId);
    this.#frames.set(frameId, this.#main);
    this.#listen(session, this.#main);
  }

  get main(): Frame {
    return this.#main;
  }

  byId(frameId: string): Frame | null {
    return this.#frames.get(frameId) ?? null;
  }

  /** A frame of the page moved to a process of its own. */
  adopt(frameId: string, parentFrameId: string | undefined, session: CDPSession): void {
    const frame = this.#frames.get(frameId) ?? this.#add(frameId, parentFrameId, session);
    frame.session = session;
    frame.processId = ++lastProcessId;
    this.#listen(session, frame);
  }

  /** A session has ended: the frames it hosted are swapped elsewhere or gone. */
  drop(session: CDPSession): void {
    this.#onContextsCleared(session);
    this.#contexts.delete(session);
    for (const frame of this.#frames.values()) if (frame.session === session) this.#forgetContexts(frame);
  }

  /** Renderer or browser died: no document is left, the frames below the main one are gone. */
  clear(): void {
    for (const frame of this.#frames.values()) frame.settleStop?.(false);
    for (const child of this.#main.children) this.#remove(child);
    this.#forgetContexts(this.#main);
  }

  /** The page is over: nothing is told any more, and nobody waits for a frame. */
  end(): void {
    for (const frame of this.#frames.values()) if (!frame.isMain) frame.markDetached();
  }

  #listen(session: CDPSession, root: Frame): void {
    this.#contexts.set(session, new Map());
    const on = session.on.bind(session);
    on('Page.frameAttached', ({ frameId, parentFrameId }) => {
      // A frame that comes back from a process of its own is known already.
      const known = this.#frames.get(frameId);
      if (known) known.session = session;
      else this.#add(frameId, parentFrameId, session);
    });
    on('Page.frameDetached', ({ frameId, reason }) => {
      const frame = this.#frames.get(frameId);
      if (frame && reason !== 'swap') this.#remove(frame);
    });
    on('Page.frameNavigated', ({ frame }) => this.#onNavigated(session, frame));
    on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this.#frames.get(frameId);
      if (!frame) return;
      frame.url = this.#schemes.toApp(url);
      this.emit('navigatedWithinDocument', frame);
    });
    on('Page.frameRequestedNavigation', ({ frameId, reason }) => {
      const frame = this.#frames.get(frameId);
      if (!frame) return;
      // The session is that of the frame that asks, which need not be the one that navigates.
      const asker = frame.session === session ? frame : root;
      frame.askedBy = reason === 'initialFrameNavigation' ? frame.parent : asker;
    });
    on('Page.frameStartedNavigating', (event) => {
      // Goes nowhere: the same navigation follows with Chromium's name for the URL.
      if (this.#schemes.isCustom(event.url)) return;
      const mapped = { ...event, url: this.#schemes.toApp(event.url) };
      this.#emitFor(event.frameId, (frame) => {
        frame.initiator = frame.askedBy;
        frame.askedBy = null;
        if (frame.documentState === 'loading' && !isSameDocument(event)) frame.documentState = 'leaving';
        this.emit('startedNavigating', frame, mapped);
      });
    });
    on('Page.frameStartedLoading', ({ frameId }) => this.#emitFor(frameId, (f) => this.emit('startedLoading', f)));
    on('Page.frameStoppedLoading', ({ frameId }) => this.#emitFor(frameId, (f) => this.#onStoppedLoading(f)));
    on('Log.entryAdded', ({ entry }) => this.#onLogEntry(entry));
    on('Page.domContentEventFired', () => this.emit('domReady', root));
    // Of the frames inside this process, too; of the topmost one the event above tells.
    on('Page.lifecycleEvent', ({ frameId, loaderId, name }) => {
      const frame = name === 'DOMContentLoaded' ? this.#frames.get(frameId) : undefined;
      if (frame && frame !== root && frame.loaderId === loaderId) this.emit('domReady', frame);
    });
    on('Page.loadEventFired', () => {
      root.documentState = 'loaded';
      this.emit('loaded', root);
    });
    on('Runtime.executionContextCreated', ({ context }) => this.#onContext(session, context));
    on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      this.#onContextGone(session, executionContextId),
    );
    on('Runtime.executionContextsCleared', () => this.#onContextsCleared(session));
    on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const context = this.#contexts.get(session)?.get(executionContextId);
      if (context) this.emit('binding', context, name, payload);
    });
  }

  /** What comes next of a frame says that its renderer lives. */
  #emitFor(frameId: string, emit: (frame: Frame) => void): void {
    const frame = this.#frames.get(frameId);
    frame?.settleStop?.(true);
    if (frame) emit(frame);
  }

  #add(frameId: string, parentFrameId: string | undefined, session: CDPSession): Frame {
    const parent = (parentFrameId && this.#frames.get(parentFrameId)) || this.#main;
    const frame = new Frame(frameId, parent, session, ++lastRoutingId, parent.processId);
    this.#frames.set(frameId, frame);
    this.emit('created', frame);
    return frame;
  }

  #remove(frame: Frame): void {
    frame.settleStop?.(true);
    for (const child of frame.children) this.#remove(child);
    frame.markDetached();
    frame.parent?.children.delete(frame);
    this.#frames.delete(frame.frameId);
    this.emit('detached', frame);
  }

  #onNavigated(session: CDPSession, document: Protocol.Page.Frame): void {
    const frame = this.#frames.get(document.id) ?? this.#add(document.id, document.parentId, session);
    frame.settleStop?.(true);
    frame.endDocument();
    frame.session = session;
    // Frames of the document before are gone with it; their detach events may come later or never.
    for (const child of frame.children) this.#remove(child);
    frame.url = this.#schemes.toApp(document.unreachableUrl ?? document.url + (document.urlFragment ?? ''));
    frame.loaderId = document.loaderId;
    frame.documentState = document.unreachableUrl === undefined && !isMedia(document) ? 'loading' : 'unknown';
    frame.networkError = null;
    frame.name = document.name ?? frame.name;
    // Chromium takes `securityOrigin` from the URL, also for sandboxed documents and those that have their parent's origin. The
    // execution context knows; its event comes next, unless a window keeps the one of its blank page.
    frame.origin = this.#mainContext(frame)?.origin ?? 'null';
    this.emit('navigated', frame, document);
  }

  /** Chromium writes there why a document broke off, before the frame stops loading. */
  #onLogEntry({ networkRequestId, text }: Protocol.Log.LogEntry): void {
    if (networkRequestId === undefined || !text.includes('net::')) return;
    for (const frame of this.#frames.values()) {
      if (frame.loaderId === networkRequestId) frame.networkError = errorCode(text);
    }
  }

  /**
   * A frame that stops without a load event was stopped: by its window, or by a script. But Chromium leaves the load event out,
   * too, if a navigation that comes to nothing is under way when the document is complete.
   */
  #onStoppedLoading(frame: Frame): void {
    const { documentState, networkError } = frame;
    frame.networkError = null;
    if (networkError !== null) this.#onBroken(frame, networkError);
    else if (frame.reportsLoad && documentState === 'loading') {
      this.#untilKnownWhy(frame);
      return;
    } else if (documentState === 'leaving') {
      frame.documentState = 'loaded';
      if (frame.reportsLoad) this.emit('loaded', frame);
    }
    this.emit('stoppedLoading', frame);
  }

  /** The frame of a renderer that dies stops, too, a moment before Chromium reports the crash: only a live one answers. */
  #untilKnownWhy(frame: Frame): void {
    const settle = (isStopped: boolean): void => {
      if (frame.settleStop !== settle) return;
      frame.settleStop = null;
      if (isStopped) this.#onBroken(frame, 'ERR_ABORTED');
      this.emit('stoppedLoading', frame);
    };
    frame.settleStop = settle;
    frame.session.send('Runtime.evaluate', { expression: '0' }).then(
      () => settle(true),
      () => settle(false),
    );
  }

  #onBroken(frame: Frame, code: string): void {
    frame.documentState = 'broken';
    this.emit('broken', frame, code);
  }

  #onContext(session: CDPSession, context: Protocol.Runtime.ExecutionContextDescription): void {
    const { frameId, isDefault } = (context.auxData ?? {}) as { frameId?: string; isDefault?: boolean };
    const frame = frameId === undefined ? undefined : this.#frames.get(frameId);
    if (!frame) return;
    const origin = context.origin === '://' ? 'null' : this.#schemes.toApp(context.origin);
    this.#contexts.get(session)?.set(context.id, new ScriptContext(context.id, frame, session, origin));
    if (isDefault) {
      frame.origin = origin;
      frame.mainWorld = context.id;
      this.emit('context', frame, 'main', context.id);
    } else if (context.name === ISOLATED_WORLD) {
      frame.isolatedWorld = context.id;
      this.emit('context', frame, 'isolated', context.id);
    }
  }

  #mainContext(frame: Frame): ScriptContext | undefined {
    return frame.mainWorld === null ? undefined : this.#contexts.get(frame.session)?.get(frame.mainWorld);
  }

  #onContextGone(session: CDPSession, contextId: number): void {
    const context = this.#contexts.get(session)?.get(contextId);
    if (!context) return;
    this.#contexts.get(session)?.delete(contextId);
    const { frame } = context;
    if (frame.mainWorld === contextId) frame.mainWorld = null;
    if (frame.isolatedWorld === contextId) frame.isolatedWorld = null;
    this.emit('contextGone', context);
  }

  #onContextsCleared(session: CDPSession): void {
    for (const contextId of this.#contexts.get(session)?.keys() ?? []) this.#onContextGone(session, contextId);
  }

  #forgetContexts(frame: Frame): void {
    frame.mainWorld = null;
    frame.isolatedWorld = null;
  }
}
