/** One frame of a page: what the DevTools events said of it last. */
import type { CDPSession } from '../devtools/connection';

export class Frame {
  /** Chromium's frame id; stable across navigations and process swaps. */
  readonly frameId: string;
  /** Electron's pair of ids: the frame's own, and one per renderer session. Both opaque. */
  readonly routingId: number;
  processId: number;
  parent: Frame | null;
  readonly children = new Set<Frame>();
  /** The session of the target that hosts it now. */
  session: CDPSession;
  url = '';
  name = '';
  /** Of its document as Chromium enforces it, not as the URL says; "null" if it is opaque. */
  origin = 'null';
  /** Who has asked for a navigation that has not started yet. FrameTree only. */
  askedBy: Frame | null = null;
  /** Who has asked for the navigation that started last; null: the app or the user. */
  initiator: Frame | null = null;
  /** Chromium's id of the current document. */
  loaderId = '';
  /**
   * `leaving`: another navigation began while it was loading. `unknown`: it was there before its events, is an error page, or
   * media, whose player loads by itself.
   */
  documentState: 'unknown' | 'loading' | 'leaving' | 'loaded' | 'broken' = 'unknown';
  /** Why the network gave no more of the current document: "ERR_CONNECTION_RESET". */
  networkError: string | null = null;
  /** Set while the frame has stopped and it is not known whether its renderer has died. FrameTree only. */
  settleStop: ((isStopped: boolean) => void) | null = null;
  /** Execution contexts of the current document; null until they exist. */
  isolatedWorld: number | null = null;
  #mainWorld: number | null = null;
  #detached = false;
  /** Called when there is a main world, or will be none. */
  readonly #waiting: (() => void)[] = [];
  /** Called when the current document is replaced or removed. */
  readonly #onDocumentEnd = new Set<() => void>();

  constructor(frameId: string, parent: Frame | null, session: CDPSession, routingId: number, processId: number) {
    this.frameId = frameId;
    this.parent = parent;
    this.session = session;
    this.routingId = routingId;
    this.processId = processId;
    parent?.children.add(this);
  }

  get mainWorld(): number | null {
    return this.#mainWorld;
  }

  set mainWorld(contextId: number | null) {
    this.#mainWorld = contextId;
    if (contextId !== null) for (const wake of this.#waiting.splice(0)) wake();
  }

  get detached(): boolean {
    return this.#detached;
  }

  /** FrameTree only: the document is replaced or removed. */
  endDocument(): void {
    for (const end of this.#onDocumentEnd) end();
    this.#onDocumentEnd.clear();
  }

  /**
   * What the current document answers, or `otherwise` if it does not: Chromium leaves commands unanswered that reach a document
   * at the moment in which it is replaced.
   */
  async answer<T>(reply: Promise<T>, otherwise: T): Promise<T> {
    let end!: () => void;
    const ended = new Promise<T>((resolve) => (end = () => resolve(otherwise)));
    this.#onDocumentEnd.add(end);
    try {
      return await Promise.race([reply.catch(() => otherwise), ended]);
    } finally {
      this.#onDocumentEnd.delete(end);
    }
  }

  /** FrameTree only. */
  markDetached(): void {
    this.#detached = true;
    this.endDocument();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /**
   * Resolves with the context in which code of the current document runs; undefined: that of the session by itself. A frame in
   * the process of its parent has none for a moment after it navigated. Rejects if it goes away meanwhile.
   */
  async scriptContext(): Promise<number | undefined> {
    while (this.#mainWorld === null && !this.#detached) {
      if (this.parent?.session !== this.session) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#detached) throw new Error('The frame went away before the script could run');
    return this.#mainWorld ?? undefined;
  }

  get isMain(): boolean {
    return this.parent === null;
  }

  /** Its session reports its load event: only that of the topmost frame in a process. */
  get reportsLoad(): boolean {
    return this.parent?.session !== this.session;
  }

  get top(): Frame {
    return this.parent?.top ?? this;
  }

  /** This frame and everything below it, parents first. */
  *subtree(): Generator<Frame> {
    yield this;
    for (const child of this.children) yield* child.subtree();
  }
}
