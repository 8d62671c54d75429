/** The protocol handlers of one session, and which requests of its browser they see. */
import { substitutePattern } from '../../common/scheme-map';
import type { BrowserContext } from '../browser-context/browser-context';
import { SentBlobs } from '../browser-context/sent-blobs';
import type { CDPSession } from '../devtools/connection';
import type { Browser } from '../browser-process/browser';
import type { Policies } from '../policies/policies';
import { MainProcessRequests } from '../request-pipeline/main-process-requests';
import {
  ORDER,
  RequestInterception,
  type PausedRequest,
  type RequestHandler,
  type Verdict,
} from '../request-pipeline/request-interception';
import { AnswerSender, type Exchange } from './answer-sender';
import type { ProtocolHandler } from './answer';
import { OpenRequests } from './open-requests';
import { PageSupport } from './page-support';
import { BUILT_IN, isBuiltIn, type PrivilegedSchemes } from './privileged-schemes';
import { checkPrivileges, isFavicon } from './privileges';
import { protocolRequest } from './protocol-request';
import { relaySwitches } from './relay-endpoint';

/** Who answers the URLs of a scheme: all of them, or those of one host ("my.app:8080"). */
interface Route {
  handler: ProtocolHandler;
  host: string | null;
}

/** What one running browser has of it. */
interface Attachment {
  browser: Browser;
  open: OpenRequests;
  sender: AnswerSender;
  remove: (() => void) | null;
}

/**
 * As in Electron, pages of a secure scheme may use what comes over http:. Chromium keeps such content from https: pages, as which
 * they appear here. No server has a name below .invalid.
 */
const MIXED_CONTENT: Policies = { InsecureContentAllowedForUrls: ['https://[*.]invalid'] };

export class ProtocolHandlers {
  readonly #context: BrowserContext;
  readonly #privileged: PrivilegedSchemes;
  readonly #registered = new Map<string, Route>();
  readonly #intercepted = new Map<string, Route>();
  readonly #pages: PageSupport;
  #attachment: Attachment | null = null;

  constructor(context: BrowserContext, privileged: PrivilegedSchemes) {
    this.#context = context;
    this.#privileged = privileged;
    this.#pages = new PageSupport(context, privileged);
    for (const scheme of privileged.all()) context.schemes.add(scheme);
    context.contribute({
      switches: relaySwitches,
      policies: () => (privileged.all().some(({ secure }) => secure) ? MIXED_CONTENT : {}),
    });
    context.onBrowser((browser) => this.#attach(browser));
  }

  /** False if the scheme has one already. With a host, which must be as in URL.host, URLs of others have no handler. */
  register(scheme: string, handler: ProtocolHandler, host: string | null = null): boolean {
    return this.#add(this.#registered, scheme, { handler, host });
  }

  /** False if the scheme had none. Requests that it was asked for before are still answered by it. */
  unregister(scheme: string): boolean {
    return this.#delete(this.#registered, scheme);
  }

  isRegistered(scheme: string): boolean {
    return this.#registered.has(scheme);
  }

  /** Goes before what is registered. False if the scheme is intercepted already. */
  intercept(scheme: string, handler: ProtocolHandler, host: string | null = null): boolean {
    return this.#add(this.#intercepted, scheme, { handler, host });
  }

  unintercept(scheme: string): boolean {
    return this.#delete(this.#intercepted, scheme);
  }

  isIntercepted(scheme: string): boolean {
    return this.#intercepted.has(scheme);
  }

  /** Whether URLs of a scheme can have relative ones, and hosts. */
  isStandard(scheme: string): boolean {
    return isBuiltIn(scheme) || this.#context.schemes.get(scheme)?.standard === true;
  }

  /** Those before others come first. */
  #routesOf(scheme: string): Route[] {
    return [this.#intercepted.get(scheme), this.#registered.get(scheme)].filter((route) => route !== undefined);
  }

  #handlerOf({ scheme, url }: { scheme: string; url: string }): ProtocolHandler | undefined {
    return this.#routesOf(scheme).find(({ host }) => host === null || new URL(url).host === host)?.handler;
  }

