/** What stands behind one WebContents: its page over time, its frames, where it goes, and the events that come of it. */
import { EventEmitter } from 'node:events';
import type { KeyPress } from '../../common/key-messages';
import type { PageNews } from '../../common/page-news';
import { emitToApp } from '../app-calls';

import type { BrowserContext } from '../browser-context/browser-context';
import { identityOf, type Identity } from '../browser-context/identity';
import type { Browser } from '../browser-process/browser';
import { PageWrappers } from '../document-channel/page-wrappers';
import { createEvent } from '../event';
import { Internals } from '../internals';
import type { PagePreloads } from '../ipc/page-preloads';
import { FilePages } from '../request-pipeline/file-pages';
import type { PortEnd } from '../ipc/port-end';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import { ExternalProtocols } from '../permission-manager/external-protocols';
import { Audio } from './audio';
import { DevTools } from './dev-tools';
import { DocumentSignals } from './document-signals';
import { answerDialog } from './dialogs';
import { reportExternalNavigations } from './external-navigations';
import type { Frame } from './frame';
import { FrameChannel } from './frame-channel';
import { InsertedStyles } from './inserted-styles';
import { LeaveQuestions } from './leave-questions';
import type { LoadError } from './load-error';
import { MediaEvents } from './media-events';
import { NavigationController } from './navigation-controller';
import { NavigationGate, type GateEvent } from './navigation-gate';
import { NO_SPELLCHECK } from './no-spellcheck';
import type { Page } from './page';
import { PageEvents } from './page-events';
import { PageHolder } from './page-holder';
import { PageNewsEvents } from './page-news';
import { answerQuestions } from './page-questions';
import type { ProcessGone } from './process-gone';
import { Responsiveness } from './responsiveness';
import { ownRequests } from './request-owner';
import { WindowOpener, type OpenedWindow } from './window-opener';

export interface ContentsHostOptions {
  id: number;
  /** The public object. */
  contents: Electron.WebContents & ObservedEmitter;
  /** Of its session. */
  context: BrowserContext;
  /** The app's. */
  ipcMain: Electron.IpcMain;
  /** Whether spelling is checked (webPreferences.spellcheck). */
  checksSpelling: boolean;
  /** Preload scripts of every document; called once per page, with the session's preloads of that moment. */
  preloads(): PagePreloads | null;
  /** Opens a Chromium window on `url`. */
  open(browser: Browser, url: string): Promise<void>;
  /** Makes the public face of the end of a message channel. */
  createPort(end: PortEnd): Electron.MessagePortMain;
  /** Makes the public face of a frame. `frame` gives null while no document can exist. */
  createFrame(host: ContentsHost, frame: () => Frame | null): Electron.WebFrameMain;
}

/** Each comes before the app hears of the same thing. */
interface ContentsHostEvents {
  /** A page exists; it waits for its first script until the listeners return. */
  attached: [page: Page];
  /** Its renderer or its browser has died, which its own listeners know already. */
  gone: [details: ProcessGone];
  /** Its page keeps it open: beforeunload. */
  stayed: [];
  /** Its window is closed, and not by the app: listeners may keep it open. Once it was asked for: keepAsking(). */
  windowClosing: [question: { keepOpen(): void }];
  titleUpdated: [title: string];
  finishedLoad: [];
  /** Its page has left a key to the browser. */
  keyLeft: [press: KeyPress];
  /** Its page has made an element as large as the screen, or ended that. Once it was asked for: DocumentSignals. */
  fullscreen: [isFullscreen: boolean];
  /** Its page asks for another place or size of its window, and the app lets it. */
  moved: [bounds: Electron.Rectangle];
  /** `responsive` or `unresponsive`: its renderer answers, or does not. Once it was asked for: Responsiveness. */
  answering: [event: string];
  /** The user has pressed a button for the history. Once it was asked for: DocumentSignals. */
  commanded: [command: string];
  /** Its page opens a window. */
  opened: [window: OpenedWindow];
  destroyed: [];
}

/** By the WebContents, and by each WebFrameMain of its frames. */
export const contentsHosts = new Internals<ContentsHost>();

const all = new Map<number, ContentsHost>();

