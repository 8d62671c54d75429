/** A page driven by bare DevTools commands: of Chromium started by the bench, or of Valence's own pipe. */
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import type { ProtocolClient } from '../lib/protocol-client';
import { fetchExpression, type BodyPage, type Interception, type PageOptions, type RequestPage } from './driver';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;

const INVOKE_BINDING = 'benchSend';

/** Page side of window.benchInvoke over a binding: numbers calls, keeps their promises. */
const INVOKE_SOURCE = `(() => {
  const calls = new Map();
  let last = 0;
  window.benchInvoke = (value) => new Promise((resolve) => {
    calls.set(++last, resolve);
    window.${INVOKE_BINDING}(JSON.stringify([last, value]));
  });
  window.benchResolve = (id, value) => { calls.get(id)(value); calls.delete(id); };
})()`;

export interface ProtocolPageOptions extends PageOptions {
  browserContextId?: string | undefined;
  /** Bytes as they are, or as base64 for a pipe that cannot carry them. */
  encodeBody: (body: Buffer) => Buffer | string;
}

export class ProtocolPage implements BodyPage, RequestPage {
  readonly #client: ProtocolClient;
  readonly #sessionId: string;
  readonly #encodeBody: (body: Buffer) => Buffer | string;
  readonly #loaded = new Map<string, () => void>();

  private constructor(client: ProtocolClient, sessionId: string, options: ProtocolPageOptions) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#encodeBody = options.encodeBody;
    this.#on('Page.lifecycleEvent', ({ name, loaderId }) => {
      if (name === 'load') this.#onLoad(loaderId);
    });
  }

  static async open(client: ProtocolClient, options: ProtocolPageOptions): Promise<ProtocolPage> {
    const { targetId } = await client.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      browserContextId: options.browserContextId,
    });
    const attach = { targetId, flatten: true };
    const { sessionId } = await client.send('Target.attachToTarget', attach);
    const page = new ProtocolPage(client, sessionId, options);
    await Promise.all([
      page.#send('Page.enable'),
      page.#send('Page.setLifecycleEventsEnabled', { enabled: true }),
      options.invoke ? page.#addInvoke(options.invoke) : null,
    ]);
    return page;
  }

  #send<M extends keyof Commands>(method: M, params: object = {}): Promise<Commands[M]['returnType']> {
    return this.#client.send(method, params, this.#sessionId);
  }

  #on<E extends keyof Events>(event: E, listener: (params: Events[E][0]) => void): void {
    this.#client.on(event, this.#sessionId, listener);
  }

  async #addInvoke(invoke: (value: number) => number): Promise<void> {
    this.#on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      const [id, value] = JSON.parse(payload) as [number, number];
      const expression = `benchResolve(${id}, ${invoke(value)})`;
      void this.#send('Runtime.evaluate', { expression, contextId: executionContextId });
    });
    await Promise.all([
      this.#send('Runtime.enable'),
      this.#send('Runtime.addBinding', { name: INVOKE_BINDING }),
      this.#send('Page.addScriptToEvaluateOnNewDocument', { source: INVOKE_SOURCE }),
    ]);
  }

  /** A document may have loaded before the answer to its navigation was read. */
  #onLoad(loaderId: string): void {
    const waiting = this.#loaded.get(loaderId);
    if (waiting) waiting();
    else this.#loaded.set(loaderId, () => undefined);
  }

  async load(url: string): Promise<void> {
    const { loaderId, errorText } = await this.#send('Page.navigate', { url });
    if (errorText || loaderId === undefined) throw new Error(`${url}: ${errorText ?? 'no new document'}`);
    if (this.#loaded.has(loaderId)) return;
    await new Promise<void>((resolve) => this.#loaded.set(loaderId, resolve));
  }

  async evaluate(expression: string, userGesture = false): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as unknown;
  }

  intercept(mode: Interception): Promise<void> {
    if (mode === 'none') return Promise.resolve();
    return Promise.reject(new Error('Bare Chromium is measured without interception only'));
  }

  async fulfill(path: string, body: Buffer): Promise<void> {
    this.#on('Fetch.requestPaused', ({ requestId }) => {
      void this.#send('Fetch.fulfillRequest', {
        requestId,
        responseCode: 200,
        responseHeaders: [{ name: 'content-type', value: 'application/octet-stream' }],
        body: this.#encodeBody(body),
      });
    });
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: `*${path}` }] });
    // Its default keeps no body of this size.
    await this.#send('Network.enable', { maxTotalBufferSize: 1 << 28, maxResourceBufferSize: 1 << 27 });
  }

  async fetchResponse(url: string): Promise<() => Promise<Buffer>> {
    const finished = this.#untilFinished(url);
    await this.evaluate(fetchExpression(url));
    const requestId = await finished;
    return async () => {
      const { body, base64Encoded } = await this.#send('Network.getResponseBody', { requestId });
      return Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
    };
  }

  #untilFinished(url: string): Promise<string> {
    return new Promise((resolve) => {
      const ids = new Set<string>();
      this.#on('Network.requestWillBeSent', ({ requestId, request }) => {
        if (request.url.endsWith(url)) ids.add(requestId);
      });
      this.#on('Network.loadingFinished', ({ requestId }) => {
        if (ids.has(requestId)) resolve(requestId);
      });
    });
  }
}