  #add(handlers: Map<string, Route>, scheme: string, route: Route): boolean {
    if (handlers.has(scheme)) return false;
    handlers.set(scheme, route);
    if (scheme === 'http' || scheme === 'https') this.#context.handled.add(scheme, route.host);
    if (!isBuiltIn(scheme)) this.#context.schemes.add({ scheme, standard: false, secure: false });
    this.#applyRules();
    return true;
  }

  #delete(handlers: Map<string, Route>, scheme: string): boolean {
    if (!handlers.delete(scheme)) return false;
    this.#applyRules();
    return true;
  }

  #attach(browser: Browser): void {
    const open = new OpenRequests(browser, () => this.#onIdle());
    const schemesWith = (privilege: 'bypassCSP' | 'corsEnabled'): string[] =>
      this.#privileged
        .all()
        .filter((scheme) => scheme[privilege])
        .map(({ scheme }) => scheme);
    const sender = new AnswerSender(browser, {
      schemes: this.#context.schemes,
      bypassingCSP: schemesWith('bypassCSP'),
      corsEnabled: schemesWith('corsEnabled'),
    });
    this.#pages.attach(browser);
    this.#attachment = { browser, open, sender, remove: null };
    this.#applyRules();
  }

  #applyRules(): void {
    const attachment = this.#attachment;
    if (!attachment?.browser.alive) return;
    const handled = [...new Set([...this.#registered.keys(), ...this.#intercepted.keys()])];
    // Chromium lets go of what is paused when interception ends: requests that a handler has must not reach the network.
    if (handled.length === 0 && attachment.open.size > 0) return;
    const { remove } = attachment;
    attachment.remove = null;
    if (handled.length > 0) this.#addRule(attachment, handled);
    // Behind the new rule: without any rule interception would end.
    remove?.();
  }

  /** Handlers may have gone while requests were in them. */
  #onIdle(): void {
    if (this.#registered.size + this.#intercepted.size === 0) this.#applyRules();
  }

  #addRule(attachment: Attachment, handled: string[]): void {
    const { schemes } = this.#context;
    const urls = handled.flatMap((scheme) => {
      const place = schemes.get(scheme);
      return place ? [substitutePattern(place), `${scheme}:*`] : this.#patternsOf(scheme);
    });
    const onRequest: RequestHandler = (paused, session) => this.#onRequest(attachment, paused, session);
    attachment.remove = RequestInterception.of(attachment.browser).add({ urls }, onRequest, ORDER.protocol);
  }

  /** Of a scheme of Chromium's own: requests to other hosts are not even paused. */
  #patternsOf(scheme: string): string[] {
    const hosts = this.#routesOf(scheme).map(({ host }) => host);
    if (hosts.includes(null)) return [BUILT_IN[scheme]!];
    return hosts.map((host) => `${scheme}://${host}/*`);
  }

  /** The verdict on a request that no handler is to hear of; undefined: ask `handler`. */
  #decideBefore(
    { browser }: Attachment,
    paused: PausedRequest,
    { scheme }: { scheme: string },
    handler: ProtocolHandler | undefined,
  ): Verdict | undefined {
    const { schemes } = this.#context;
    const own = MainProcessRequests.of(browser).get(paused);
    if (own?.bypassCustomProtocolHandlers) return null;
    if (!schemes.get(scheme)) return isFavicon(paused) || !handler ? null : undefined;
    if (isFavicon(paused)) return { kind: 'fail', errorReason: 'Aborted' };
    if (!handler) return null;
    if (own) return undefined; // the app itself needs no privileges
    return checkPrivileges(paused, schemes, this.#privileged.get(scheme)) ?? undefined;
  }

  async #onRequest(attachment: Attachment, paused: PausedRequest, session?: CDPSession): Promise<Verdict> {
    const { open, sender } = attachment;
    const { schemes } = this.#context;
    const request = protocolRequest(paused, schemes);
    const respond = this.#handlerOf(request);
    const decided = this.#decideBefore(attachment, paused, request, respond);
    if (decided !== undefined || !respond) return decided ?? null;
    MainProcessRequests.of(attachment.browser).get(paused)?.onHandled();
    const entry = open.begin(paused, session);
    const { signal } = entry.controller;
    const exchange: Exchange = {
      paused,
      request: { ...request, signal, keepBlob: (bytes) => SentBlobs.of(this.#context).keep(bytes) },
      onStreaming: () => {
        entry.streaming = true;
        return () => open.end(entry);
      },
      abort: () => entry.controller.abort(),
    };
    const answered = respond(exchange.request).then((answer) => sender.verdict(answer, exchange));
    const verdict = await Promise.race([answered, whenAborted(signal)]);
    if (!entry.streaming) open.end(entry);
    return verdict;
  }
}

/** Its request is gone: any verdict does. */
const whenAborted = (signal: AbortSignal): Promise<Verdict> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'fail', errorReason: 'Aborted' }), { once: true });
  });
