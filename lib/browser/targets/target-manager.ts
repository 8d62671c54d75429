/**
 * Sees every target of a browser before it runs. Each is held by Chromium until the subscribers have written their
 * set-up commands; the pipe keeps the order, so all of them are in force before the first script.
 */
import type Protocol from 'devtools-protocol';
import type { CDPSession, Connection } from '../devtools/connection';
import { Target } from './target';

/** What a subsystem does to every target; the target waits for a promise it returns. */
export type TargetSetup = (target: Target) => Promise<void> | void;

/** Targets that may hold targets of their own. */
const PARENTS = new Set(['page', 'iframe', 'background_page', 'tab']);

export class TargetManager {
  readonly #connection: Connection;
  readonly #bySession = new Map<string, Target>();
  readonly #setups: TargetSetup[] = [];
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

  /** Called for every target from now on, before its first script runs. Write commands, do not wait for replies. */
  addSetup(setup: TargetSetup): void {
    this.#setups.push(setup);
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
      for (const setup of this.#setups) {
        const hold = setup(target);
        if (hold) holds.push(hold);
      }
    } finally {
      if (event.waitingForDebugger) this.#run(target, holds);
    }
  }

  #run(target: Target, holds: Promise<void>[]): void {
    const run = (): void => target.session.post('Runtime.runIfWaitingForDebugger');
    if (holds.length === 0) run();
    else void Promise.allSettled(holds).then(run);
  }

  #onDetached(target: Target): void {
    this.#bySession.delete(target.session.sessionId!);
    target.markDetached();
  }
}
