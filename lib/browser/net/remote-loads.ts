/** The requests that one utility process makes in the network of a session: the side of the app. */
import type { RequestEnvironment, StartedLoader } from './request-environment';
import type { NetworkAnswer, NetworkRequest, RemoteLoaderOptions } from './remote-loading';
import type { BodySource } from './request-body';
import type { RedirectInfo, URLLoaderClient } from './url-loader-client';

/** Bytes of a response that may be under way to the process. */
const WINDOW = 1024 * 1024;

export interface Network {
  loaders: RequestEnvironment['factory'];
  resolveHost(host: string, options?: Electron.ResolveHostOptions): Promise<Electron.ResolvedHost>;
}

export class RemoteLoads {
  /** Gives the network when it is first needed. */
  readonly #network: () => Network;
  readonly #send: (answer: NetworkAnswer) => void;
  readonly #loads = new Map<number, RemoteLoad>();

  constructor(network: () => Network, send: (answer: NetworkAnswer) => void) {
    this.#network = network;
    this.#send = send;
  }

  onRequest(request: NetworkRequest): void {
    if (request.kind === 'load') this.#start(request.id, request.options);
    else if (request.kind === 'resolve') void this.#resolve(request.id, request.host, request.options);
    else this.#loads.get(request.id)?.on(request);
  }

  /** The process is gone. */
  end(): void {
    for (const load of this.#loads.values()) load.cancel();
    this.#loads.clear();
  }

  #start(id: number, options: RemoteLoaderOptions): void {
    const load = new RemoteLoad(id, options, this.#send, () => this.#loads.delete(id));
    this.#loads.set(id, load);
    load.start(this.#network().loaders);
  }

  async #resolve(id: number, host: string, options: Electron.ResolveHostOptions | undefined): Promise<void> {
    const failed = (error: unknown): { error: string } => ({ error: (error as Error).message });
    const result = await this.#network().resolveHost(host, options).catch(failed);
    this.#send({ kind: 'resolved', id, result });
  }
}

class RemoteLoad {
  readonly #id: number;
  readonly #options: RemoteLoaderOptions;
  readonly #send: (answer: NetworkAnswer) => void;
  readonly #onEnd: () => void;
  #loader: StartedLoader | null = null;
  /** Bytes that were sent and not taken. */
  #underWay = 0;
  #isHeld = false;
  #onBody: ((chunk: Uint8Array | null) => void) | null = null;
  #onLogin: ((username?: string, password?: string) => void) | null = null;

  constructor(id: number, options: RemoteLoaderOptions, send: (answer: NetworkAnswer) => void, onEnd: () => void) {
    this.#id = id;
    this.#options = options;
    this.#send = send;
    this.#onEnd = onEnd;
  }

  start(loaders: RequestEnvironment['factory']): void {
    if (!loaders.isLoadable(this.#options.url)) {
      this.#onError(new Error('net::ERR_INVALID_URL'));
      return;
    }
    const { body, redirect: _, ...options } = this.#options;
    this.#loader = loaders.createLoaderAndStart(
      { ...options, body: body === 'stream' ? this.#source() : body },
      this.#client(),
    );
  }

  cancel(): void {
    this.#loader?.cancel();
    this.#onEnd();
  }

  on(request: Exclude<NetworkRequest, { kind: 'load' | 'resolve' }>): void {
    switch (request.kind) {
      case 'cancel':
        this.cancel();
        break;
      case 'taken':
        this.#onTaken(request.size);
        break;
      case 'body':
        this.#onBody?.(request.chunk);
        break;
      case 'login':
        this.#onLogin?.(...(request.login ? [request.login.username, request.login.password] : []));
        break;
    }
  }

  #client(): URLLoaderClient {
    const id = this.#id;
    return {
      onUploadProgress: (current, total) => this.#send({ kind: 'progress', id, current, total }),
      onRedirect: (redirect) => this.#onRedirect(redirect),
      onAuthRequired: (challenge, callback) => {
        this.#onLogin = callback;
        this.#send({ kind: 'challenge', id, challenge });
      },
      onResponse: (head) => this.#send({ kind: 'response', id, head }),
      onData: (chunk) => this.#onData(chunk),
      onComplete: () => {
        this.#send({ kind: 'complete', id });
        this.#onEnd();
      },
      onError: (error) => this.#onError(error),
    };
  }

  /** The process cannot be asked meanwhile: it makes a new request for a redirect that it follows by itself. */
  #onRedirect(redirect: RedirectInfo): boolean {
    this.#send({ kind: 'redirect', id: this.#id, redirect });
    if (this.#options.redirect === 'follow') return true;
    this.cancel();
    return false;
  }

  #onData(chunk: Buffer): boolean {
    this.#send({ kind: 'data', id: this.#id, chunk });
    this.#underWay += chunk.length;
    this.#isHeld = this.#underWay >= WINDOW;
    return !this.#isHeld;
  }

  #onError(error: Error): void {
    this.#send({ kind: 'error', id: this.#id, message: error.message });
    this.#onEnd();
  }

  #onTaken(size: number): void {
    this.#underWay -= size;
    if (!this.#isHeld || this.#underWay >= WINDOW) return;
    this.#isHeld = false;
    this.#loader?.resume();
  }

  #source(): BodySource {
    return {
      next: () =>
        new Promise((resolve) => {
          this.#onBody = resolve;
          this.#send({ kind: 'body-wanted', id: this.#id });
        }),
    };
  }
}
