/**
 * One request of the main process. Chromium runs it in the fetch page; its DevTools session says what to send and hands
 * over what is received. Redirects stay within one request of Chromium, as they do for pages.
 */
import type Protocol from 'devtools-protocol';
import type { FetchPage, PageLoad } from './fetch-page';
import { netError } from './net-error';
import { headerOf, knownLength, redirectInfo, responseHead } from './response-head';
import { ResponseBody } from './response-body';
import type { ResponseHead, URLLoaderClient, URLLoaderOptions } from './url-loader-client';

type Paused = Protocol.Fetch.RequestPausedEvent;

const NO_BODY = new Set([204, 205, 304]);

export class URLLoader implements PageLoad {
  readonly pageRequest: PageLoad['pageRequest'];
  readonly #options: URLLoaderOptions;
  readonly #client: URLLoaderClient;
  #page: FetchPage | null = null;
  #id = 0;
  #ended = false;
  /** Of the current hop. */
  #method: string;
  #url: string;
  #extra: Protocol.Network.ResponseReceivedExtraInfoEvent | null = null;
  #body: ResponseBody | null = null;

  constructor(options: URLLoaderOptions, client: URLLoaderClient) {
    this.#options = options;
    this.#client = client;
    this.#method = options.method;
    this.#url = options.url;
    this.pageRequest = { url: withoutCredentials(options.url), credentials: options.credentials, cache: options.cache };
  }

  /** Once. `page` may have to start a browser. */
  async start(page: Promise<FetchPage>): Promise<void> {
    try {
      this.#page = await page;
    } catch (error) {
      this.onFailed(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#ended) return;
    if (this.#page.closed) this.onFailed(netError('ERR_FAILED'));
    else this.#id = this.#page.start(this);
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

  onRequestPaused({ requestId, redirectedRequestId, networkId }: Paused): void {
    const { session } = this.#page!;
    if (redirectedRequestId !== undefined || networkId === undefined) {
      session.post('Fetch.continueRequest', { requestId });
      return;
    }
    const { method, url, headers, body } = this.#options;
    const changed = {
      requestId,
      method,
      headers: [...headers],
      ...(url === this.pageRequest.url ? {} : { url }),
      ...(body ? { postData: body } : {}),
    };
    session.send('Fetch.continueRequest', changed).catch(() => {
      // An unsafe header: the network service would refuse it for the same reason.
      session.post('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      this.#fail(netError('ERR_INVALID_ARGUMENT'));
    });
  }

  onResponsePaused(event: Paused): void {
    if (event.responseErrorReason !== undefined) {
      // The reason is one of fourteen; what comes next has the error's own name.
      this.#page!.session.post('Fetch.continueRequest', { requestId: event.requestId });
      return;
    }
    const head = responseHead(event, this.#extra);
    this.#extra = null;
    const redirect = redirectInfo(head, this.#url, this.#method);
    if (redirect) this.#onRedirect(event, redirect);
    else this.#onResponse(event, head);
  }

  onAuthRequired({ requestId, authChallenge }: Protocol.Fetch.AuthRequiredEvent): void {
    const { source, origin, scheme, realm } = authChallenge;
    const { hostname, port, protocol } = new URL(origin);
    const challenge = {
      isProxy: source === 'Proxy',
      scheme,
      host: hostname,
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      realm,
    };
    this.#client.onAuthRequired(challenge, (username, password) => {
      if (this.#ended) return;
      const authChallengeResponse =
        username === undefined
          ? ({ response: 'CancelAuth' } as const)
          : ({ response: 'ProvideCredentials', username, password: password ?? '' } as const);
      this.#page!.session.post('Fetch.continueWithAuth', { requestId, authChallengeResponse });
    });
  }

  onExtraInfo(event: Protocol.Network.ResponseReceivedExtraInfoEvent): void {
    this.#extra = event;
  }

  onPiece(data: string): void {
    this.#body?.onPiece(data);
  }

  onEnd(): void {
    this.#body?.onEnd();
  }

  onFailed(error: Error): void {
    this.#fail(error);
  }

  #onRedirect({ requestId }: Paused, redirect: NonNullable<ReturnType<typeof redirectInfo>>): void {
    const follow = this.#client.onRedirect(redirect);
    if (this.#ended) return;
    if (!follow) {
      this.#fail(netError('ERR_ABORTED'));
      return;
    }
    this.#method = redirect.newMethod;
    this.#url = redirect.newURL;
    this.#page!.session.post('Fetch.continueRequest', { requestId });
  }

  #onResponse(event: Paused, head: ResponseHead): void {
    const bodiless = this.#method === 'HEAD' || NO_BODY.has(head.statusCode);
    const length = bodiless ? 0 : knownLength(head);
    this.#body = new ResponseBody(this.#page!, this.#id, {
      onData: (chunk) => this.#client.onData(chunk),
      onComplete: () => this.#complete(),
      onError: (error) => this.#fail(error),
    });
    this.#client.onResponse(head);
    if (this.#ended) return;
    const forwarded = length === null || headerOf(head, 'content-length') === undefined;
    if (length === null || (forwarded && !bodiless)) this.#body.forward(event);
    else this.#body.take(event, length);
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
    this.#body?.cancel();
    this.#page?.abort(this.#id);
    this.#client.onError(error);
  }
}

function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
