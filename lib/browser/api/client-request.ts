/** A request of the main process (docs/api/client-request.md): a stream of its body. */
import { Writable } from 'node:stream';
import { callApp, emitToApp } from '../app-calls';
import { groupByName } from '../http';
import { LIBRARY } from '../internals';
import type { CreateRequest } from '../net/fetch';
import { validateHeader } from '../net/header-validation';
import { credentialsOf, requestHeaders } from '../net/request-headers';
import { BodyQueue, tooLarge, MAX_UPLOAD_SIZE } from '../net/request-body';
import { parseRequest, type ParsedRequest } from '../net/request-options';
import type { AuthChallenge, RedirectInfo, ResponseHead } from '../net/url-loader-client';
import {
  requestEnvironments,
  type LoaderFactory,
  type RequestEnvironment,
  type StartedLoader,
} from '../net/request-environment';
import { IncomingMessage } from './incoming-message';

type Callback = (error?: Error | null) => void;

export class ClientRequest extends Writable {
  readonly #request: ParsedRequest;
  readonly #environment: RequestEnvironment;
  #chunkedEncoding: boolean | undefined;
  /** The body so far, if it is sent at its end. */
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** The body, if it is sent as it is written. */
  #queue: BodyQueue | null = null;
  #loader: StartedLoader | null = null;
  #response: IncomingMessage | null = null;
  #started = false;
  #written = false;
  #aborted = false;
  /** Set while `redirect` is emitted. */
  #follow: (() => void) | null = null;
  #uploadProgress = { active: false, started: false, current: 0, total: 0 };

  /** Throws for options that make no request; nothing is sent before end(). The library gives the environment. */
  constructor(
    options: Electron.ClientRequestConstructorOptions | string,
    callback?: (response: IncomingMessage) => void,
    ...[key, given]: [] | [key: typeof LIBRARY, environment: RequestEnvironment]
  ) {
    // Closed by the end of the response, not by that of the body.
    super({ autoDestroy: false });
    const environment = key === LIBRARY && given ? given : requestEnvironments.of(options);
    this.#environment = environment;
    this.#request = parseRequest(options);
    const { url, credentials, origin } = this.#request;
    if (!environment.anyScheme && url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new Error('ClientRequest only supports http: and https: protocols');
    }
    if (!environment.factory.isLoadable(url.href)) throw new TypeError('Invalid URL');
    if (credentials === 'same-origin' && !origin) {
      throw new Error('credentials: same-origin requires origin to be set');
    }
    if (callback) this.once('response', callback);
  }

  get chunkedEncoding(): boolean {
    return this.#chunkedEncoding ?? false;
  }

