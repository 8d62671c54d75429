/** Tells the events of a page as Electron's WebContents does, in its order. */
import { STATUS_CODES } from 'node:http';
import type Protocol from 'devtools-protocol';
import { NET_ERRORS } from '../../common/net-errors';
import { emitToApp, throwUncaught } from '../app-calls';
import { evaluate } from '../devtools/evaluate';
import { LIBRARY_SCRIPTS } from '../library-script';
import { DocumentFailures } from '../request-pipeline/document-failures';
import type { Frame } from './frame';
import { isSameDocument } from './frame-tree';
import { errorCode, LoadError } from './load-error';
import type { Loading } from './loading';
import type { Page } from './page';
import { PageTargets } from './page-targets';
import { TitleWatcher } from './title-watcher';

/** What the events are told to. */
export interface PageEventSink {
  emit(event: string, ...args: unknown[]): void;
  /** The first argument of most events. */
  event(fields?: object): object;
  /** The public face of a frame. */
  webFrame(frame: Frame): Electron.WebFrameMain;
}

const LEVELS: Record<Protocol.Console.ConsoleMessage['level'] | Protocol.Log.LogEntry['level'], number> = {
  verbose: 0,
  debug: 0,
  log: 1,
  info: 1,
  warning: 2,
  error: 3,
};

/**
 * Runs in Chromium's error page, whose script knows the code, or already in the document that comes next, which has none. Where the
 * page stands for an answer without a body, it is emptied here and now: a command of its own could reach the next document.
 */
const ERROR_CODE = `
  new Promise((resolve) => {
    const answer = () => {
      const code = location.protocol === 'chrome-error:' ? globalThis.loadTimeDataRaw?.errorCode : undefined;
      if (/^HTTP ERROR \\d{3}$/.test(code)) {
        const root = document.createElement('html');
        root.append(document.createElement('head'), document.createElement('body'));
        document.documentElement.replaceWith(root);
      }
      resolve(code);
    };
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', answer);
    else answer();
  })`;

/** What that page says where it stands for an answer of a server. */
const HTTP_ERROR = /^HTTP ERROR (\d{3})$/;

const RESPONSE_STATUS = "performance.getEntriesByType('navigation')[0]?.responseStatus ?? -1";

const isHttp = (url: string): boolean => /^https?:/i.test(url);

export class PageEvents {
  readonly #page: Page;
  readonly #sink: PageEventSink;
  readonly #loading: Loading;
  /** Events that need an answer of the page first keep those behind them waiting. */
  #queue: Promise<void> = Promise.resolve();
  #title = '';
  readonly #titles = new TitleWatcher((title) => this.#later(() => this.#setTitle(title)));
  /** Where the browser process has begun to navigate a frame within its document. */
  readonly #startedInPage = new WeakMap<Frame, string>();
  /** Frames that show an error page. */
  readonly #failed = new WeakSet<Frame>();

