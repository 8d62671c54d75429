/** The BrowserWindow class (docs/api/browser-window.md), as far as session code needs windows. */
import { invalidArgType, validateBoolean, validateObject } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { desktop } from '../app/desktop';
import { lifecycle } from '../app/lifecycle';
import { runningApp } from '../app/running-app';
import { BrowserGoneError } from '../devtools/errors';
import { pageSource, windowSourceId, windowSources } from '../display-capture/window-sources';
import { createEvent } from '../event';
import { LIBRARY } from '../internals';
import { whenHeard } from '../observed-emitter';
import { BaseWindow } from '../windows/base-window';
import { closePage, watchClosing } from '../windows/closing';
import { addContentsHelpers } from '../windows/contents-helpers';
import { watchFullscreen } from '../windows/fullscreen';
import { hasDisplay } from '../windows/has-display';
import { leaveFamily, setParent } from '../windows/window-family';
import { WindowFocus } from '../windows/window-focus';
import { boundsOf, checkWindowOptions, keepOptions, limitSize, placeOf } from '../windows/window-options';
import { WindowState } from '../windows/window-state';
import { windowStates } from '../windows/window-states';
import type { FinishedWindowMembers } from '../windows/finished-members';
import { LeftKeys } from '../windows/left-keys';
import { NativeWindow } from '../windows/native-window';
import { readPreferences, type Preferences } from '../windows/web-preferences';
import { pagePreloads, type PagePreloads } from '../ipc/page-preloads';
import { libraryFolder } from '../library-folder';
import type { LoadURLOptions } from '../web-contents/navigation';
import { contentsHosts, type ContentsHost } from '../web-contents/contents-host';
import type { Page } from '../web-contents/page';
import type { OpenedWindow } from '../web-contents/window-opener';
import { app } from './app';
import type { NativeImage } from './native-image';
import { Session } from './session';
import { session } from './session-module';
import { WebContents } from './web-contents';

const windows = new Map<number, BrowserWindow>();
const windowFocus = new WindowFocus<BrowserWindow>({
  blurred: (window) => tellFocus(window, 'blur'),
  focused: (window) => tellFocus(window, 'focus'),
});

function tellFocus(window: BrowserWindow, name: 'blur' | 'focus'): void {
  if (window.isDestroyed()) return;
  const event = createEvent({ sender: window });
  emitToApp(app, `browser-window-${name}`, event, window);
  emitToApp(window, name, event);
  if (!window.isDestroyed()) emitToApp(window.webContents, name, createEvent({ sender: window.webContents }));
}

/** For the menu of the app. */
export const leftKeys = new LeftKeys<BrowserWindow>();
let lastId = 0;

/** What a page has opened, by the options of the window that it gets. */
const openedPages = new WeakMap<Electron.BrowserWindowConstructorOptions, NonNullable<OpenedWindow['page']>>();

/** Throws TypeError for what is no session. */
function sessionOf({ session: ses, partition }: Electron.WebPreferences): Session {
  if (ses !== undefined) {
    if (!(ses instanceof Session))
      throw invalidArgType('webPreferences.session', 'a Session of the session module', ses);
    return ses;
  }
  return partition ? session.fromPartition(partition) : session.defaultSession;
}

/** The scripts of a new page, of its session and its own. */
function preloadsOf({ preload, ...preferences }: Preferences, ses: Session): PagePreloads | null {
  const paths = [...ses.getPreloads(), ...(preload === null ? [] : [preload])];
  return pagePreloads({ ...preferences, paths, libraryFolder: libraryFolder() });
}

