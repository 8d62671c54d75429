/**
 * What happens to the requests of a browser, without holding any: the Network domain of every target, on while somebody
 * subscribes. The events of one request come in order, but for those with "ExtraInfo", which have a way of their own.
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

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.targets.addSetup((target) => {
      if (this.active) this.#enable(target);
    });
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new NetworkActivity(browser));

  get active(): boolean {
    return this.#subscribers.size > 0;
  }

  /** Called whenever the last subscriber has gone. */
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
    const { deferrable, omitted } = this.#delivery;
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
    this.#subscribers.add(listeners);
    if (this.#subscribers.size === 1) {
      this.#deliver();
      for (const target of this.#browser.targets.all()) this.#enable(target);
      void attachServiceWorkers(this.#browser);
    }
    return () => {
      if (this.#subscribers.delete(listeners) && !this.active) this.#disable();
    };
  }

  #enable(target: Target): void {
    if (!WITH_NETWORK.has(target.type) || this.#enabled.has(target.id)) return;
    this.#enabled.set(target.id, target);
    target.session.post('Network.enable', NO_BUFFERS);
    if (this.#heard.has(target.session)) return;
    this.#heard.add(target.session);
    for (const event of EVENTS) this.#forward(event, target);
    target.onDetached(() => this.#onDetached(target));
  }

  #forward(event: ActivityEvent, target: Target): void {
    target.session.on(event, (params: EventParams<ActivityEvent>) => this.tell(event, params, target));
  }

  #onDetached(target: Target): void {
    if (this.#enabled.get(target.id) !== target) return;
    this.#enabled.delete(target.id);
    if (!this.active) return;
    const other = this.#browser.targets.byId(target.id);
    if (other) this.#enable(other);
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
