/**
 * will-navigate, will-frame-navigate and will-redirect: navigations that a page starts are held at the network until
 * the listeners have had their say. did-redirect-navigation comes with it. The gate is up only while somebody listens.
 */
import { observeListeners, type ObservedEmitter } from '../observed-emitter';
import { ORDER, RequestInterception, type PausedRequest, type Verdict } from '../request-pipeline/request-interception';
import type { Frame } from './frame';
import type { Loading } from './loading';
import type { Page } from './page';

export interface GateEvents {
  /** Emits an event with these details; true if a listener prevented it. */
  ask(event: GateEvent, details: { url: string; frame: Frame }): boolean;
  /** A navigation follows the redirect that nobody has prevented: did-redirect-navigation. */
  redirected(details: { url: string; frame: Frame }): void;
}

export type GateEvent = 'will-navigate' | 'will-frame-navigate' | 'will-redirect';
const ASKED = ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const satisfies GateEvent[];
/** All that need the gate. */
const EVENTS: readonly string[] = [...ASKED, 'did-redirect-navigation'];

export class NavigationGate {
  readonly #contents: ObservedEmitter;
  readonly #loading: Loading;
  readonly #events: GateEvents;
  #page: Page | null = null;
  #remove: (() => void) | null = null;

  constructor(contents: ObservedEmitter, loading: Loading, events: GateEvents) {
    this.#contents = contents;
    this.#loading = loading;
    this.#events = events;
    observeListeners(contents, () => (this.#wanted ? this.#raise() : this.#lower()));
  }

  attach(page: Page): void {
    this.#lower();
    this.#page = page;
    page.on('closed', () => this.#lower());
    if (this.#wanted) this.#raise();
  }

  get #wanted(): boolean {
    return EVENTS.some((event) => this.#contents.listenerCount(event) > 0);
  }

  #raise(): void {
    if (this.#remove || !this.#page) return;
    const page = this.#page;
    const rule = { urls: ['<all_urls>'], types: ['Document'] };
    this.#remove = RequestInterception.of(page.browser).add(
      rule,
      (request) => this.#onRequest(page, request),
      ORDER.navigation,
    );
  }

  #lower(): void {
    this.#remove?.();
    this.#remove = null;
  }

  #onRequest(page: Page, request: PausedRequest): Verdict {
    const frame = page.frames.byId(request.frameId);
    if (!frame) return null;
    const details = { url: page.schemes.toApp(request.request.url), frame };
    let prevented;
    if (request.redirectedRequestId) {
      prevented = this.#events.ask('will-redirect', details);
      if (!prevented) this.#events.redirected(details);
    } else prevented = this.#startedByPage(frame) && this.#willNavigate(details);
    // Aborted leaves the page where it is.
    return prevented ? { kind: 'fail', errorReason: 'Aborted' } : null;
  }

  /** What the app itself loads is not asked about. */
  #startedByPage(frame: Frame): boolean {
    return !frame.isMain || (this.#loading.pendingURL === null && !this.#loading.appNavigation);
  }

  #willNavigate(details: { url: string; frame: Frame }): boolean {
    if (this.#events.ask('will-frame-navigate', details)) return true;
    return details.frame.isMain && this.#events.ask('will-navigate', details);
  }
}
