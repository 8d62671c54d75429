/** The webContents module and the WebContents class (docs/api/web-contents.md). */
import type { StopAction } from '../../common/find-messages';
import {
  validateBoolean,
  validateFunction,
  validateInteger,
  validateNumber,
  validateObject,
  validateString,
} from '../../common/validators';
import { callApp, emitToApp } from '../app-calls';
import { DevicePrompts } from '../bluetooth/device-prompts';
import { ContextMenus } from '../context-menu/context-menus';
import { DownloadManager } from '../downloads/download-manager';
import { headersOf, validateURL } from '../downloads/download-options';
import { createEvent } from '../event';
import { LIBRARY, requireLibrary } from '../internals';
import { SentKeys } from '../keyboard/sent-keys';
import { validatePostMessage, type PostMessageArguments } from '../ipc/message-ports';
import type { PagePreloads } from '../ipc/page-preloads';
import { AuthRequests } from '../http-auth/auth-requests';
import { CertificateErrors } from '../network-context/certificate-errors';
import { Representation } from '../native-image/representation';
import type { ObservedEmitter } from '../observed-emitter';
import { checkPrintArguments, printAndTell, type PrintListener } from '../printing/print-job';
import { printers } from '../printing/printers';
import { sessionContexts } from '../session/internals';
import { downloadBlob } from '../web-contents/blob-download';
import { capturePage } from '../web-contents/capture';
import { ContentsHost, contentsHosts } from '../web-contents/contents-host';
import { evaluateInFrame, evaluateInWorld, validateSources } from '../web-contents/evaluate';
import { FrameSubscription } from '../web-contents/frame-subscription';
import { inputCommand, type InputEvent } from '../web-contents/input-events';
import { FindInPage } from '../web-contents/find-in-page';
import { fileURL, hasCredentials, validateLoad, type LoadURLOptions } from '../web-contents/navigation';
import type { Page } from '../web-contents/page';
import { PageContents } from '../web-contents/page-contents';
import { PageZoom, zoomOfFactor, zoomOfLevel } from '../web-contents/page-zoom';
import { PDFPrinter } from '../web-contents/pdf-printer';
import type { SupportedMembers } from '../web-contents/supported-members';
import type { WindowOpenHandler } from '../web-contents/window-opener';
import { openWindow, type WindowPlace } from '../windows/open-window';
import { app } from './app';
import { Debugger } from './debugger';
import { IpcMain, ipcMain } from './ipc-main';
import { MessagePortMain } from './message-port-main';
import { NativeImage } from './native-image';
import type { Session } from './session';
import { WebFrameMain, webFrameMain } from './web-frame-main';

/** What a window says of the page it wants. */
export interface WebContentsOptions {
  session: Session;
  /** Preload scripts of every document; called once per page, with the session's preloads of that moment. */
  preloads(): PagePreloads | null;
  /** Whether spelling is checked. */
  checksSpelling: boolean;
  bounds: WindowPlace;
}

type FrameListener = (image: NativeImage, dirtyRect: Electron.Rectangle) => void;

/** Electron's words. */
const NO_FRAME = 'Missing required frame argument (must be number or [processId, frameId])';

let lastId = 0;

export class WebContents extends PageContents implements Pick<Electron.WebContents, SupportedMembers> {
  readonly #id = ++lastId;
  readonly #session: Session;
  readonly #ipc = new IpcMain();
  readonly #debugger: Debugger;
  readonly #host: ContentsHost;
  readonly #printer: PDFPrinter;
  readonly #subscription: FrameSubscription;
  readonly #find: FindInPage;

