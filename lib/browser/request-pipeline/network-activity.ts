/**
 * The Network domain of every target of a browser: it reports what happens to requests without holding any, and slows them
 * down. On while somebody subscribes, or while network conditions are emulated. The events of one request come in order, but
 * for those with "ExtraInfo", which have a way of their own.
 */
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import type { CDPSession, EventParams } from '../devtools/connection';
import type { Target } from '../targets/target';
import { omittedWith } from './omitted-members';
import { attachServiceWorkers } from './attach-service-workers';

const EVENTS = [
  'Network.requestWillBeSent',
  'Network.requestWillBeSentExtraInfo',
  'Network.responseReceived',
  'Network.responseReceivedExtraInfo',
  'Network.loadingFinished',
  'Network.loadingFailed',
  'Network.webSocketCreated',
  'Network.webSocketWillSendHandshakeRequest',
  'Network.webSocketHandshakeResponseReceived',
  'Network.webSocketFrameError',
  'Network.webSocketClosed',
] as const;

export type ActivityEvent = (typeof EVENTS)[number];

/** Whose requests they are: a target, as far as it matters here. */
export interface ActivitySource {
  readonly id: string;
  readonly type: string;
  readonly parent: ActivitySource | null;
}

/** How events come to the subscribers. */
export interface Delivery {
  /** These may come with later ones: nobody waits for them. */
  deferrable: readonly ActivityEvent[];
  /** Nobody reads these. */
  omitted: readonly ActivityEvent[];
}

/** Emulated conditions of a network: milliseconds, bytes per second; 0: not limited. */
export interface NetworkConditions {
  readonly offline: boolean;
  readonly latency: number;
  readonly downloadThroughput: number;
  readonly uploadThroughput: number;
}

const UNLIMITED: NetworkConditions = { offline: false, latency: 0, downloadThroughput: 0, uploadThroughput: 0 };

/** One function for each event that is wanted. */
export type ActivityListeners = {
  [E in ActivityEvent]?: (params: EventParams<E>, source: ActivitySource) => void;
} & {
  /** The source is gone, and with it whatever its requests had still to tell. */
  detached?: (source: ActivitySource) => void;
};

const WITH_NETWORK = new Set(['page', 'iframe', 'worker', 'service_worker', 'shared_worker', 'background_page']);

/** Chromium shall keep no bodies for us. */
const NO_BUFFERS = { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 };