export class BrowserWindow extends BaseWindow implements Pick<Electron.BrowserWindow, FinishedWindowMembers> {
  readonly #id = ++lastId;
  readonly #webContents: WebContents;
  readonly #host: ContentsHost;
  readonly #closable = { requestClose: () => this.#requestClose(), destroy: () => this.destroy() };
  readonly #preferences: Preferences;
  readonly #webPreferences: Electron.WebPreferences;
  readonly #state: WindowState;
  #isEnabled = true;
  #destroyed = false;
  #shownOnce = false;
  #closing = Promise.resolve(false);

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow');
    if (!runningApp.isOpen) throw new Error('Cannot create BrowserWindow before app is ready');
    validateObject(options, 'options');
    checkWindowOptions(options);
    this.#webPreferences = options.webPreferences ?? {};
    this.#preferences = readPreferences(this.#webPreferences);
    const [bounds, visible] = [boundsOf(options), options.show ?? true];
    const isPlaced = options.x !== undefined || options.y !== undefined;
    this.#state = new WindowState(this, { bounds, visible, title: options.title ?? app.name, isPlaced });
    windowStates.set(this, this.#state);
    limitSize(this.#state, options);
    keepOptions(this.#state.kept, options);
    const ses = sessionOf(this.#webPreferences);
    if (options.parent) {
      this.setParentWindow(options.parent as unknown as BrowserWindow);
      setParent(this, this.getParentWindow(), options.modal === true);
    }
    this.#webContents = new WebContents(LIBRARY, {
      session: ses,
      preloads: () => preloadsOf(this.#preferences, ses),
      checksSpelling: this.#preferences.spellcheck,
      bounds: { width: bounds.width, height: bounds.height, hidden: !visible, ...placeOf(options) },
    });
    this.#host = contentsHosts.of(this.#webContents);
    this.#host.owner = () => (this.#destroyed ? null : this);
    this.#host.isFocused = () => this.isFocused();
    this.#listen(this.#host);
    windows.set(this.id, this);
    windowSources.add(this.getMediaSourceId(), () => pageSource(this.#host.pages.live));
    lifecycle.addWindow(this.#closable);
    emitToApp(app, 'browser-window-created', createEvent(), this);
    if (visible && !hasDisplay()) windowFocus.give(this);
    if (options.fullscreen === true || options.kiosk === true) this.setFullScreen(true);
    const opened = openedPages.get(options);
    if (opened) this.#host.pages.adopt(opened.browser, opened.target);
    // As in Electron the renderer starts with the window, not with the first load.
    else this.#host.pages.page().catch((error: unknown) => this.#onNoPage(error));
    if (options.webPreferences?.backgroundThrottling === false) this.#webContents.setBackgroundThrottling(false);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  /** There is no BrowserView. */
  static fromBrowserView(_browserView: unknown): BrowserWindow | null {
    return null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return windowFocus.focused;
  }

  get id(): number {
    return this.#id;
  }

  get webContents(): WebContents {
    return this.#webContents;
  }

  #listen(host: ContentsHost): void {
    host.on('attached', (page) => this.#onPage(page));
    host.on('destroyed', () => this.destroy());
    host.on('titleUpdated', (title) => {
      const event = createEvent({ sender: this });
      emitToApp(this, 'page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.#state.title = title;
    });
    host.on('finishedLoad', () => this.#onFirstPaint());
    watchFullscreen(this, host);
    watchClosing(this, host, () => this.#mayClose());
    whenHeard(this, 'app-command', () => host.signals.give('app-command'));
    host.on('commanded', (command) => emitToApp(this, 'app-command', createEvent({ sender: this }), command));
    host.responsiveness.askFor(this);
    host.on('answering', (event) => emitToApp(this, event, createEvent({ sender: this })));
    host.on('moved', (bounds) => this.setBounds(bounds));
    host.on('fullscreen', (isFullscreen) => this.#state.setHTMLFullscreen(isFullscreen));
    host.on('keyLeft', (press) => leftKeys.leave(press, this));
    host.on('opened', (opened) => this.#onOpened(opened));
  }

  /** Windows that pages open have the preferences of their opener, as in Electron. */
  #onOpened(opened: OpenedWindow): void {
    const { session: ses } = this.webContents;
    const webPreferences = { ...this.#webPreferences, ...opened.options.webPreferences, session: ses };
    const options = { ...opened.options, webPreferences };
    if (opened.page) openedPages.set(options, opened.page);
    const window = new BrowserWindow(options);
    if (!opened.page) void window.loadURL(opened.details.url);
    emitToApp(this.webContents, 'did-create-window', window, opened.details);
  }

  #onPage(page: Page): void {
    const native = new NativeWindow(page.browser, page.target.id);
    this.#state.attach(native);
    if (!this.#isEnabled) this.#applyEnabled(page);
    native.onFocus((hasFocus) => (hasFocus ? windowFocus.give(this) : windowFocus.take(this)));
  }

  /** Chromium did not start or the page could not be opened: the app hears it from its next call, too. */
  #onNoPage(error: unknown): void {
    if (this.#destroyed) return;
    if (this.webContents.listenerCount('did-fail-load') === 0) process.emitWarning(error as Error);
    const isInUse = error instanceof BrowserGoneError && error.exit.failure?.kind === 'PROFILE_IN_USE';
    // Behind the app's own reaction: a window that it opens instead keeps it running.
    if (isInUse) setImmediate(() => this.#giveUp());
  }

  /** Another app has the session's directory: nobody will ever see this window, so the app must not wait for its end. */
  #giveUp(): void {
    if (lifecycle.windowCount === 1) lifecycle.exitCode = 1;
    this.destroy();
  }

  #onFirstPaint(): void {
    if (this.#shownOnce) return;
    this.#shownOnce = true;
    emitToApp(this, 'ready-to-show', createEvent({ sender: this }));
  }

  loadURL(url: string, options?: LoadURLOptions): Promise<void> {
    return this.webContents.loadURL(url, options);
  }

  loadFile(filePath: string, options?: Electron.LoadFileOptions): Promise<void> {
    return this.webContents.loadFile(filePath, options);
  }

  reload(): void {
    this.webContents.reload();
  }

  capturePage(rect?: Electron.Rectangle): Promise<NativeImage> {
    return this.webContents.capturePage(rect);
  }

  /** The `id` of this window among the sources of desktopCapturer. */
  getMediaSourceId(): string {
    return windowSourceId(this.id);
  }

  /** Emits close, then closes unless a listener or the page prevents it. */
  close(): void {
    void this.#requestClose();
  }

  #mayClose(): boolean {
    const event = createEvent({ sender: this });
    emitToApp(this, 'close', event);
    return !event.defaultPrevented;
  }

  /** Resolves to false if it stays open. */
  async #requestClose(): Promise<boolean> {
    if (this.#destroyed) return true;
    if (!this.#mayClose()) return false;
    const page = this.#host.pages.live;
    if (!page?.browser.alive) {
      this.destroy();
      return true;
    }
    // Chromium asks a page once at a time: a further attempt waits for the one under way.
    this.#closing = this.#closing.then(async (closed) => {
      if (!closed) await this.#host.untilAskable();
      return closed || this.#destroyed || closePage(this.#host, page, () => this.destroy());
    });
    return this.#closing;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    windowSources.delete(this.getMediaSourceId());
    const children = leaveFamily(this);
    this.#state.end();
    windowFocus.remove(this, !hasDisplay());
    lifecycle.removeWindow(this.#closable);
    this.#host.destroy();
    emitToApp(this, 'closed');
    lifecycle.onWindowClosed();
    for (const child of children) (child as BrowserWindow).destroy();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  hide(): void {
    this.#state.hide();
    windowFocus.remove(this, !hasDisplay());
  }

  focus(): void {
    this.webContents.focus();
    // On a display Chromium reports it.
    if (!hasDisplay() && this.isVisible()) windowFocus.give(this);
  }

  blur(): void {
    if (!hasDisplay()) windowFocus.take(this);
  }

  focusOnWebView(): void {
    this.focus();
  }

  blurWebView(): void {
    this.blur();
  }

  /** Whether the page gets input. */
  setEnabled(enable: boolean): void {
    validateBoolean(enable, 'enable');
    this.#isEnabled = enable;
    if (this.#host.pages.live) this.#applyEnabled(this.#host.pages.live);
  }

  isEnabled(): boolean {
    return this.#isEnabled;
  }

  #applyEnabled(page: Page): void {
    page.session.post('Input.setIgnoreInputEvents', { ignore: !this.#isEnabled });
  }

  isFocused(): boolean {
    return windowFocus.focused === this;
  }
}

/**
 * webContents.create(), which Electron has without documenting it, and which its specs use: a page that belongs to no
 * window. contents.destroy() ends it. Throws TypeError for preferences of wrong types.
 */
export function createWebContents(webPreferences: Electron.WebPreferences = {}): WebContents {
  const preferences = readPreferences(webPreferences);
  const ses = sessionOf(webPreferences);
  const preloads = (): PagePreloads | null => preloadsOf(preferences, ses);
  const { width, height } = boundsOf({});
  const contents = new WebContents(LIBRARY, {
    session: ses,
    preloads,
    checksSpelling: preferences.spellcheck,
    bounds: { width, height, hidden: true },
  });
  // Whoever uses the page gets the error.
  contentsHosts
    .of(contents)
    .pages.page()
    .catch(() => undefined);
  return contents;
}

addContentsHelpers(BrowserWindow.prototype);
desktop.setWindows({
  focus: () =>
    BrowserWindow.getAllWindows()
      .find((window) => window.isVisible())
      ?.focus(),
});