  constructor(key: typeof LIBRARY, options: WebContentsOptions) {
    super('WebContents');
    requireLibrary(key);
    this.#session = options.session;
    this.#host = new ContentsHost({
      id: this.#id,
      contents: this as unknown as Electron.WebContents & ObservedEmitter,
      context: sessionContexts.of(options.session),
      ipcMain,
      preloads: () => options.preloads(),
      checksSpelling: options.checksSpelling,
      open: (browser, url) => openWindow(browser, url, options.bounds),
      createPort: (end) => new MessagePortMain(LIBRARY, end),
      createFrame: (host, frame) => new WebFrameMain(LIBRARY, host, frame) as unknown as Electron.WebFrameMain,
    });
    this.#printer = new PDFPrinter(this.#host.pages);
    this.#subscription = new FrameSubscription(this.#host);
    const zoom = (): number => this.getZoomFactor();
    this.#find = new FindInPage(this.#host.pages, zoom, (result) => this.#host.tell('found-in-page', result));
    this.#debugger = new Debugger(LIBRARY, this.#host);
    contentsHosts.set(this, this.#host);
    for (const of of [AuthRequests.of, CertificateErrors.of]) of(sessionContexts.of(options.session)).enableWith(this);
    this.#host.on('attached', (page) => this.#promptForBluetooth(page));
    this.#host.on('gone', (details) => {
      emitToApp(app, 'render-process-gone', createEvent({ sender: this }), this, details);
      emitToApp(app, 'renderer-process-crashed', createEvent({ sender: this }), this, details.reason === 'killed');
    });
    emitToApp(app, 'web-contents-created', createEvent(), this);
  }

  get id(): number {
    return this.#id;
  }

  get session(): Electron.Session {
    return this.#session as unknown as Electron.Session;
  }

  get mainFrame(): Electron.WebFrameMain {
    return this.#host.mainFrame;
  }

  get debugger(): Debugger {
    return this.#debugger;
  }

  get ipc(): IpcMain {
    return this.#ipc;
  }

  #promptForBluetooth(page: Page): void {
    const prompts = new DevicePrompts((devices, callback) => {
      const event = createEvent({ sender: this });
      const emitted = emitToApp(this, 'select-bluetooth-device', event, devices, callback);
      if (emitted === 'threw') return 'refused';
      return emitted === 'heard' && event.defaultPrevented ? 'asked' : 'default';
    });
    prompts.attach(page.session);
    page.on('frameSession', (session) => prompts.attach(session));
  }

  /** Resolves with did-finish-load; rejects with Electron's `ERR_… (-n) loading 'url'` (code, errno, url). */
  loadURL(url: string, options: LoadURLOptions = {}): Promise<void> {
    const mistake = validateLoad(url, options);
    if (mistake) return Promise.reject(mistake);
    if (hasCredentials(url))
      void AuthRequests.of(sessionContexts.of(this.#session))
        .enable()
        .catch(() => undefined);
    if (options.userAgent !== undefined) this.setUserAgent(options.userAgent);
    return this.#host.navigation.load(url, options);
  }

  loadFile(filePath: string, options: Electron.LoadFileOptions = {}): Promise<void> {
    return this.loadURL(fileURL(filePath, options, app.getAppPath()));
  }

  reload(): void {
    this.#host.navigation.reload(false);
  }

  reloadIgnoringCache(): void {
    this.#host.navigation.reload(true);
  }

  stop(): void {
    this.#host.navigation.stop();
  }

  goBack(): void {
    this.#host.navigation.goToOffset(-1);
  }

  goForward(): void {
    this.#host.navigation.goToOffset(1);
  }

  canGoBack(): boolean {
    return this.#host.navigation.canGoBack;
  }

  canGoForward(): boolean {
    return this.#host.navigation.canGoForward;
  }

  clearHistory(): void {
    this.#host.navigation.clearHistory();
  }

  /** Emits will-download of the session, with this object. Throws TypeError for bad arguments. */
  downloadURL(url: string, options?: Electron.DownloadURLOptions): void {
    validateURL(url);
    const headers = headersOf(options);
    if (url.startsWith('blob:')) this.#host.navigation.command((page) => downloadBlob(page, url));
    else DownloadManager.of(sessionContexts.of(this.#session)).download(url, headers, this.#host.contents);
  }

  /** Runs in the main frame once it has a document. Rejects with the promise's own rejection. */
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    validateString(code, 'code');
    await this.#host.navigation.untilLoaded();
    return evaluateInFrame((await this.#host.pages.page()).frames.main, code, userGesture);
  }

  /** The same in another world of the main frame: 999 is that of preload scripts. Resolves with the result of the first script. */
  async executeJavaScriptInIsolatedWorld(
    worldId: number,
    scripts: Electron.WebSource[],
    userGesture = false,
  ): Promise<unknown> {
    validateInteger(worldId, 'worldId');
    validateSources(scripts);
    await this.#host.navigation.untilLoaded();
    return evaluateInWorld((await this.#host.pages.page()).frames.main, worldId, scripts, userGesture);
  }

  /** Resolves with a key for removeInsertedCSS(). */
  insertCSS(css: string, options: Electron.InsertCSSOptions = {}): Promise<string> {
    const inserted = this.#insertCSS(css, options);
    inserted.catch(() => undefined); // nobody has to wait for it, and pages go away
    return inserted;
  }

  async #insertCSS(css: string, options: Electron.InsertCSSOptions): Promise<string> {
    validateString(css, 'css');
    validateObject(options, 'options');
    return this.#host.styles.insert((await this.#host.pages.page()).frames.main, css);
  }

  removeInsertedCSS(key: string): Promise<void> {
    validateString(key, 'key');
    return this.#host.styles.remove(key);
  }

  /** Of the word that the last context-menu event had as misspelled. Does nothing without one, or when it is another by now. */
  replaceMisspelling(text: string): void {
    validateString(text, 'text');
    ContextMenus.of(sessionContexts.of(this.#session)).replaceMisspelling(this.#host.contents, text);
  }

  sendInputEvent(inputEvent: InputEvent): void {
    const send = inputCommand(inputEvent, this.getZoomFactor());
    const { signals } = this.#host;
    if (signals.holdsKeys && SentKeys.of(this).send(inputEvent)) return;
    this.#host.navigation.command(async (page) => {
      await signals.untilTold();
      await send(page.session);
    });
  }

  setIgnoreMenuShortcuts(ignore: boolean): void {
    validateBoolean(ignore, 'ignore');
    this.#host.ignoresMenuShortcuts = ignore;
  }

  /** The page's PNG, empty before the first load; `rect` in CSS pixels. */
  async capturePage(rect?: Electron.Rectangle): Promise<NativeImage> {
    const { session: page } = await this.#host.pages.page();
    const isBlank = this.#host.navigation.hasLoadedNothing;
    return new NativeImage(LIBRARY, [isBlank ? null : Representation.ofScreenshot(await capturePage(page, rect))]);
  }

  /** The picture is the whole page, and so is what has changed. */
  beginFrameSubscription(...args: [boolean, FrameListener] | [FrameListener]): void {
    const callback = args.length === 1 ? args[0] : args[1];
    validateFunction(callback, 'callback');
    this.#subscription.begin((png) => {
      const image = new NativeImage(LIBRARY, [Representation.ofScreenshot(png)]);
      callApp(callback, [image, { x: 0, y: 0, ...image.getSize() }], () => undefined);
    });
  }

  endFrameSubscription(): void {
    this.#subscription.end();
  }

  printToPDF(options: Electron.PrintToPDFOptions = {}): Promise<Buffer> {
    return this.#printer.print(options);
  }

  /** Prints without a dialog, which is not there: with `silent: true` only. `callback` hears how it went. */
  print(options: Electron.WebContentsPrintOptions = {}, callback?: PrintListener): void {
    checkPrintArguments(options, callback);
    void printAndTell(options, (settings) => this.#printer.print(settings), callback);
  }

  getPrintersAsync(): Promise<Electron.PrinterInfo[]> {
    return printers();
  }

  /** To a frame by its routingId, in the process of the main frame, or by both its ids. False if there is none. */
  sendToFrame(frameId: number | [processId: number, routingId: number], channel: string, ...args: unknown[]): boolean {
    validateString(channel, 'channel');
    const ids: readonly unknown[] = typeof frameId === 'number' ? [this.mainFrame.processId, frameId] : frameId;
    if (!Array.isArray(ids) || ids.length !== 2 || ids.some((id) => typeof id !== 'number'))
      throw new TypeError(NO_FRAME);
    const [processId, routingId] = ids as [number, number];
    const frame = webFrameMain.fromId(processId, routingId);
    frame?.send(channel, ...args);
    return frame !== undefined;
  }

  /** The id of the request: found-in-page has it. Throws TypeError or Error for bad arguments. */
  findInPage(text: string, options: Electron.FindInPageOptions = {}): number {
    return this.#find.find(text, options);
  }

  stopFindInPage(action: StopAction): void {
    this.#find.stop(action);
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    const frame = this.#host.pages.live?.frames.main;
    if (frame) this.#host.channel.send(frame, channel, args);
  }

  /** Throws Error for a message that cannot be cloned, TypeError for a transfer list that is none. */
  postMessage(...args: PostMessageArguments): void {
    validatePostMessage(args);
    const [channel, message, transfer] = args;
    const frame = this.#host.pages.live?.frames.main;
    if (frame) this.#host.channel.post(frame, channel, message, transfer);
  }

  getURL(): string {
    return this.#host.navigation.url;
  }

  getTitle(): string {
    if (this.getURL() === '') return '';
    return this.#host.title;
  }

  getType(): 'window' {
    return 'window';
  }

  getUserAgent(): string {
    return this.#host.userAgent ?? this.session.getUserAgent();
  }

  setUserAgent(userAgent: string): void {
    validateString(userAgent, 'userAgent');
    this.#host.setUserAgent(userAgent);
  }

  get userAgent(): string {
    return this.getUserAgent();
  }

  set userAgent(userAgent: string) {
    this.setUserAgent(userAgent);
  }

  /** Throws Error for anything but a number above 0. */
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this.#setZoom(zoomOfFactor(factor));
  }

  getZoomFactor(): number {
    return this.#zoom.at(this.getURL()).factor;
  }

  setZoomLevel(level: number): void {
    validateNumber(level, 'level');
    this.#setZoom(zoomOfLevel(level));
  }

  getZoomLevel(): number {
    return this.#zoom.at(this.getURL()).level;
  }

  #setZoom(zoom: ReturnType<typeof zoomOfLevel>): void {
    this.#zoom.set(this.getURL(), zoom);
    this.#host.navigation.command((page) => this.#zoom.apply(page, zoom.factor));
  }

  get zoomFactor(): number {
    return this.getZoomFactor();
  }

  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }

  get zoomLevel(): number {
    return this.getZoomLevel();
  }

  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }

  get #zoom(): PageZoom {
    return PageZoom.of(sessionContexts.of(this.#session));
  }

  isLoading(): boolean {
    return this.#host.navigation.isLoading;
  }

  isLoadingMainFrame(): boolean {
    return this.#host.navigation.isLoadingMainFrame;
  }

  isWaitingForResponse(): boolean {
    return this.#host.navigation.loading.waitingForResponse;
  }

  isDestroyed(): boolean {
    return this.#host.destroyed;
  }

  /** Chromium's own count, as `processId` of its main frame. */
  getProcessId(): number {
    return this.mainFrame.processId;
  }

  isCrashed(): boolean {
    return this.#host.pages.crashed;
  }

  /** Its own window, wherever `options.mode` wants it. */
  openDevTools(options: Electron.OpenDevToolsOptions = { mode: 'detach' }): void {
    validateObject(options, 'options');
    const { navigation, devTools } = this.#host;
    navigation.command((page) =>
      devTools.open(page).catch((error: unknown) => {
        devTools.failed();
        throw error;
      }),
    );
  }

  closeDevTools(): void {
    this.#host.devTools.close();
  }

  isDevToolsOpened(): boolean {
    return this.#host.devTools.isOpen;
  }

  /** Opens the tools; stock Chromium has no command that shows an element in them. */
  inspectElement(x: number, y: number): void {
    validateInteger(x, 'x');
    validateInteger(y, 'y');
    this.openDevTools();
  }

  toggleDevTools(): void {
    if (this.isDevToolsOpened()) this.closeDevTools();
    else this.openDevTools();
  }

  focus(): void {
    this.#host.navigation.command((page) => page.session.send('Page.bringToFront'));
  }

  forcefullyCrashRenderer(): void {
    this.#host.navigation.crash();
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#host.opener.setHandler(handler);
  }

  /** Closes the page as a window would be closed, after its beforeunload handlers if asked to. */
  close(options: Electron.CloseOpts = { waitForBeforeUnload: false }): void {
    if (options.waitForBeforeUnload && this.#host.pages.live) this.#host.navigation.command((page) => page.close());
    else this.destroy();
  }

  /** Ends the page without asking it. In Electron, too, this is not documented. */
  destroy(): void {
    this.#host.destroy();
  }
}

/** Undefined for a page that is gone. */
const contentsOf = (host: ContentsHost | undefined): Electron.WebContents | undefined =>
  host && !host.destroyed ? host.contents : undefined;

export const webContents = {
  fromId: (id: number): Electron.WebContents | undefined => contentsOf(ContentsHost.byId(id)),
  getAllWebContents: (): Electron.WebContents[] => ContentsHost.all().map(({ contents }) => contents),
  /** That of the window with the focus. */
  getFocusedWebContents: (): Electron.WebContents | null =>
    ContentsHost.all().find(({ contents }) => contents.isFocused())?.contents ?? null,
  fromFrame: (frame: WebFrameMain): Electron.WebContents | undefined => contentsOf(contentsHosts.of(frame)),
  fromDevToolsTargetId: (targetId: string): Electron.WebContents | undefined =>
    contentsOf(ContentsHost.all().find(({ pages }) => pages.live?.target.id === targetId)),
};
