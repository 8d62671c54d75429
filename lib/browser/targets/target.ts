/** One attached target of a browser (page, frame of another process, worker …) and its DevTools session. */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

/** Why a target's process ended. */
export interface TargetCrash {
  /** Chromium's word for it: "crashed", "killed", "oom", "abnormal" … (base/process/kill.h) */
  status: string;
  /** The signal, on POSIX. */
  errorCode: number;
}

export class Target {
  info: Protocol.Target.TargetInfo;
  readonly session: CDPSession;
  /** The target whose session announced this one; null for what the browser announced. */
  readonly parent: Target | null;
  /** Targets that live inside this one: frames of other processes and workers. */
  readonly children = new Set<Target>();
  /** It is to be closed without having run: nobody lets it go on. */
  isDenied = false;
  #detached = false;
  readonly #onDetached: (() => void)[] = [];
  readonly #onCrashed: ((crash: TargetCrash) => void)[] = [];
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

  /** A page, or a frame of another process: it has a window, and domains such as Page, Log and Security. */
  get hasDocuments(): boolean {
    return this.type === 'page' || this.type === 'iframe';
  }

  get detached(): boolean {
    return this.#detached;
  }

  onDetached(listener: () => void): void {
    if (this.#detached) listener();
    else this.#onDetached.push(listener);
  }

  /** Its process ended by itself; the target stays. */
  onCrashed(listener: (crash: TargetCrash) => void): void {
    this.#onCrashed.push(listener);
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
  markCrashed(crash: TargetCrash): void {
    for (const listener of this.#onCrashed) listener(crash);
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