export class ContentsHost extends EventEmitter<ContentsHostEvents> {
  readonly contents: ContentsHostOptions['contents'];
  readonly pages: PageHolder;
  readonly navigation: NavigationController;
  readonly opener: WindowOpener;
  readonly channel: FrameChannel;
  readonly signals: DocumentSignals;
  readonly styles = new InsertedStyles();
  readonly devTools = new DevTools({
    opened: () => this.#emitUnlessDestroyed('devtools-opened', []),
    closed: () => this.#emitUnlessDestroyed('devtools-closed', []),
  });
  readonly audio = new Audio((audible) => {
    if (!this.#destroyed) emitToApp(this.contents, 'audio-state-changed', this.#event({ audible }));
  });
  readonly responsiveness = new Responsiveness(
    (event) => {
      this.tell(event);
      if (!this.#destroyed) this.emit('answering', event);
    },
    () => this.devTools.isOpen,
  );
  readonly mainFrame: Electron.WebFrameMain;
  readonly checksSpelling: boolean;
  /** The window that shows it; null without one. */
  owner = (): object | null => null;
  /** Whether its window has the focus. */
  isFocused = (): boolean => false;
  /** The app's menu takes no keys of it. */
  ignoresMenuShortcuts = false;
  readonly #options: ContentsHostOptions;
  readonly #gate: NavigationGate;
  readonly #media: MediaEvents;
  readonly #news = new PageNewsEvents();
  readonly #webFrames = new WeakMap<Frame, Electron.WebFrameMain>();
  #events: PageEvents | null = null;
  #leaving: LeaveQuestions | null = null;
  #keepsAsking = false;
  #answered: Promise<unknown> = Promise.resolve();
  #userAgent: string | null = null;
  #isFullscreen = false;
  #destroyed = false;

  constructor(options: ContentsHostOptions) {
    super();
    this.#options = options;
    const { contents, context } = options;
    this.contents = contents;
    this.checksSpelling = options.checksSpelling;
    this.signals = new DocumentSignals(PageWrappers.of(context).signal, contents);
    this.#media = new MediaEvents(contents, () => this.#event());
    this.opener = new WindowOpener(PageWrappers.of(context).deniedMark, (window) => this.emit('opened', window));
    this.responsiveness.askFor(contents);
    whenHeard(contents, 'audio-state-changed', () => this.audio.watch());
    this.channel = new FrameChannel(this, options.ipcMain);
    this.pages = new PageHolder({
      browser: () => context.browser(),
      schemes: context.schemes,
      open: (browser, url) => options.open(browser, url),
      options: (browser) => ({
        preloads: options.preloads(),
        identity: this.#identity(browser),
        scripts: [PageWrappers.of(context).script],
        sources: this.checksSpelling ? [] : [NO_SPELLCHECK],
      }),
    });
    this.navigation = new NavigationController(this.pages, (error) => this.#onLoadFailed(error));
    this.#gate = new NavigationGate(contents, this.navigation.loading, {
      ask: (event, { url, frame }) => this.#emitNavigation(event, url, frame),
      redirected: ({ url, frame }) => void this.#emitNavigation('did-redirect-navigation', url, frame),
    });
    this.pages.on('attached', (page) => this.#onAttached(page));
    this.pages.on('gone', (details, browser) => this.#onGone(details, browser));
    this.pages.on('closed', () => this.destroy());
    this.mainFrame = options.createFrame(this, () => this.pages.live?.frames.main ?? null);
    all.set(options.id, this);
  }

  static byId(id: number): ContentsHost | undefined {
    return all.get(id);
  }

  /** Oldest first. */
  static all(): ContentsHost[] {
    return [...all.values()];
  }

  get destroyed(): boolean {
    return this.#destroyed;
  }

  /** Of the documents to come; null: the session's. */
  get userAgent(): string | null {
    return this.#userAgent;
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
    this.pages.live?.setUserAgent(userAgent);
  }

  /** That its document has given itself, or as Chromium shows it. */
  get title(): string {
    return this.#events?.title || (this.pages.live?.title ?? '');
  }

  /** The public face of a frame; the same object for the same frame. */
  webFrame(frame: Frame): Electron.WebFrameMain {
    if (frame.isMain && frame === this.pages.live?.frames.main) return this.mainFrame;
    let webFrame = this.#webFrames.get(frame);
    if (!webFrame) {
      webFrame = this.#options.createFrame(this, () => frame);
      this.#webFrames.set(frame, webFrame);
    }
    return webFrame;
  }

  createPort(end: PortEnd): Electron.MessagePortMain {
    return this.#options.createPort(end);
  }

  onPreloadError(path: string, error: Error): void {
    emitToApp(this.contents, 'preload-error', this.#event(), path, error);
  }

  onNews(news: PageNews): void {
    if (this.#destroyed) return;
    if (news.news === 'leaving') this.#leaving?.announce(news.asks);
    if (news.news === 'fullscreen') {
      this.#isFullscreen = news.isFullscreen;
      this.emit('fullscreen', news.isFullscreen);
    }
    if (news.news === 'app-command') this.emit('commanded', news.command);
    if (news.news === 'bounds') this.#onBounds(news.bounds);
    const [event, ...args] = this.#news.eventOf(news) ?? [];
    if (event !== undefined) this.#emitUnlessDestroyed(event, [this.#event(), ...args]);
  }

  #onBounds(bounds: Electron.Rectangle): void {
    const event = this.#event();
    emitToApp(this.contents, 'content-bounds-updated', event, bounds);
    if (!event.defaultPrevented && !this.#destroyed) this.emit('moved', bounds);
  }

  /** Emits an event of the WebContents, with its own first argument. */
  tell(event: string, ...args: unknown[]): void {
    this.#emitUnlessDestroyed(event, [this.#event(), ...args]);
  }

  /** Its document is gone, and with it an element that was as large as the screen. */
  #endFullscreen(): void {
    if (this.#isFullscreen) this.onNews({ news: 'fullscreen', isFullscreen: false });
  }

  onKeyLeft(press: KeyPress): void {
    if (!this.#destroyed && !this.ignoresMenuShortcuts) this.emit('keyLeft', press);
  }

  /** Ends the page without asking it. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.#options.id);
    this.navigation.close();
    this.pages.close();
    this.emit('destroyed');
    emitToApp(this.contents, 'destroyed');
  }

  #event(fields?: object): ReturnType<typeof createEvent> {
    return createEvent({ sender: this.contents, ...fields });
  }

  #identity(browser: Browser): Identity | null {
    const ofSession = this.#options.context.identityOverride(browser);
    return this.#userAgent === null ? ofSession : identityOf(this.#userAgent, ofSession?.acceptLanguage);
  }

  #onAttached(page: Page): void {
    const sink = {
      emit: (event: string, ...args: unknown[]): void => this.#emitUnlessDestroyed(event, args),
      event: (fields?: object): object => this.#event(fields),
      webFrame: (frame: Frame): Electron.WebFrameMain => this.webFrame(frame),
    };
    this.#events = new PageEvents(page, sink, this.navigation.loading);
    this.navigation.attach(page);
    const leaving = new LeaveQuestions(page);
    this.#leaving = leaving;
    if (this.#keepsAsking) leaving.keepAsking();
    page.on('dialog', (dialog) => {
      if (this.channel.onDialog(page, dialog)) return;
      this.#answered = answerDialog(page, dialog, () => this.#mayLeave(leaving)).then((stays) => {
        if (!stays) return;
        leaving.stays();
        this.emit('stayed');
      });
    });
    this.channel.attach(page);
    this.opener.attach(page);
    this.#gate.attach(page);
    ownRequests(page, this);
    // From its first page on.
    FilePages.of(page.browser);
    answerQuestions(page, PageWrappers.of(this.#options.context), this);
    this.signals.attach(page);
    page.frames.on('navigated', (frame) => frame.isMain && this.#endFullscreen());
    this.#media.attach(page);
    this.audio.attach(page);
    this.responsiveness.attach(page);
    reportExternalNavigations(page, ExternalProtocols.of(this.#options.context), this.contents);
    this.emit('attached', page);
  }

  /** True if a listener has prevented it; the arguments behind the details are Electron's deprecated ones. */
  #emitNavigation(event: GateEvent | 'did-redirect-navigation', url: string, frame: Frame): boolean {
    const frames = { frame: this.webFrame(frame), initiator: frame.initiator && this.webFrame(frame.initiator) };
    const details = { url, isMainFrame: frame.isMain, isSameDocument: false, ...frames };
    const asked = this.#event(details);
    emitToApp(this.contents, event, asked, url, false, frame.isMain, frame.processId, frame.routingId);
    return asked.defaultPrevented;
  }

  #emitUnlessDestroyed(event: string, args: unknown[]): void {
    if (this.#destroyed) return;
    if (event === 'page-title-updated') this.emit('titleUpdated', String(args[1]));
    if (event === 'did-finish-load') this.emit('finishedLoad');
    emitToApp(this.contents, event, ...args);
    if (event === 'did-stop-loading') this.navigation.onStopped();
  }

  /** From now on `windowClosing` is emitted. */
  keepAsking(): void {
    this.#keepsAsking = true;
    this.signals.give('leaving');
    this.#leaving?.keepAsking();
  }

  /** Resolves when its page can be asked to close: Chromium asks once at a time. */
  async untilAskable(): Promise<void> {
    await this.#answered;
    await this.signals.repeat('leaving');
  }

  #mayLeave(leaving: LeaveQuestions): boolean {
    const { isOfWindow, pageAsks } = leaving.take();
    let isKept = false;
    if (isOfWindow) this.emit('windowClosing', { keepOpen: () => (isKept = true) });
    if (isKept) return false;
    if (!pageAsks) return true;
    const event = this.#event();
    return emitToApp(this.contents, 'will-prevent-unload', event) === 'heard' && event.defaultPrevented;
  }

  #onLoadFailed({ code, errno, url }: LoadError): void {
    if (this.#events) this.#events.fail(code, url);
    else emitToApp(this.contents, 'did-fail-load', this.#event(), errno, code, url, true, 0, 0);
  }

  #onGone(details: ProcessGone, browser: Browser | null): void {
    if (this.#destroyed) return;
    if (browser) this.navigation.loading.failWith(browser.gone('Page.navigate'));
    else this.navigation.loading.fail('ERR_FAILED');
    emitToApp(this.contents, 'render-process-gone', this.#event(), details);
    emitToApp(this.contents, 'crashed', this.#event(), details.reason === 'killed');
    this.emit('gone', details);
    this.#endFullscreen();
    if (this.navigation.loading.clear()) this.#emitUnlessDestroyed('did-stop-loading', [this.#event()]);
  }
}
