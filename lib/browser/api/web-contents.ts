/** The webContents module and the WebContents class (docs/api/web-contents.md). */
import { EventEmitter } from 'node:events';
import { emitToApp } from '../app-calls';
import { DevicePrompts } from '../bluetooth/device-prompts';
import { capturePage, printToPDF } from '../web-contents/capture';
import type { Frame } from '../web-contents/frame';
import { FrameChannel } from '../web-contents/frame-channel';
import type { LoadError } from '../web-contents/load-error';
import type { CapturedImage } from '../web-contents/native-image';
import { validateLoad, fileURL, type LoadURLOptions } from '../web-contents/navigation';
import type { Page } from '../web-contents/page';
import { PageEvents } from '../web-contents/page-events';
import { NavigationController } from '../web-contents/navigation-controller';
import { NavigationGate, type GateEvent } from '../web-contents/navigation-gate';
import { PageHolder } from '../web-contents/page-holder';
import { answerQuestions } from '../web-contents/page-questions';
import type { PagePreloads } from '../ipc/page-preloads';
import type { Target } from '../targets/target';
import type { Identity } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { app } from './app';
import { createEvent } from './event';
import { Session } from './session';
import { IpcMain, ipcMain } from './ipc-main';
import { answerDialog } from '../web-contents/dialogs';
import type { ProcessGone } from '../web-contents/process-gone';
import { ownRequests } from '../web-contents/request-owner';
import { WebFrameMain } from '../web-contents/web-frame-main';
import type { FinishedMembers } from './web-contents-members';
import { openWindow, type WindowPlace } from '../windows/open-window';
import { WindowOpener, type OpenedWindow, type WindowOpenHandler } from '../web-contents/window-opener';

/** What a window tells of the page it wants. */
export interface WebContentsOptions {
  session: Session;
  /** Preload scripts of every document; called once per page, with the session's preloads of that moment. */
  preloads(): PagePreloads | null;
  bounds: WindowPlace;
}

const all = new Map<number, WebContents>();
let lastId = 0;

export class WebContents extends EventEmitter implements Pick<Electron.WebContents, FinishedMembers> {
  readonly id = ++lastId;
  readonly session: Session;
  readonly ipc = new IpcMain();
  readonly mainFrame: WebFrameMain;
  readonly #channel: FrameChannel;
  readonly #opener = new WindowOpener((opened) => WebContents.windowFactory?.(this, opened));
  readonly #webFrames = new WeakMap<Frame, WebFrameMain>();
  readonly #pages: PageHolder;
  readonly #navigation: NavigationController;
  readonly #gate: NavigationGate;
  #events: PageEvents | null = null;
  #userAgent: string | null = null;
  #destroyed = false;

