/**
 * One request of the main process. Chromium runs it in the fetch page; its DevTools session says what to send and hands
 * over what is received. Redirects stay within one request of Chromium, as they do for pages.
 */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { NULL_BODY_STATUSES, type HeaderEntry } from '../http';
import type { Login, LoginCache } from '../http-auth/login-cache';
import { authChallengeResponse, toldChallenge } from '../request-pipeline/auth-challenge';
import { credentialsOfURL, serverChallenge, type ServerChallenge, type URLCredentials } from './auth-challenge';
import type { FetchPage, PageLoad } from './fetch-page';
import { asError, netError } from '../net-error';
import { pageRequest, type PageRequest } from './page-request';
import { NO_STREAM, RestartableSource, sendPiece, tooLarge, MAX_UPLOAD_SIZE, type BodySource } from './request-body';
import { hopHeaders } from './request-headers';
import { RawHeaders } from './raw-headers';
import { ResponseBody } from './response-body';
import { knownLength, pausedResponse, receivedResponse, redirectInfo } from './response-head';
import type { AuthChallenge, RedirectInfo, ResponseHead, URLLoaderClient, URLLoaderOptions } from './url-loader-client';

type Paused = Protocol.Fetch.RequestPausedEvent;

export class URLLoader implements PageLoad {
  pageRequest: PageRequest;
  readonly bypassCustomProtocolHandlers: boolean;
  readonly #options: URLLoaderOptions;
  readonly #client: URLLoaderClient;
  #headers: readonly HeaderEntry[];
  #failure: Error | null = null;
  /** What is sent as a whole. */
  #content: Uint8Array | null = null;
  readonly #source: RestartableSource | null;
  #page: FetchPage | null = null;
  #openPage: (() => Promise<FetchPage>) | null = null;
  #id = 0;
  #ended = false;
  /** Of the current hop. */
  #method: string;
  #url: string;
  readonly #raw = new RawHeaders();
  #body: ResponseBody | null = null;
  #urlCredentials: URLCredentials | null;
  readonly #logins: LoginCache;
  /** The login that the request carries; kept once the server has accepted it. */
  #attempt: { challenge: AuthChallenge; login: Login } | null = null;
  /** A redirect led to the current hop. */
  #redirected = false;
  /** A protocol handler answers the current hop. */
  #handled = false;
  /** What it failed the request with. Chromium knows a few errors only. */
  #handlerError: string | null = null;

