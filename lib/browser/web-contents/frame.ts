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
  origin = 'null';
  /** Chromium's id of the current document. */
  loaderId = '';
  /** Execution contexts of the current document; null until they exist. */
  mainWorld: number | null = null;
  isolatedWorld: number | null = null;
  detached = false;

  constructor(frameId: string, parent: Frame | null, session: CDPSession, routingId: number, processId: number) {
    this.frameId = frameId;
    this.parent = parent;
    this.session = session;
    this.routingId = routingId;
    this.processId = processId;
    parent?.children.add(this);
  }

  get isMain(): boolean {
    return this.parent === null;
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
