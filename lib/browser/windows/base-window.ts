/** The members of BrowserWindow that are about the window and not about its page: Electron's BaseWindow. */
import { invalidArgType, validateBoolean, validateInteger, validateString } from '../../common/validators';
import { UnavailableError } from '../unavailable-error';
import { UnmanagedWindow } from './unmanaged-window';
import { childrenOf, isModal, parentOf, setParent } from './window-family';
import { windowStates } from './window-states';

export class BaseWindow extends UnmanagedWindow {
  isVisible(): boolean {
    return windowStates.of(this).visible;
  }

  showInactive(): void {
    windowStates.of(this).show();
  }

  minimize(): void {
    windowStates.of(this).setMode('minimized');
  }

  isMinimized(): boolean {
    return windowStates.of(this).mode === 'minimized';
  }

  /** As in Electron it is shown, too. */
  maximize(): void {
    const state = windowStates.of(this);
    state.setMode('maximized');
    state.show();
  }

  unmaximize(): void {
    const state = windowStates.of(this);
    if (state.wantedMode === 'maximized') state.setMode('normal');
  }

  isMaximized(): boolean {
    return windowStates.of(this).mode === 'maximized';
  }

  restore(): void {
    windowStates.of(this).setMode('normal');
  }

  setFullScreen(flag: boolean): void {
    validateBoolean(flag, 'flag');
    const state = windowStates.of(this);
    const isWanted = state.wantedMode === 'fullscreen' || (flag && this.isFullScreen());
    if (flag !== isWanted) state.setMode(flag ? 'fullscreen' : 'normal');
  }

  isFullScreen(): boolean {
    return windowStates.of(this).isFullscreen;
  }

  isNormal(): boolean {
    return windowStates.of(this).mode === 'normal' && !this.isFullScreen();
  }

  getBounds(): Electron.Rectangle {
    return windowStates.of(this).bounds;
  }

  getContentBounds(): Electron.Rectangle {
    return windowStates.of(this).bounds;
  }

  getNormalBounds(): Electron.Rectangle {
    return windowStates.of(this).normalBounds;
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    windowStates.of(this).setBounds(bounds);
  }

  setContentBounds(bounds: Electron.Rectangle): void {
    this.setBounds(bounds);
  }

  getSize(): number[] {
    const { width, height } = this.getBounds();
    return [width, height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    const { x, y } = this.getBounds();
    return [x, y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  /** Of what the app sets. */
  setMinimumSize(width: number, height: number): void {
    validateInteger(width, 'width');
    validateInteger(height, 'height');
    windowStates.of(this).minimumSize = { width, height };
  }

  getMinimumSize(): number[] {
    const { width, height } = windowStates.of(this).minimumSize;
    return [width, height];
  }

  setMaximumSize(width: number, height: number): void {
    validateInteger(width, 'width');
    validateInteger(height, 'height');
    windowStates.of(this).maximumSize = { width, height };
  }

  getMaximumSize(): number[] {
    const { width, height } = windowStates.of(this).maximumSize;
    return [width, height];
  }

  getTitle(): string {
    return windowStates.of(this).title;
  }

  setTitle(title: string): void {
    validateString(title, 'title');
    windowStates.of(this).title = title;
  }

  /** The menu whose accelerators work in the window, in place of the application menu; null: none. */
  setMenu(menu: Electron.Menu | null): void {
    if (menu !== null && !Array.isArray((menu as Partial<Electron.Menu> | undefined)?.items)) {
      throw invalidArgType('menu', 'a Menu or null', menu);
    }
    windowStates.of(this).menu = menu;
  }

  removeMenu(): void {
    this.setMenu(null);
  }

  getParentWindow(): BaseWindow | null {
    return parentOf(this);
  }

  getChildWindows(): BaseWindow[] {
    return childrenOf(this);
  }

  setParentWindow(parent: BaseWindow | null): void {
    if (parent !== null && !(parent instanceof BaseWindow)) {
      throw invalidArgType('parent', 'a BrowserWindow or null', parent);
    }
    for (let above = parent; above; above = parentOf(above)) {
      if (above === this) throw new Error('A window cannot be the parent of itself, or of the windows above it');
    }
    setParent(this, parent);
  }

  isModal(): boolean {
    return isModal(this);
  }

  getNativeWindowHandle(): Buffer {
    throw unavailable('getNativeWindowHandle', 'Chromium does not tell the handle of its windows');
  }

  moveAbove(_mediaSourceId: string): void {
    throw unavailable('moveAbove', 'Chromium does not tell the handle of its windows');
  }

  /** There is no BrowserView (docs/limits.md, "Modules"). */
  getBrowserView(): null {
    return null;
  }

  getBrowserViews(): Electron.BrowserView[] {
    return [];
  }

  setBrowserView(browserView: unknown): void {
    if (browserView !== null && browserView !== undefined) throw noView('setBrowserView');
  }

  addBrowserView(_browserView: unknown): void {
    throw noView('addBrowserView');
  }

  removeBrowserView(_browserView: unknown): void {
    throw noView('removeBrowserView');
  }

  setTopBrowserView(_browserView: unknown): void {
    throw noView('setTopBrowserView');
  }

  get title(): string {
    return this.getTitle();
  }

  set title(title: string) {
    this.setTitle(title);
  }

  get fullScreen(): boolean {
    return this.isFullScreen();
  }

  set fullScreen(flag: boolean) {
    this.setFullScreen(flag);
  }

  get simpleFullScreen(): boolean {
    return this.isSimpleFullScreen();
  }

  set simpleFullScreen(flag: boolean) {
    this.setSimpleFullScreen(flag);
  }

  /** As in Electron: outside of macOS the same as the other. */
  setSimpleFullScreen(flag: boolean): void {
    this.setFullScreen(flag);
  }

  isSimpleFullScreen(): boolean {
    return this.isFullScreen();
  }

  get kiosk(): boolean {
    return this.isKiosk();
  }

  set kiosk(flag: boolean) {
    this.setKiosk(flag);
  }

  setKiosk(flag: boolean): void {
    this.setFullScreen(flag);
  }

  isKiosk(): boolean {
    return this.isFullScreen();
  }
}

const unavailable = (member: string, reason: string): UnavailableError =>
  new UnavailableError(`win.${member}()`, reason, 'Windows');

const noView = (member: string): UnavailableError => unavailable(member, 'stock Chromium shows one page in a window');