  /** `canStream`: a source may be sent while it comes. */
  constructor(options: URLLoaderOptions, canStream: boolean, logins: LoginCache, client: URLLoaderClient) {
    this.#options = options;
    this.#logins = logins;
    this.bypassCustomProtocolHandlers = options.bypassCustomProtocolHandlers;
    this.#client = client;
    this.#headers = options.headers;
    this.#method = options.method;
    this.#url = options.url;
    this.#urlCredentials = credentialsOfURL(options.url);
    const { body } = options;
    if (body instanceof Uint8Array) this.#content = body;
    this.#source = body && !this.#content ? new RestartableSource(body as BodySource) : null;
    this.pageRequest = pageRequest(options, this.#content, this.#source !== null && canStream);
  }

  get method(): string {
    return this.#method;
  }

  get headers(): readonly HeaderEntry[] {
    return this.#headers;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** Once. `openPage` may have to start a browser. */
  async start(openPage: () => Promise<FetchPage>): Promise<void> {
    this.#openPage = openPage;
    if (!(await this.#takePage(openPage))) return;
    if (this.#source && !this.pageRequest.upload) await this.#collect(this.#source);
    else this.#begin();
  }

  /** False if the request has ended instead. */
  async #takePage(openPage: () => Promise<FetchPage>): Promise<boolean> {
    try {
      this.#page = await openPage();
    } catch (error) {
      this.#fail(asError(error));
    }
    return !this.#ended;
  }

  /** Nothing is told any more. */
  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#body?.cancel();
    this.#page?.abort(this.#id);
  }

  /** After a chunk that was too much. */
  resume(): void {
    this.#body?.resume();
  }

  onRequestPaused({ requestId, redirectedRequestId }: Paused): void {
    const first = redirectedRequestId === undefined;
    if (!first && !this.#pausesResponse && !this.#followUnpaused(requestId)) return;
    const { session } = this.#page!;
    const { method, url, referrerPolicy } = this.#options;
    const body = this.#content;
    const hop = { method: this.#method, url: this.#url };
    const changed = {
      requestId,
      interceptResponse: this.#pausesResponse,
      headers: hopHeaders(this.#headers, referrerPolicy, { method, url }, hop),
      // What a redirect makes of these is Chromium's.
      ...(first ? { method, ...(body ? { postData: body } : {}) } : {}),
      ...(first && url !== this.pageRequest.url ? { url } : {}),
    };
    session.send('Fetch.continueRequest', changed).catch((error: unknown) => {
      if (this.#ended || error instanceof BrowserGoneError) return;
      // An unsafe header: the network service would refuse it for the same reason.
      session.post('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      this.#fail(netError('ERR_INVALID_ARGUMENT'));
    });
  }

  onBodyWanted(requestId: string): void {
    const source = this.#source!;
    sendPiece(this.#page!.session, requestId, source).then(
      (more) => !this.#ended && this.#client.onUploadProgress(source.size, more ? 0 : source.size),
      (error: unknown) => this.#fail(asError(error)),
    );
  }

  onResponsePaused(event: Paused): void {
    if (event.responseErrorReason !== undefined) {
      // The reason is one of fourteen; what comes next has the error's own name.
      this.#page!.session.post('Fetch.continueRequest', { requestId: event.requestId });
    } else if (this.#raw.received) this.#onPausedResponse(event);
    else {
      // From the cache or a protocol handler, or the raw headers are late: one turn through the network tells.
      const turn = this.#page!.session.send('Network.getCookies', { urls: [this.pageRequest.url] });
      const goOn = (): void => {
        if (!this.#ended) this.#onPausedResponse(event);
      };
      turn.then(goOn, goOn);
    }
  }

  onResponseReceived({ response, hasExtraInfo }: Protocol.Network.ResponseReceivedEvent): void {
    if (this.#pausesResponse || this.#body) return;
    const goOn = (): void => this.#onResponse(this.#raw.takeHead(receivedResponse(response)), null);
    if (hasExtraInfo) this.#raw.whenReceived(goOn);
    else goOn();
  }

  isAt(url: string): boolean {
    return !this.#ended && this.#url.split('#')[0] === url;
  }

  onAuthRequired(event: Protocol.Fetch.AuthRequiredEvent, session: CDPSession): void {
    this.#ask(toldChallenge(event), (...credentials) => {
      const answer = { requestId: event.requestId, authChallengeResponse: authChallengeResponse(...credentials) };
      if (!this.#ended) session.post('Fetch.continueWithAuth', answer);
    });
  }

  onExtraInfo(event: Protocol.Network.ResponseReceivedExtraInfoEvent): void {
    this.#raw.receive(event);
  }

  onCookiesReplaced(values: readonly string[]): void {
    this.#raw.replaceCookies(values);
  }

  onHandled(): void {
    this.#handled = true;
  }

  onHandlerError(code: string): void {
    this.#handlerError = code;
  }

  onHandlerFailed(): void {
    this.#body?.break();
  }

  onPiece(data: string): void {
    this.#body?.onPiece(data);
  }

  onEnd(): void {
    this.#body?.onEnd();
  }

  onFailed(error: Error): void {
    if (this.pageRequest.upload && NO_STREAM.has(error.message) && !this.#ended) {
      this.#page!.abort(this.#id);
      void this.#collect(this.#source!);
    } else this.#fail(this.#handlerError === null ? error : netError(this.#handlerError));
  }

  onLost(error: Error): void {
    const openPage = this.#openPage;
    const consumed = this.pageRequest.upload && (this.#source?.size ?? 0) > 0;
    // Once: what ends one page after the other may be this request.
    this.#openPage = null;
    if (!openPage || consumed) this.#fail(error);
    else void this.#beginAgain(openPage);
  }

  async #beginAgain(openPage: () => Promise<FetchPage>): Promise<void> {
    if (await this.#takePage(openPage)) this.#begin();
  }

  /** Chromium repeats a body in the event of its response: with a large one that event is not asked for. */
  get #pausesResponse(): boolean {
    return !this.pageRequest.forward;
  }

  #begin(): void {
    const page = this.#page!;
    this.#method = this.#options.method;
    this.#url = this.#options.url;
    this.#redirected = false;
    this.#handled = false;
    this.#raw.forget();
    if ((this.#content?.length ?? 0) > MAX_UPLOAD_SIZE) this.#fail(tooLarge());
    else if (page.closed) this.onLost(netError('ERR_FAILED'));
    else this.#id = page.start(this);
    if (this.#content && !this.#ended) this.#client.onUploadProgress(0, this.#content.length);
  }

  /** Sends the body when it has ended. */
  async #collect(source: RestartableSource): Promise<void> {
    try {
      this.#content = await source.collect();
    } catch (error) {
      this.#fail(asError(error));
      return;
    }
    if (this.#ended) return;
    this.pageRequest = pageRequest(this.#options, this.#content, false);
    this.#begin();
  }

  #onPausedResponse(event: Paused): void {
    const head = this.#raw.takeHead(pausedResponse(event));
    const redirect = redirectInfo(head, this.#url, this.#method);
    if (redirect) {
      if (this.#follow(redirect)) this.#page!.session.post('Fetch.continueRequest', { requestId: event.requestId });
      return;
    }
    const { method, url } = this.#options;
    // A login begins the request again, from its first URL on.
    const sent = this.#redirected ? null : { method, url };
    const challenge = this.#options.credentials === 'ask' ? serverChallenge(head, this.#url, sent) : null;
    if (challenge) {
      this.#askForCredentials(event, head, challenge);
      return;
    }
    if (this.#attempt) this.#logins.set(this.#attempt.challenge, this.#attempt.login);
    this.#onResponse(head, event);
  }

  /** Credentials of the URL are tried first, once. */
  #ask(challenge: AuthChallenge, callback: (username?: string, password?: string) => void): void {
    const own = this.#urlCredentials;
    if (own && !challenge.isProxy && challenge.host === own.host) {
      this.#urlCredentials = null;
      callback(own.username, own.password);
    } else this.#client.onAuthRequired(challenge, callback);
  }

  #askForCredentials(event: Paused, head: ResponseHead, { told: challenge, answer: login }: ServerChallenge): void {
    const isFirst = this.#attempt === null;
    if (!isFirst) this.#logins.delete(challenge);
    const known = isFirst && !this.#urlCredentials ? this.#logins.get(challenge) : undefined;
    const answer = (username?: string, password = ''): void => {
      if (this.#ended) return;
      if (username === undefined) {
        this.#onResponse(head, event);
        return;
      }
      this.#attempt = { challenge, login: { username, password } };
      const others = this.#headers.filter(({ name }) => name.toLowerCase() !== 'authorization');
      this.#headers = [...others, login(username, password)];
      this.#page!.abort(this.#id);
      this.#begin();
    };
    if (known) answer(known.username, known.password);
    else this.#ask(challenge, answer);
  }

  /** A redirect that was not paused in its response stage: what is known of it are its raw headers. */
  #followUnpaused(requestId: string): boolean {
    const head = this.#raw.takeAlone();
    const redirect = head && redirectInfo(head, this.#url, this.#method);
    if (redirect) return this.#follow(redirect);
    this.#page!.session.post('Fetch.failRequest', { requestId, errorReason: 'Failed' });
    this.#fail(netError('ERR_FAILED'));
    return false;
  }

  #follow(redirect: RedirectInfo): boolean {
    const follow = this.#client.onRedirect(redirect);
    if (this.#ended) return false;
    if (!follow) this.#fail(netError('ERR_ABORTED'));
    this.#method = redirect.newMethod;
    this.#url = redirect.newURL;
    this.#redirected = true;
    this.#handled = false;
    return follow;
  }

  /** `event`: the response as it is paused, or null if it is not. */
  #onResponse(head: ResponseHead, event: Paused | null): void {
    const length = this.#method === 'HEAD' || NULL_BODY_STATUSES.has(head.statusCode) ? 0 : knownLength(head);
    const body = new ResponseBody(this.#page!, this.#id, {
      onData: (chunk) => this.#client.onData(chunk),
      onComplete: () => this.#complete(),
      onError: (error) => this.#fail(error),
    });
    this.#body = body;
    if (this.#content) this.#client.onUploadProgress(this.#content.length, this.#content.length);
    this.#client.onResponse(head);
    if (this.#ended || !event) return;
    // Of a handler's answer behind a redirect of another origin the page gets nothing: an opaque response.
    if (length === null && !(this.#redirected && this.#handled)) body.forward(event);
    else body.take(event, length);
  }

  #complete(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#page?.forget(this.#id);
    this.#client.onComplete();
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = error;
    this.#body?.cancel();
    this.#page?.abort(this.#id);
    this.#client.onError(error);
  }
}