  constructor(options: WebContentsOptions) {
    super();
    this.session = options.session;
    this.#channel = new FrameChannel(this, ipcMain);
    const context = Session.contextOf(this.session);
    this.#pages = new PageHolder({
      browser: () => context.browser(),
      schemes: context.schemes,
      open: (browser, url) => openWindow(browser, url, options.bounds),
      options: (browser) => ({
        preloads: options.preloads(),
        identity: this.#identity(browser),
        scripts: [Session.pageWrappersOf(this.session).script],
      }),
    });
    this.#navigation = new NavigationController(this.#pages, (error) => this.#onLoadFailed(error));
    this.#gate = new NavigationGate(this, this.#navigation.loading, {
      ask: (event, { url, frame }) => this.#ask(event, url, frame),
    });
    this.#pages.on('attached', (page) => this.#onAttached(page));
    this.#pages.on('gone', (details) => this.#onGone(details));
    this.#pages.on('closed', () => this.destroy());
    this.mainFrame = new WebFrameMain(this, () => this.#pages.live?.frames.main ?? null, this.#channel, new IpcMain());
    all.set(this.id, this);
    emitToApp(app, 'web-contents-created', createEvent(), this);
  }

  /** Makes a window for a page that a page opened; set by BrowserWindow. */
  static windowFactory: ((opener: WebContents, opened: OpenedWindow) => void) | null = null;

  static fromId(id: number): WebContents | undefined {
    return all.get(id);
  }

  static getAllWebContents(): WebContents[] {
    return [...all.values()];
  }

  /** Subsystems only: the page behind it, opened if there is none. Rejects if Chromium ends before. */
  page(): Promise<Page> {
    return this.#pages.page();
  }

  /** Subsystems only: the page if there is one now. */
  get livePage(): Page | null {
    return this.#pages.live;
  }

  /** Subsystems only: a window that a page opened; its target exists already. */
  adopt(browser: Browser, target: Target): void {
    this.#pages.adopt(browser, target);
  }

  #onAttached(page: Page): void {
    this.#events = new PageEvents(
      page,
      {
        emit: (event, ...args) => this.#emitUnlessDestroyed(event, args),
        event: (fields) => createEvent({ sender: this, ...fields }),
        webFrame: (frame) => this.webFrame(frame) as unknown as Electron.WebFrameMain,
      },
      this.#navigation.loading,
    );
    this.#navigation.attach(page);
    page.on('dialog', (dialog) => {
      const event = createEvent({ sender: this });
      const leave = (): boolean => emitToApp(this, 'will-prevent-unload', event) === 'heard' && event.defaultPrevented;
      void answerDialog(page, dialog, leave).then((stays) => stays && emitToApp(this, '-stayed'));
    });
    this.#channel.attach(page);
    this.#opener.attach(page);
    this.#gate.attach(page);
    ownRequests(page, this);
    answerQuestions(page, Session.pageWrappersOf(this.session), this);
    const prompts = new DevicePrompts((devices, callback) => {
      const event = createEvent({ sender: this });
      const emitted = emitToApp(this, 'select-bluetooth-device', event, devices, callback);
      if (emitted === 'threw') return 'refused';
      return emitted === 'heard' && event.defaultPrevented ? 'asked' : 'default';
    });
    prompts.attach(page.session);
    page.on('frameSession', (session) => prompts.attach(session));
    emitToApp(this, '-page-attached', page);
  }

  /** Emits a preventable navigation event; the arguments behind the details are Electron's deprecated ones. */
  #ask(event: GateEvent, url: string, frame: Frame): boolean {
    const details = { url, isMainFrame: frame.isMain, isSameDocument: false, frame: this.webFrame(frame) };
    const asked = createEvent({ sender: this, ...details });
    emitToApp(this, event, asked, url, false, frame.isMain, frame.processId, frame.routingId);
    return asked.defaultPrevented;
  }

  #identity(browser: Browser): Identity | null {
    const ofSession = Session.contextOf(this.session).identityOverride(browser);
    return this.#userAgent === null ? ofSession : { ...ofSession, userAgent: this.#userAgent };
  }

  /** Subsystems only. */
  onPreloadError(path: string, error: Error): void {
    emitToApp(this, 'preload-error', createEvent({ sender: this }), path, error);
  }

  #emitUnlessDestroyed(event: string, args: unknown[]): void {
    if (this.#destroyed) return;
    emitToApp(this, event, ...args);
    if (event === 'did-stop-loading') this.#navigation.onStopped();
  }

  #onLoadFailed({ code, errno, url }: LoadError): void {
    if (this.#events) this.#events.fail(code, url);
    else emitToApp(this, 'did-fail-load', createEvent({ sender: this }), errno, code, url, true, 0, 0);
  }

  #onGone(details: ProcessGone): void {
    if (this.#destroyed) return;
    this.#navigation.loading.fail('ERR_FAILED');
    emitToApp(this, 'render-process-gone', createEvent({ sender: this }), details);
    emitToApp(this, 'crashed', createEvent({ sender: this }), details.reason === 'killed');
    emitToApp(app, 'render-process-gone', createEvent({ sender: this }), this, details);
    if (this.#navigation.loading.clear())
      this.#emitUnlessDestroyed('did-stop-loading', [createEvent({ sender: this })]);
  }

  /** The public face of a frame; the same object for the same frame. */
  webFrame(frame: Frame): WebFrameMain {
    if (frame.isMain && frame === this.#pages.live?.frames.main) return this.mainFrame;
    let webFrame = this.#webFrames.get(frame);
    if (!webFrame) {
      webFrame = new WebFrameMain(this, () => frame, this.#channel, new IpcMain());
      this.#webFrames.set(frame, webFrame);
    }
    return webFrame;
  }

  /** Resolves with did-finish-load; rejects with Electron's `ERR_… (-n) loading 'url'` (code, errno, url). */
  loadURL(url: string, options: LoadURLOptions = {}): Promise<void> {
    const mistake = validateLoad(url, options);
    if (mistake) return Promise.reject(mistake);
    if (options.userAgent !== undefined) this.setUserAgent(options.userAgent);
    return this.#navigation.load(url, options);
  }

  loadFile(filePath: string, options: Electron.LoadFileOptions = {}): Promise<void> {
    return this.loadURL(fileURL(filePath, options, app.getAppPath()));
  }

  reload(): void {
    this.#navigation.reload(false);
  }

  reloadIgnoringCache(): void {
    this.#navigation.reload(true);
  }

  stop(): void {
    this.#navigation.stop();
  }

  goBack(): void {
    this.#navigation.goToOffset(-1);
  }

  goForward(): void {
    this.#navigation.goToOffset(1);
  }

  canGoBack(): boolean {
    return this.#navigation.canGoBack;
  }

  canGoForward(): boolean {
    return this.#navigation.canGoForward;
  }

  clearHistory(): void {
    this.#navigation.clearHistory();
  }

  /** Runs in the main frame once it has a document. Rejects with the promise's own rejection. */
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    if (typeof code !== 'string') throw new TypeError(`code must be a string, got ${typeof code}`);
    await this.#navigation.untilLoaded();
    return this.mainFrame.executeJavaScript(code, userGesture);
  }

  /** The page's PNG; `rect` in CSS pixels. */
  async capturePage(rect?: Electron.Rectangle): Promise<CapturedImage> {
    return capturePage((await this.page()).session, rect);
  }

  async printToPDF(options: Electron.PrintToPDFOptions = {}): Promise<Buffer> {
    if (typeof options !== 'object' || options === null) throw new TypeError('options must be an object');
    return printToPDF((await this.page()).session, options);
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    const frame = this.#pages.live?.frames.main;
    if (frame) this.#channel.send(frame, channel, args);
  }

  getURL(): string {
    return this.#navigation.url;
  }

  getTitle(): string {
    if (this.getURL() === '') return '';
    return this.#events?.title || (this.#pages.live?.title ?? '');
  }

  getType(): 'window' {
    return 'window';
  }

  getUserAgent(): string {
    return this.#userAgent ?? this.session.getUserAgent();
  }

  setUserAgent(userAgent: string): void {
    if (typeof userAgent !== 'string') throw new TypeError(`userAgent must be a string, got ${typeof userAgent}`);
    this.#userAgent = userAgent;
    this.#pages.live?.setUserAgent(userAgent);
  }

  get userAgent(): string {
    return this.getUserAgent();
  }

  set userAgent(userAgent: string) {
    this.setUserAgent(userAgent);
  }

  isLoading(): boolean {
    return this.#navigation.loading.any;
  }

  isLoadingMainFrame(): boolean {
    return this.#navigation.isLoadingMainFrame;
  }

  isWaitingForResponse(): boolean {
    return this.#navigation.loading.waitingForResponse;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isCrashed(): boolean {
    return this.#pages.crashed;
  }

  focus(): void {
    this.#navigation.command((page) => page.session.send('Page.bringToFront'));
  }

  forcefullyCrashRenderer(): void {
    this.#navigation.command((page) => page.session.send('Page.crash'));
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#opener.setHandler(handler);
  }

  /** Closes the page as a window would be closed, after its beforeunload handlers if asked to. */
  close(options: Electron.CloseOpts = { waitForBeforeUnload: false }): void {
    if (options.waitForBeforeUnload && this.#pages.live)
      this.#navigation.command((page) => page.session.send('Page.close'));
    else this.destroy();
  }

  /** Ends the page without asking it. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.id);
    this.#navigation.close();
    this.#pages.close();
    emitToApp(this, 'destroyed');
  }
}

export const webContents = {
  fromId: (id: number): WebContents | undefined => WebContents.fromId(id),
  getAllWebContents: (): WebContents[] => WebContents.getAllWebContents(),
  fromFrame: (frame: WebFrameMain): WebContents | undefined => {
    const owner = WebFrameMain.ownerOf(frame);
    return owner instanceof WebContents && !owner.isDestroyed() ? owner : undefined;
  },
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    WebContents.getAllWebContents().find((contents) => contents.livePage?.target.id === targetId),
};