export class NetworkActivity {
  readonly #browser: Browser;
  readonly #subscribers = new Set<ActivityListeners>();
  #delivery: Delivery = { deferrable: [], omitted: [] };
  readonly #onInactive: (() => void)[] = [];
  readonly #heard = new WeakSet<CDPSession>();
  /** Ids of sessions that others read, too. */
  readonly #unfilteredSessions = new Set<string>();
  /** The one session of each target that the domain is enabled for: every further one would tell the same again. */
  readonly #enabled = new Map<string, Target>();
  /** Sessions of pages of the library's own, which have enabled the domain themselves. */
  readonly #ownPages = new Set<CDPSession>();
  #conditions: NetworkConditions | null = null;

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.targets.addSetup((target) => {
      if (this.active) void this.#enable(target);
    });
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new NetworkActivity(browser));

  /** Whether the domain is on. */
  get active(): boolean {
    return this.#subscribers.size > 0 || this.#conditions !== null;
  }

  /**
   * Emulates a network in every target that is there and every one to come; null ends it. Resolves when targets that are
   * there have it, service workers included.
   */
  async setConditions(conditions: NetworkConditions | null): Promise<void> {
    const wasActive = this.active;
    this.#conditions = conditions;
    if (!wasActive && conditions === null) return;
    const sessions = [...this.#ownPages, ...[...this.#enabled.values()].map(({ session }) => session)];
    const emulated = sessions.map((session) => emulate(session, conditions ?? UNLIMITED));
    if (!this.active) this.#disable();
    else if (wasActive) this.#deliver();
    else emulated.push(this.#enableAll());
    await Promise.all(emulated);
  }

  /** Such a page has enabled the domain at its session: it is slowed down like any target. Returns a function that ends it. */
  addOwnPage(session: CDPSession): () => void {
    this.#ownPages.add(session);
    if (this.#conditions) void emulate(session, this.#conditions);
    return () => void this.#ownPages.delete(session);
  }

  /** Called whenever the domain has been switched off. */
  onInactive(listener: () => void): void {
    this.#onInactive.push(listener);
  }

  /** Until the last subscriber has gone. */
  setDelivery(delivery: Delivery): void {
    this.#delivery = delivery;
    if (this.active) this.#deliver();
  }

  #deliver(): void {
    if (!this.#browser.alive) return;
    const { deferrable } = this.#delivery;
    const omitted = this.#subscribers.size > 0 ? this.#delivery.omitted : EVENTS;
    this.#browser.connection.native.setEventDelivery({
      omitted: this.active ? omittedWith(omitted) : [],
      deferrable: [...deferrable],
      unfilteredSessions: [...this.#unfilteredSessions],
    });
  }

  /**
   * The events of this session are read by others, who need all of them, at once. What subscribers may hear of them is
   * theirs to tell(). Returns a function that takes it back.
   */
  addUnfilteredSession(sessionId: string): () => void {
    this.#unfilteredSessions.add(sessionId);
    if (this.active) this.#deliver();
    return () => {
      if (this.#unfilteredSessions.delete(sessionId) && this.active) this.#deliver();
    };
  }

  /** Tells the subscribers. */
  tell<E extends ActivityEvent>(event: E, params: EventParams<E>, source: ActivitySource): void {
    for (const listeners of this.#subscribers) {
      const listener = listeners[event] as ((of: EventParams<E>, at: ActivitySource) => void) | undefined;
      listener?.(params, source);
    }
  }

  /** Tells them that nothing more will be told of this source. */
  tellDetached(source: ActivitySource): void {
    for (const listeners of this.#subscribers) listeners.detached?.(source);
  }

  /** Requests that began before are not told. Returns a function that ends it. */
  subscribe(listeners: ActivityListeners): () => void {
    const wasActive = this.active;
    this.#subscribers.add(listeners);
    if (!wasActive) void this.#enableAll();
    else if (this.#subscribers.size === 1) this.#deliver();
    return () => {
      if (!this.#subscribers.delete(listeners) || this.#subscribers.size > 0) return;
      if (!this.active) this.#disable();
      else {
        this.#delivery = { deferrable: [], omitted: [] };
        this.#deliver();
      }
    };
  }

  /** Resolves when service workers that had no session have one. */
  async #enableAll(): Promise<void> {
    this.#deliver();
    const enabled = [...this.#browser.targets.all()].map((target) => this.#enable(target));
    await attachServiceWorkers(this.#browser);
    await Promise.all(enabled);
  }

  /** Resolves when conditions that are emulated hold there. */
  #enable(target: Target): Promise<void> {
    if (!WITH_NETWORK.has(target.type) || this.#enabled.has(target.id)) return Promise.resolve();
    this.#enabled.set(target.id, target);
    this.#enableDomain(target);
    const emulated = this.#conditions ? emulate(target.session, this.#conditions) : Promise.resolve();
    if (this.#heard.has(target.session)) return emulated;
    this.#heard.add(target.session);
    for (const event of EVENTS) this.#forward(event, target);
    target.onDetached(() => this.#onDetached(target));
    return emulated;
  }

  /** Chromium drops conditions of a shared worker that has no process yet: it has one when the domain is on. */
  #enableDomain({ session, type }: Target): void {
    if (type !== 'shared_worker') {
      session.post('Network.enable', NO_BUFFERS);
      return;
    }
    const again = (): Promise<void> | null => this.#conditions && emulate(session, this.#conditions);
    session.send('Network.enable', NO_BUFFERS).then(again, () => undefined); // it is over before
  }

  #forward(event: ActivityEvent, target: Target): void {
    target.session.on(event, (params: EventParams<ActivityEvent>) => this.tell(event, params, target));
  }

  #onDetached(target: Target): void {
    if (this.#enabled.get(target.id) !== target) return;
    this.#enabled.delete(target.id);
    if (!this.active) return;
    const other = this.#browser.targets.byId(target.id);
    if (other) void this.#enable(other);
    else this.tellDetached(target);
  }

  #disable(): void {
    for (const target of this.#enabled.values()) target.session.post('Network.disable');
    this.#enabled.clear();
    this.#delivery = { deferrable: [], omitted: [] };
    this.#deliver();
    for (const listener of this.#onInactive) listener();
  }
}

/** Resolves, too, for a target that ends meanwhile. */
async function emulate(session: CDPSession, conditions: NetworkConditions): Promise<void> {
  // Dedicated workers answer "Not supported" when the network has them already: navigator.onLine follows their page there.
  await session.send('Network.emulateNetworkConditions', conditions).catch(() => undefined);
}
