/** One attached target of a browser (page, frame of another process, worker …) and its DevTools session. */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

export class Target {
  info: Protocol.Target.TargetInfo;
  readonly session: CDPSession;
  /** The target whose session announced this one; null for what the browser announced. */
  readonly parent: Target | null;
  /** Targets that live inside this one: frames of other processes and workers. */
  readonly children = new Set<Target>();
  #detached = false;
  readonly #onDetached: (() => void)[] = [];
  readonly #onInfoChanged: ((info: Protocol.Target.TargetInfo) => void)[] = [];

  constructor(info: Protocol.Target.TargetInfo, session: CDPSession, parent: Target | null) {
    this.info = info;
    this.session = session;
    this.parent = parent;
    parent?.children.add(this);
  }

  get id(): string {
    return this.info.targetId;
  }

  get type(): string {
    return this.info.type;
  }

  get detached(): boolean {
    return this.#detached;
  }

  onDetached(listener: () => void): void {
    if (this.#detached) listener();
    else this.#onDetached.push(listener);
  }

  /** Title, URL or opener changed. */
  onInfoChanged(listener: (info: Protocol.Target.TargetInfo) => void): void {
    this.#onInfoChanged.push(listener);
  }

  /** TargetManager only. */
  update(info: Protocol.Target.TargetInfo): void {
    this.info = info;
    for (const listener of this.#onInfoChanged) listener(info);
  }

  /** TargetManager only. */
  markDetached(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.parent?.children.delete(this);
    for (const child of this.children) child.markDetached();
    for (const listener of this.#onDetached.splice(0)) listener();
  }
}