  set chunkedEncoding(value: boolean) {
    if (this.#started || this.#written) {
      throw new Error('chunkedEncoding can only be set before the request is started');
    }
    if (this.#chunkedEncoding !== undefined) throw new Error('chunkedEncoding can only be set once');
    this.#chunkedEncoding = value;
    this.#queue = value ? new BodyQueue() : null;
  }

  /** Throws once the first byte was written, and for what is no header. */
  setHeader(name: string, value: string): void {
    if (this.#started || this.#written) throw new Error("Can't set headers after they are sent");
    validateHeader(name, value);
    this.#request.headers.set(name.toLowerCase(), { name, value });
  }

  getHeader(name: string): string {
    if (name === undefined || name === null) throw new Error('`name` is required for getHeader(name)');
    return this.#request.headers.get(name.toLowerCase())?.value as string;
  }

  removeHeader(name: string): void {
    if (name === undefined || name === null) throw new Error('`name` is required for removeHeader(name)');
    if (this.#started || this.#written) throw new Error("Can't remove headers after they are sent");
    this.#request.headers.delete(name.toLowerCase());
  }

  /** Throws unless called by a listener of `redirect`. */
  followRedirect(): void {
    if (!this.#follow) throw new Error('followRedirect() called, but was not waiting for a redirect');
    this.#follow();
  }

  abort(): void {
    if (!this.#aborted && !this.closed) process.nextTick(() => emitToApp(this, 'abort'));
    this.#aborted = true;
    this.#end();
  }

  getUploadProgress(): Electron.UploadProgress {
    return { ...this.#uploadProgress };
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    this.#written = true;
    if (this.#queue) {
      if (!this.#started) this.#start(this.#queue);
      // Later, from the library's code, where the stream calls back the app and emits `drain`.
      this.#queue.push(chunk, () => callApp(callback, [], () => undefined));
      return;
    }
    this.#size += chunk.length;
    if (this.#size > MAX_UPLOAD_SIZE) {
      this.#chunks.length = 0;
      this.#end(tooLarge());
    } else this.#chunks.push(chunk);
    callback();
  }

  override _final(callback: Callback): void {
    this.#queue?.end();
    if (!this.#started) this.#start(this.#written ? Buffer.concat(this.#chunks.splice(0)) : null);
    callback();
  }

  #start(body: Buffer | BodyQueue | null): void {
    this.#started = true;
    if (this.#aborted || this.destroyed) return;
    const { method, url, cache, referrerPolicy, redirect } = this.#request;
    const { factory, bypassCustomProtocolHandlers = false } = this.#environment;
    const options = {
      method,
      url: url.href,
      headers: requestHeaders(this.#request),
      referrerPolicy,
      body,
      credentials: credentialsOf(this.#request),
      cache,
      redirect,
      bypassCustomProtocolHandlers,
      logsIn: this.listenerCount('login') > 0 || url.username !== '' || url.password !== '',
    };
    this.#loader = factory.createLoaderAndStart(options, {
      onUploadProgress: (current, total) => this.#onUploadProgress(current, total),
      onRedirect: (info) => this.#onRedirect(info),
      onAuthRequired: (challenge, callback) => this.#onLogin(challenge, callback),
      onResponse: (head) => this.#onResponse(head),
      onData: (chunk) => this.#push(chunk),
      onComplete: () => void this.#push(null),
      onError: (error) => this.#end(error),
    });
  }

  #onUploadProgress(current: number, total: number): void {
    this.#uploadProgress = { active: true, started: true, current, total };
    emitToApp(this, 'upload-progress', current, total);
  }

  #onRedirect({ statusCode, newMethod, newURL, headers }: RedirectInfo): boolean {
    const { redirect } = this.#request;
    if (redirect === 'error') {
      this.#end(new Error("Attempted to redirect, but redirect policy was 'error'"));
      return false;
    }
    let followed = redirect === 'follow';
    this.#follow = () => (followed = true);
    emitToApp(this, 'redirect', statusCode, newMethod, newURL, groupByName(headers, lowerCase));
    this.#follow = null;
    if (!followed && !this.#aborted) this.#end(new Error('Redirect was cancelled'));
    return followed;
  }

  #onLogin(challenge: AuthChallenge, callback: (username?: string, password?: string) => void): void {
    if (emitToApp(this, 'login', challenge, callback) !== 'heard') callback();
  }

  #onResponse(head: ResponseHead): void {
    this.#response = new IncomingMessage(LIBRARY, head, {
      onWanted: () => this.#loader?.resume(),
      // Read to its end, or given up half-way: destroyed by the app, canceled as a body of fetch().
      onClosed: () => this.destroy(),
    });
    // There is no one to read it.
    if (emitToApp(this, 'response', this.#response) !== 'heard') this.#response.resume();
  }

  /** The response emits `data` and `readable` within push(). True if it takes more. */
  #push(chunk: Buffer | null): boolean {
    const response = this.#response!;
    const push = (): boolean => response.push(chunk);
    return callApp(push, [], () => true);
  }

  /** Ends request and response, with the error or without one. */
  #end(error?: Error): void {
    const response = this.#response;
    if (this.#aborted && response && !response.readableEnded && !response.destroyed) emitToApp(response, 'aborted');
    this.destroy(error);
  }

  /** Whatever ends the request, Chromium's goes with it: its connection would stay open otherwise. */
  override _destroy(error: Error | null, callback: Callback): void {
    this.#loader?.cancel();
    if (this.#response && !this.#response.readableEnded) this.#response.destroy(error ?? undefined);
    callback(error);
  }
}

const lowerCase = (name: string): string => name.toLowerCase();

/** How fetch() makes its requests in the network of a session. */
export const requestsOf =
  (factory: LoaderFactory): CreateRequest =>
  (options, environment) =>
    new ClientRequest(options, undefined, LIBRARY, { factory, ...environment });
