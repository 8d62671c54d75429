/**
 * The hidden page that runs a browser's requests of the main process (lib/extension/url-loader.ts): a page of the helper
 * extension, because only an extension's requests are free of CORS. Its DevTools session holds each request before
 * anything else sees it, gives it the method, headers and body that were asked for, and takes the response from it.
 * Listeners and protocol handlers of the session intercept at the browser, that is, between this page and the network.
 */
import type Protocol from 'devtools-protocol';
import { HELPER_BINDING } from '../../common/helper-messages';
import { parseLoaderReport, type LoaderCalls, type LoaderRequest } from '../../common/url-loader-messages';
import type { Browser } from '../browser-process/browser';
import type { CDPSession, EventParams, Params } from '../devtools/connection';
import { callExpression, evaluate } from '../devtools/evaluate';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { HiddenDocument } from '../hidden-page/hidden-document';
import {
  MainProcessRequests,
  type AuthHandler,
  type MainProcessRequest,
} from '../request-pipeline/main-process-requests';
import { NetworkActivity } from '../request-pipeline/network-activity';
import { netError } from '../net-error';
import type { PageRequest } from './page-request';
import { MainProcessActivity, type ReportedRequest } from './main-process-activity';

/** What the page's session tells a loader. */
export interface PageLoad extends ReportedRequest, MainProcessRequest {
  readonly pageRequest: PageRequest;
  onRequestPaused(event: Protocol.Fetch.RequestPausedEvent): void;
  /** The page asks for a piece of the request's body. */
  onBodyWanted(requestId: string): void;
  onResponsePaused(event: Protocol.Fetch.RequestPausedEvent): void;
  /** To be answered at `session`. */
  onAuthRequired(event: Protocol.Fetch.AuthRequiredEvent, session: CDPSession): void;
  /** True if it requests this URL now. */
  isAt(url: string): boolean;
  onExtraInfo(event: Protocol.Network.ResponseReceivedExtraInfoEvent): void;
  /** Responses that were not paused only. */
  onResponseReceived(event: Protocol.Network.ResponseReceivedEvent): void;
  /** A piece of a body that the page forwards. */
  onPiece(data: string): void;
  onEnd(): void;
  /** The load is forgotten. */
  onFailed(error: Error): void;
  /** The same where the page has gone before it began: nothing was sent. */
  onLost(error: Error): void;
}

/** The page's requests carry their number in this header, which never leaves this session. */
const TAG = /^valence\/(\d+)$/;

/** Where the page asks for pieces of a request's body. Answered at its session; no such host exists. */
const UPLOAD = 'https://upload.invalid/';

const INTERCEPTION: Params<'Fetch.enable'> = {
  handleAuthRequests: true,
  patterns: [{ urlPattern: '*' }, { urlPattern: '*', requestStage: 'Response' }],
};

interface Entry {
  load: PageLoad;
  keys: string[];
}

export class FetchPage {
  readonly session: CDPSession;
  readonly #requests: MainProcessRequests;
  readonly #activity: MainProcessActivity;
  /** Called when the page has gone. */
  readonly #releases: (() => void)[] = [];
  readonly #entries = new Map<number, Entry>();
  /** By the ids of the Network and the Fetch domain. */
  readonly #byKey = new Map<string, Entry>();
  #lastId = 0;
  #script: string[] = [];
  #closed = false;
  /** Loaders of files are made with the page only. */
  #interceptions = 0;

