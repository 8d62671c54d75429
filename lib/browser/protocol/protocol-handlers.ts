/** The protocol handlers of one session, and the requests of its browser that they answer. */
import { substitutePattern } from '../../common/scheme-map';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { RequestInterception, type PausedRequest, type Verdict } from '../network/request-interception';
import { errorReason, type Answer, type ProtocolHandler } from './answer';
import { protocolRequest } from './protocol-request';

/** Behind webRequest. */
const ORDER = 100;

/** Schemes of Chromium's own that handlers can take over, with the patterns of their URLs. */
const BUILT_IN: Record<string, string> = { http: 'http://*/*', https: 'https://*/*', file: 'file:///*' };

export const isBuiltIn = (scheme: string): boolean => Object.hasOwn(BUILT_IN, scheme);

export class ProtocolHandlers {
  readonly #context: BrowserContext;
  readonly #registered = new Map<string, ProtocolHandler>();
  readonly #intercepted = new Map<string, ProtocolHandler>();
  #remove: (() => void) | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
    context.onBrowser((browser) => this.#apply(browser));
  }

  /** False if the scheme has one already. */
  register(scheme: string, handler: ProtocolHandler): boolean {
    return this.#add(this.#registered, scheme, handler);
  }

  /** False if the scheme had none. */
  unregister(scheme: string): boolean {
    return this.#delete(this.#registered, scheme);
  }

  isRegistered(scheme: string): boolean {
    return this.#registered.has(scheme);
  }

  /** Goes before what is registered. False if the scheme is intercepted already. */
  intercept(scheme: string, handler: ProtocolHandler): boolean {
    return this.#add(this.#intercepted, scheme, handler);
  }

  unintercept(scheme: string): boolean {
    return this.#delete(this.#intercepted, scheme);
  }

  isIntercepted(scheme: string): boolean {
    return this.#intercepted.has(scheme);
  }

  #add(handlers: Map<string, ProtocolHandler>, scheme: string, handler: ProtocolHandler): boolean {
    if (handlers.has(scheme)) return false;
    handlers.set(scheme, handler);
    if (!isBuiltIn(scheme)) this.#context.schemes.add({ scheme, standard: false, secure: false });
    this.#changed();
    return true;
  }

  #delete(handlers: Map<string, ProtocolHandler>, scheme: string): boolean {
    if (!handlers.delete(scheme)) return false;
    this.#changed();
    return true;
  }

  #changed(): void {
    const browser = this.#context.current;
    if (browser) this.#apply(browser);
  }

  #apply(browser: Browser): void {
    this.#remove?.();
    this.#remove = null;
    const schemes = new Set([...this.#registered.keys(), ...this.#intercepted.keys()]);
    if (schemes.size === 0) return;
    const urls = [...schemes].map((scheme) => BUILT_IN[scheme] ?? substitutePattern(this.#context.schemes.get(scheme)!));
    this.#remove = RequestInterception.of(browser).add({ urls }, (paused) => this.#onRequest(paused), ORDER);
  }

  async #onRequest(paused: PausedRequest): Promise<Verdict> {
    const request = protocolRequest(paused, this.#context.schemes, new AbortController().signal);
    const handler = this.#intercepted.get(request.scheme) ?? this.#registered.get(request.scheme);
    if (!handler) return null;
    return this.#verdict(await handler(request));
  }

  async #verdict(answer: Answer): Promise<Verdict> {
    if (answer.kind === 'pass') return null;
    if (answer.kind === 'error') return { kind: 'fail', errorReason: errorReason(answer.code) };
    if (answer.kind === 'forward') return { kind: 'continue', url: answer.url };
    const chunks: Uint8Array[] = [];
    const { body } = answer;
    if (body instanceof Uint8Array) chunks.push(body);
    else if (body) for (let item = await body.next(); !item.done; item = await body.next()) chunks.push(item.value);
    return {
      kind: 'fulfill',
      responseCode: answer.status,
      ...(answer.statusText === '' ? {} : { responsePhrase: answer.statusText }),
      responseHeaders: answer.headers.map(([name, value]) => ({ name, value })),
      body: Buffer.concat(chunks),
    };
  }
}