  constructor(page: Page, sink: PageEventSink, loading: Loading) {
    this.#page = page;
    this.#sink = sink;
    this.#loading = loading;
    const { frames } = page;
    this.#onCreated(frames.main);
    frames.on('created', (frame) => this.#onCreated(frame));
    frames.on('startedNavigating', (frame, event) => this.#onStartedNavigating(frame, event));
    frames.on('startedLoading', (frame) => this.#onStartedLoading(frame));
    frames.on('stoppedLoading', (frame) => this.#onStoppedLoading(frame));
    frames.on('navigated', (frame, document) => this.#onNavigated(frame, document));
    frames.on('navigatedWithinDocument', (frame) => this.#onNavigatedWithinDocument(frame));
    frames.on('domReady', (frame) => this.#onDomReady(frame));
    frames.on('loaded', (frame) => this.#onLoaded(frame));
    frames.on('broken', (frame, code) => this.#onBroken(frame, code));
    frames.on('detached', (frame) => this.#onDetached(frame));
    page.on('console', (message) => this.#onConsole(message));
    page.on('log', (entry) => this.#onLogEntry(entry));
    page.on('exception', (details) => this.#onException(details));
  }

  /** A load of the main frame that failed: did-fail-load, unless it was only given up. */
  fail(code: string, url: string): void {
    this.#later(() => this.#emitFailure(code, url, this.#page.frames.main));
  }

  #emit(name: string, ...args: unknown[]): void {
    this.#later(() => this.#sink.emit(name, this.#sink.event(), ...args));
  }

  /** Runs in the order of the calls. */
  #later(step: () => unknown): void {
    this.#queue = this.#queue.then(step).then(() => undefined, throwUncaught);
  }

  #onCreated(frame: Frame): void {
    this.#later(() => this.#sink.emit('frame-created', this.#sink.event(), { frame: this.#sink.webFrame(frame) }));
  }

  #onStartedLoading(frame: Frame): void {
    if (this.#loading.start(frame)) this.#emit('did-start-loading');
  }

  #onStartedNavigating(frame: Frame, event: Protocol.Page.FrameStartedNavigatingEvent): void {
    const sameDocument = isSameDocument(event);
    if (frame.isMain && PageTargets.isBlank(event.url)) return;
    this.#onStartedLoading(frame);
    if (frame.isMain && !sameDocument) {
      this.#loading.waitingForResponse = true;
      this.#loading.superseded(event.loaderId);
    }
    if (sameDocument) this.#startedInPage.set(frame, event.url);
    this.#emitStartNavigation(frame, event.url, sameDocument, frame.initiator);
  }

  #emitStartNavigation(frame: Frame, url: string, staysInDocument: boolean, by: Frame | null): void {
    this.#later(() => {
      const { isMain: isMainFrame, processId, routingId } = frame;
      const frames = { frame: this.#sink.webFrame(frame), initiator: by && this.#sink.webFrame(by) };
      const fields = { url, isSameDocument: staysInDocument, isMainFrame, ...frames };
      const details = this.#sink.event(fields);
      this.#sink.emit('did-start-navigation', details, url, staysInDocument, isMainFrame, processId, routingId);
    });
  }

  #onNavigated(frame: Frame, document: Protocol.Page.Frame): void {
    if (frame.isMain) {
      this.#title = '';
      this.#titles.stop();
      this.#loading.waitingForResponse = false;
    }
    this.#failed.delete(frame);
    if (document.unreachableUrl !== undefined) {
      this.#failed.add(frame);
      this.#onErrorPage(frame, frame.url);
      return;
    }
    if (frame.isMain && PageTargets.isBlank(frame.url)) return;
    const { url } = frame;
    const status = isHttp(document.url) ? this.#responseStatus(frame) : Promise.resolve(-1);
    this.#later(async () => {
      const code = await status;
      const text = STATUS_CODES[code] ?? '';
      const ids = [frame.processId, frame.routingId] as const;
      this.#sink.emit('did-frame-navigate', this.#sink.event(), url, code, text, frame.isMain, ...ids);
      if (frame.isMain) this.#sink.emit('did-navigate', this.#sink.event(), url, code, text);
    });
  }

  /** The HTTP status of a document, read from its own navigation timing; -1 if it cannot be had. */
  async #responseStatus(frame: Frame): Promise<number> {
    if (!frame.isMain && frame.session === this.#page.session) return -1;
    const status = await frame.answer(evaluate<number>(frame.session, RESPONSE_STATUS), -1);
    return status > 0 ? status : -1;
  }

  #onErrorPage(frame: Frame, url: string): void {
    const { loaderId } = frame;
    const { browser, schemes } = this.#page;
    if (frame.isMain && this.#loading.failedLoader === loaderId) return;
    // loadURL() knows the error and reports it; for links, scripts and iframes only the error page does.
    const isReported = frame.isMain && this.#loading.isAnswered;
    const failures = DocumentFailures.of(browser);
    const asked = frame
      .scriptContext()
      .then((contextId) => evaluate<string | number>(frame.session, ERROR_CODE, contextId));
    const known = frame.answer(asked, 'ERR_FAILED');
    this.#later(async () => {
      const text = String(await known);
      const [, status] = HTTP_ERROR.exec(text) ?? [];
      if (status !== undefined) this.#onEmptyDocument(frame, url, loaderId, Number(status));
      else if (!isReported) {
        const code = failures.take(frame.frameId) ?? schemes.errorOf(errorCode(text), url);
        this.#emitFailure(code, url, frame);
        if (frame.isMain) this.#loading.finish(loaderId, new LoadError(code, url, true));
      }
    });
  }

  /** The server's document has no body; Chromium's page in its place has been emptied. */
  #onEmptyDocument(frame: Frame, url: string, loaderId: string, status: number): void {
    const { isMain, processId, routingId } = frame;
    const text = STATUS_CODES[status] ?? '';
    const emit = (name: string, ...args: unknown[]): void => this.#sink.emit(name, this.#sink.event(), ...args);
    emit('did-frame-navigate', url, status, text, isMain, processId, routingId);
    if (!isMain) return;
    emit('did-navigate', url, status, text);
    emit('dom-ready');
    emit('did-frame-finish-load', true, processId, routingId);
    emit('did-finish-load');
    this.#loading.finish(loaderId);
  }

  #emitFailure(code: string, url: string, frame: Frame): void {
    const errno = NET_ERRORS[code] ?? NET_ERRORS['ERR_FAILED'];
    const args = [errno, code, url, frame.isMain, frame.processId, frame.routingId] as const;
    if (code === 'ERR_ABORTED') return;
    this.#sink.emit('did-fail-provisional-load', this.#sink.event(), ...args);
    this.#sink.emit('did-fail-load', this.#sink.event(), ...args);
  }

