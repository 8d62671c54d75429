/**
 * Sees every target of a browser before it runs. Each is held by Chromium until the subscribers have written their
 * set-up commands; the pipe keeps the order, so all of them are in force before the first script.
 */
import type Protocol from 'devtools-protocol';
import type { CDPSession, Connection } from '../devtools/connection';
import { Target } from './target';

/** What a subsystem does to every target; a target that attaches waits for a promise it returns. */
export type TargetSetup = (target: Target) => Promise<void> | void;

/** What has to happen before the app's scripts run in a target, as of now. Never rejects; undefined: nothing. */
export type TargetHold = (target: Target) => Promise<void> | undefined;

/** Targets that may hold targets of their own. */
const PARENTS = new Set(['page', 'iframe', 'background_page', 'tab']);

export class TargetManager {
  readonly #connection: Connection;
  readonly #bySession = new Map<string, Target>();
  readonly #setups: TargetSetup[] = [];
  readonly #holds: TargetHold[] = [];
  /** By the id of the target: who waits for its next session, which is private. */
  readonly #private = new Map<string, (session: CDPSession) => void>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#listen(connection.browser, null);
    void connection.closed.then(() => {
      for (const target of this.#bySession.values()) target.markDetached();
      this.#bySession.clear();
    });
  }

  /**
   * Called for every target before its first script runs, and at once for those that are attached: a browser from the
   * reserve has a page already. Write commands, do not wait for replies.
   */
  addSetup(setup: TargetSetup): void {
    this.#setups.push(setup);
    for (const target of this.#bySession.values()) void setup(target);
  }

  /** Asked when a target attaches, and again before an app uses a page that was attached earlier. */
  addHold(hold: TargetHold): void {
    this.#holds.push(hold);
  }

  /** Resolves when nothing holds the target any more. */
  async untilReleased(target: Target): Promise<void> {
    await Promise.all(this.#holds.map(async (hold) => hold(target)));
  }

  /** A session with a target that no setup sees: for what only its caller may do there. Rejects if there is no such target. */
  async attachPrivately(targetId: string): Promise<CDPSession> {
    // From the event: by the time of the reply the session may have come and gone.
    const attached = new Promise<CDPSession>((resolve) => this.#private.set(targetId, resolve));
    try {
      await this.#connection.browser.send('Target.attachToTarget', { targetId, flatten: true });
    } finally {
      this.#private.delete(targetId);
    }
    return attached;
  }

  /** Every attached target. */
  all(): Iterable<Target> {
    return this.#bySession.values();
  }

  /** An attached target by its id. */
  byId(targetId: string): Target | null {
    for (const target of this.#bySession.values()) if (target.id === targetId) return target;
    return null;
  }

  /** Resolves when Chromium reports its targets. */
  async start(): Promise<void> {
    const { browser } = this.#connection;
    // Titles, URLs and crashes of pages; without discovery an attached target's info stays that of its first moment.
    browser.post('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] });
    await this.#autoAttach(browser);
  }

  async #autoAttach(session: CDPSession): Promise<void> {
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  #listen(session: CDPSession, parent: Target | null): void {
    session.on('Target.attachedToTarget', (event) => this.#onAttached(event, parent));
    session.on('Target.targetCrashed', ({ targetId, ...crash }) => this.byId(targetId)?.markCrashed(crash));
    session.on('Target.targetInfoChanged', ({ targetInfo }) => {
      this.byId(targetInfo.targetId)?.update(targetInfo);
    });
  }

  #onAttached(event: Protocol.Target.AttachedToTargetEvent, parent: Target | null): void {
    const session = this.#connection.session(event.sessionId);
    const take = this.#private.get(event.targetInfo.targetId);
    if (take) {
      this.#private.delete(event.targetInfo.targetId);
      if (event.waitingForDebugger) session.post('Runtime.runIfWaitingForDebugger');
      take(session);
      return;
    }
    const target = new Target(event.targetInfo, session, parent);
    this.#bySession.set(event.sessionId, target);
    session.onLost((loss) => {
      // With the browser all targets go, in their order.
      if (loss === 'Target closed' && !this.#connection.exited) this.#onDetached(target);
    });
    if (PARENTS.has(target.type)) {
      this.#listen(target.session, target);
      this.#autoAttach(target.session).catch(() => undefined); // gone already: its detach event tells
    }
    const holds: Promise<void>[] = [];
    try {
      for (const step of [...this.#setups, ...this.#holds]) {
        const hold = step(target);
        if (hold) holds.push(hold);
      }
    } finally {
      if (event.waitingForDebugger) this.#run(target, holds);
    }
  }

  #run(target: Target, holds: Promise<void>[]): void {
    const run = (): void => {
      if (!target.isDenied) target.session.post('Runtime.runIfWaitingForDebugger');
    };
    if (holds.length === 0) run();
    else void Promise.allSettled(holds).then(run);
  }

  #onDetached(target: Target): void {
    this.#bySession.delete(target.session.sessionId!);
    target.markDetached();
  }
}