  private constructor(browser: Browser, { session, targetId }: HiddenDocument) {
    this.session = session;
    this.#requests = MainProcessRequests.of(browser);
    const source = { id: targetId, type: 'other', parent: null };
    this.#activity = new MainProcessActivity(
      NetworkActivity.of(browser),
      source,
      ({ request }) => this.#tagged(request)?.load,
    );
  }

  /** Rejects if the browser ends before, or the page does. */
  static async open(browser: Browser, document: HiddenDocument): Promise<FetchPage> {
    const url = await HelperExtension.of(browser).urlOf('url-loader.html');
    const page = new FetchPage(browser, document);
    browser.connection.takeRequests(document.session.sessionId!);
    page.#listen();
    page.#watch(browser, document);
    await page.#load(browser, document, url);
    return page;
  }

  async #load(browser: Browser, document: HiddenDocument, url: string): Promise<void> {
    const { session } = this;
    await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 });
    this.#releases.push(NetworkActivity.of(browser).addOwnPage(session));
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: HELPER_BINDING });
    const intercept = (): Promise<void> => session.send('Fetch.enable', INTERCEPTION);
    await intercept();
    this.#interceptions = this.#requests.interceptions;
    await document.load(url);
    // The same command makes the page's loaders anew, behind which the browser's interception then stands.
    const remove = this.#requests.onInterception(() => void intercept().catch(() => undefined));
    document.onGone(remove);
  }

  /** False when interception has begun since: handlers hear of no files that this page asks for. */
  get interceptsFiles(): boolean {
    return this.#interceptions === this.#requests.interceptions;
  }

  /** True when the page has gone: the next request needs another one. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Returns the number that the other methods take. */
  start(load: PageLoad): number {
    const id = ++this.#lastId;
    this.#entries.set(id, { load, keys: [] });
    const { url, forward, upload, ...init } = load.pageRequest;
    const request: LoaderRequest = {
      ...init,
      // Any origin may be asked without a preflight, and the network adds no Origin. Streams need `cors`.
      ...(upload ? { method: 'POST', duplex: 'half' } : { mode: 'no-cors' }),
      referrerPolicy: 'no-referrer',
      headers: { Accept: `valence/${id}` },
    };
    const source = upload ? `${UPLOAD}${id}` : null;
    this.#call('start', id, url, request, { forward, source });
    return id;
  }

  /** Ends a load in the page and forgets it. */
  abort(id: number): void {
    if (!this.forget(id)) return;
    this.#call('abort', id);
  }

  /** Asks for a further piece. */
  more(id: number): void {
    this.#call('more', id);
  }

  /** Nothing that still happens to this load is told. */
  forget(id: number): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#entries.delete(id);
    for (const key of entry.keys) {
      this.#byKey.delete(key);
      this.#requests.delete(key);
    }
    return true;
  }

  /** One evaluation for what is asked for in one turn of the event loop. */
  #call<N extends keyof LoaderCalls>(name: N, ...args: Parameters<LoaderCalls[N]>): void {
    if (this.#script.push(`${callExpression<LoaderCalls, N>(name, ...args)};`) > 1) return;
    queueMicrotask(() => {
      this.session.post('Runtime.evaluate', { expression: this.#script.join('') });
      this.#script = [];
    });
  }

  #listen(): void {
    const { session } = this;
    this.#activity.listen(session);
    session.on('Fetch.requestPaused', (event) => this.#onPaused(event));
    session.on('Fetch.authRequired', (event) => this.#onAuthRequired(event, session));
    session.on('Network.responseReceivedExtraInfo', (event) => {
      this.#byKey.get(event.requestId)?.load.onExtraInfo(event);
    });
    session.on('Network.responseReceived', (event) => {
      this.#byKey.get(event.requestId)?.load.onResponseReceived(event);
    });
    session.on('Network.loadingFailed', ({ requestId, errorText }) => {
      this.#byKey.get(requestId)?.load.onFailed(netError(errorText));
    });
    session.on('Runtime.bindingCalled', (event) => this.#onReport(event));
  }

  #watch(browser: Browser, document: HiddenDocument): void {
    this.#releases.push(NetworkActivity.of(browser).addUnfilteredSession(this.session.sessionId!));
    const onAuthRequired: AuthHandler = (event, session) => this.#onAuthRequired(event, session);
    this.#releases.push(this.#requests.handleAuth(document.targetId, onAuthRequired));
    document.onGone((loss) => {
      for (const release of this.#releases) release();
      // The extension has one process: its worker has ended, too.
      if (loss === 'Target crashed') HelperExtension.of(browser).onProcessGone();
      // A browser that is being closed takes its requests with it without a word, as its app ends.
      if (browser.closing) return;
      if (browser.alive) this.#close(netError('ERR_FAILED'));
      else void browser.gone('The request').then((error) => this.#close(error));
    });
  }

  #close(error: Error): void {
    this.#closed = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    this.#byKey.clear();
    for (const { load, keys } of entries) {
      if (keys.length > 0) load.onFailed(error);
      else load.onLost(error);
    }
    this.#activity.end();
  }

  /** The load that the page has begun with this request. */
  #tagged({ headers }: Protocol.Network.Request): Entry | undefined {
    const tag = TAG.exec(headers['Accept'] ?? '');
    return tag ? this.#entries.get(Number(tag[1])) : undefined;
  }

  /** At the browser's session a request has another id than at the page's, and no header that tells whose it is. */
  #onAuthRequired(event: Protocol.Fetch.AuthRequiredEvent, session: CDPSession): void {
    const { requestId, request } = event;
    const entry = this.#byKey.get(requestId) ?? [...this.#entries.values()].find(({ load }) => load.isAt(request.url));
    if (entry) entry.load.onAuthRequired(event, session);
    else session.post('Fetch.continueWithAuth', { requestId, authChallengeResponse: { response: 'CancelAuth' } });
  }

  #onPaused(event: Protocol.Fetch.RequestPausedEvent): void {
    const { requestId, networkId, request } = event;
    if (request.url.startsWith(UPLOAD)) {
      const entry = this.#entries.get(Number(request.url.slice(UPLOAD.length)));
      if (entry) entry.load.onBodyWanted(requestId);
      else this.session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const isResponse = event.responseStatusCode !== undefined || event.responseErrorReason !== undefined;
    const isTagged = !isResponse && TAG.test(request.headers['Accept'] ?? '');
    const entry = isTagged ? this.#tagged(request) : this.#byKey.get(networkId ?? requestId);
    if (!entry) {
      // Its loader was canceled, or it is a file of the page itself.
      if (request.url.startsWith('chrome-extension:')) this.session.post('Fetch.continueRequest', { requestId });
      else this.session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    if (!isResponse) this.#remember(entry, event);
    if (isResponse) entry.load.onResponsePaused(event);
    else entry.load.onRequestPaused(event);
  }

  #remember(entry: Entry, { requestId, networkId }: Protocol.Fetch.RequestPausedEvent): void {
    entry.keys.push(requestId);
    this.#byKey.set(requestId, entry);
    if (networkId === undefined || this.#byKey.has(networkId)) return;
    entry.keys.push(networkId);
    this.#byKey.set(networkId, entry);
    this.#requests.add(networkId, entry.load);
  }

  #onReport({ name, payload }: EventParams<'Runtime.bindingCalled'>): void {
    if (name !== HELPER_BINDING) return;
    const [id, what] = parseLoaderReport(payload);
    const entry = this.#entries.get(id);
    if (what === 'end') entry?.load.onEnd();
    else if (what !== 'broken') entry?.load.onPiece(what.piece);
    else if (entry) this.#onBroken(entry);
  }

  /** The reason is in the event of the protocol, if the request got as far as the network. */
  #onBroken({ load, keys }: Entry): void {
    const fail = (): void => load.onFailed(netError('ERR_FAILED'));
    if (keys.length === 0) fail();
    else evaluate(this.session, '0').then(fail, fail);
  }
}
