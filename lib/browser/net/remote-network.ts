/** The network of the app, as a utility process has it. */
import { netError } from '../net-error';
import type { LoaderFactory, LoaderOptions, StartedLoader } from './request-environment';
import type { NetworkAnswer, NetworkRequest } from './remote-loading';
import { hopHeaders } from './request-headers';
import type { BodySource } from './request-body';
import type { RedirectInfo, URLLoaderClient } from './url-loader-client';

type Send = (request: NetworkRequest) => void;
type LoadAnswer = Exclude<NetworkAnswer, { kind: 'resolved' }>;

export class RemoteNetwork implements LoaderFactory {
  readonly #send: Send;
  readonly #loads = new Map<number, RemoteLoader>();
  readonly #lookups = new Map<number, (result: Electron.ResolvedHost | { error: string }) => void>();
  #lastId = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  onAnswer(answer: NetworkAnswer): void {
    if (answer.kind === 'resolved') {
      this.#lookups.get(answer.id)?.(answer.result);
      this.#lookups.delete(answer.id);
    } else this.#loads.get(answer.id)?.on(answer);
  }

  /** Whether the app can load it as well is found out there. */
  isLoadable(url: string): boolean {
    return URL.canParse(url);
  }

  createLoaderAndStart(options: LoaderOptions, client: URLLoaderClient): StartedLoader {
    const attach = (loader: RemoteLoader): number => {
      this.#loads.set(++this.#lastId, loader);
      return this.#lastId;
    };
    return new RemoteLoader(options, client, this.#send, { attach, detach: (id) => void this.#loads.delete(id) });
  }

  async resolveHost(host: string, options?: Electron.ResolveHostOptions): Promise<Electron.ResolvedHost> {
    const id = ++this.#lastId;
    const resolved = new Promise<Electron.ResolvedHost | { error: string }>((resolve) =>
      this.#lookups.set(id, resolve),
    );
    this.#send({ kind: 'resolve', id, host, options });
    const result = await resolved;
    if ('error' in result) throw new Error(result.error);
    return result;
  }
}

interface Numbers {
  attach(loader: RemoteLoader): number;
  detach(id: number): void;
}

class RemoteLoader implements StartedLoader {
  readonly #client: URLLoaderClient;
  readonly #send: Send;
  readonly #numbers: Numbers;
  #options: LoaderOptions;
  #id = 0;
  /** Bytes that the client could not take at once. */
  #held = 0;

  constructor(options: LoaderOptions, client: URLLoaderClient, send: Send, numbers: Numbers) {
    this.#options = options;
    this.#client = client;
    this.#send = send;
    this.#numbers = numbers;
    this.#start();
  }

  resume(): void {
    if (this.#held > 0) this.#send({ kind: 'taken', id: this.#id, size: this.#held });
    this.#held = 0;
  }

  cancel(): void {
    if (this.#id === 0) return;
    this.#send({ kind: 'cancel', id: this.#id });
    this.#end();
  }

  on(answer: LoadAnswer): void {
    switch (answer.kind) {
      case 'progress':
        this.#client.onUploadProgress(answer.current, answer.total);
        break;
      case 'body-wanted':
        void this.#sendBody(this.#options.body as BodySource);
        break;
      case 'redirect':
        this.#onRedirect(answer.redirect);
        break;
      case 'challenge':
        this.#client.onAuthRequired(answer.challenge, (username, password = '') => {
          const login = username === undefined ? null : { username, password };
          this.#send({ kind: 'login', id: this.#id, login });
        });
        break;
      case 'response':
        this.#client.onResponse(answer.head);
        break;
      case 'data':
        this.#onData(Buffer.from(answer.chunk));
        break;
      case 'complete':
        this.#end();
        this.#client.onComplete();
        break;
      case 'error':
        this.#end();
        this.#client.onError(new Error(answer.message));
        break;
    }
  }

  #start(): void {
    const { body, redirect = 'follow', ...options } = this.#options;
    this.#id = this.#numbers.attach(this);
    const sent = body === null || body instanceof Uint8Array ? body : 'stream';
    this.#send({ kind: 'load', id: this.#id, options: { ...options, redirect, body: sent } });
  }

  #end(): void {
    this.#numbers.detach(this.#id);
    this.#id = 0;
  }

  #onData(chunk: Buffer): void {
    this.#held += chunk.length;
    if (this.#client.onData(chunk)) this.resume();
  }

  /** A redirect that is followed by hand becomes a request of its own: the app has ended this one. */
  #onRedirect(redirect: RedirectInfo): void {
    const { redirect: policy = 'follow', method, url, headers, referrerPolicy, body } = this.#options;
    const follows = this.#client.onRedirect(redirect);
    if (policy === 'follow' || this.#id === 0) return;
    this.#end();
    if (!follows) return;
    const hop = { method: redirect.newMethod, url: redirect.newURL };
    const keepsBody = hop.method === method;
    if (keepsBody && body && !(body instanceof Uint8Array)) {
      // It was sent already.
      this.#client.onError(netError('ERR_INVALID_ARGUMENT'));
      return;
    }
    const sent = hopHeaders(headers, referrerPolicy, { method, url }, hop);
    this.#options = { ...this.#options, ...hop, headers: sent, body: keepsBody ? body : null };
    this.#start();
  }

  async #sendBody(source: BodySource): Promise<void> {
    const id = this.#id;
    const chunk = await source.next();
    this.#send({ kind: 'body', id, chunk });
  }
}