  /** Chromium reports the start of those that its browser process begins: by the history, or by loadURL(). */
  #onNavigatedWithinDocument(frame: Frame): void {
    if (this.#startedInPage.get(frame) !== frame.url) this.#emitStartNavigation(frame, frame.url, true, frame);
    this.#startedInPage.delete(frame);
    this.#emit('did-navigate-in-page', frame.url, frame.isMain, frame.processId, frame.routingId);
    if (!frame.isMain) return;
    this.#loading.reportedInPage();
    this.#later(() => this.#loading.finishInPage());
  }

  #onDomReady(frame: Frame): void {
    if (this.#failed.has(frame)) return;
    if (frame.isMain) this.#readTitle(frame);
    this.#later(() => {
      emitToApp(this.#sink.webFrame(frame), 'dom-ready');
      if (frame.isMain && !PageTargets.isBlank(frame.url)) this.#sink.emit('dom-ready', this.#sink.event());
    });
  }

  #onLoaded(frame: Frame): void {
    if (this.#failed.has(frame) || PageTargets.isBlank(frame.url)) return;
    this.#emit('did-frame-finish-load', frame.isMain, frame.processId, frame.routingId);
    if (!frame.isMain) return;
    this.#emit('did-finish-load');
    const { loaderId } = frame;
    this.#later(() => this.#loading.finish(loaderId));
  }

  /** What there is of the document stays. */
  #onBroken(frame: Frame, networkError: string): void {
    if (this.#failed.has(frame) || PageTargets.isBlank(frame.url)) return;
    const isStopped = networkError === 'ERR_ABORTED';
    const code = (!isStopped && DocumentFailures.of(this.#page.browser).take(frame.frameId)) || networkError;
    const { url, loaderId } = frame;
    const error = new LoadError(code, url, true);
    this.#emit('did-fail-load', error.errno, code, url, frame.isMain, frame.processId, frame.routingId);
    if (frame.isMain) this.#later(() => this.#loading.finish(loaderId, error));
  }

  #onStoppedLoading(frame: Frame): void {
    const stopped = this.#loading.stop(frame);
    // The load event of a frame inside this process is not told; its end is.
    const isLoaded = !frame.detached && frame.documentState !== 'broken' && !this.#failed.has(frame);
    if (!frame.isMain && frame.session === this.#page.session && isLoaded) {
      this.#emit('did-frame-finish-load', false, frame.processId, frame.routingId);
    }
    if (stopped) this.#emit('did-stop-loading');
  }

  #onDetached(frame: Frame): void {
    if (this.#loading.stop(frame)) this.#emit('did-stop-loading');
  }

  #onConsole({ level, text, line = 1, url = '' }: Protocol.Console.ConsoleMessage): void {
    this.#emit('console-message', LEVELS[level], text, line, url);
  }

  /** As in Electron, failures of the network are for the developer tools only (blink's FrameConsole). */
  #onLogEntry({ source, level, text, stackTrace, ...entry }: Protocol.Log.LogEntry): void {
    if (source === 'network') return;
    const caller = stackTrace?.callFrames.find(({ url }) => !url.startsWith(LIBRARY_SCRIPTS));
    const { lineNumber = 0, url = '' } = caller ?? entry;
    this.#emit('console-message', LEVELS[level], text, lineNumber + 1, url);
  }

  /** Errors that the page does not catch are messages of the console, too. */
  #onException({ text, exception, lineNumber, url = '' }: Protocol.Runtime.ExceptionDetails): void {
    const [what] = (exception?.description ?? String(exception?.value ?? '')).split('\n');
    this.#emit('console-message', 3, `${text} ${what}`.trimEnd(), lineNumber + 1, url);
  }

  /** Read before dom-ready is told: an app that waited for that expects it. */
  #readTitle(frame: Frame): void {
    const reading = frame.answer(this.#titles.read(frame.session), '');
    this.#later(async () => {
      const title = await reading;
      this.#setTitle(title);
      this.#titles.watch(frame.session, title);
    });
  }

  #setTitle(title: string): void {
    if (title === this.#title || title === '') return;
    this.#title = title;
    this.#sink.emit('page-title-updated', this.#sink.event(), title, true);
  }

  /** The title the page has given itself; empty until it did. */
  get title(): string {
    return this.#title;
  }
}
