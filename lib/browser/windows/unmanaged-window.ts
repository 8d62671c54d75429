/**
 * Members of BrowserWindow about what Chromium has no command for: the app reads again what it has set, and one warning says that it has
 * no effect (docs/limits.md, "Windows").
 */
import {
  invalidArgType,
  validateBoolean,
  validateNumber,
  validateObject,
  validateString,
} from '../../common/validators';
import { emitToApp } from '../app-calls';
import { createEvent } from '../event';
import { ObservedEmitter } from '../observed-emitter';
import { warnUnsupported } from './warn-unsupported';
import { windowStates } from './window-states';

const FULLY_OPAQUE = 1;

export class UnmanagedWindow extends ObservedEmitter {
  /** Nothing shows it (docs/limits.md): packages for downloads call it for every one. Throws TypeError for what is no number. */
  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    validateNumber(progress, 'progress');
    if (options !== undefined) validateObject(options, 'options');
    warnUnsupported('setProgressBar', 'win.setProgressBar() has no effect: see "Windows" in docs/limits.md');
  }

  setResizable(resizable: boolean): void {
    keepFlag(this, 'setResizable', 'resizable', resizable, true);
  }

  isResizable(): boolean {
    return flag(this, 'setResizable', true);
  }

  setMovable(movable: boolean): void {
    keepFlag(this, 'setMovable', 'movable', movable, true);
  }

  isMovable(): boolean {
    return flag(this, 'setMovable', true);
  }

  setMinimizable(minimizable: boolean): void {
    keepFlag(this, 'setMinimizable', 'minimizable', minimizable, true);
  }

  isMinimizable(): boolean {
    return flag(this, 'setMinimizable', true);
  }

  setMaximizable(maximizable: boolean): void {
    keepFlag(this, 'setMaximizable', 'maximizable', maximizable, true);
  }

  isMaximizable(): boolean {
    return flag(this, 'setMaximizable', true);
  }

  setFullScreenable(fullscreenable: boolean): void {
    keepFlag(this, 'setFullScreenable', 'fullscreenable', fullscreenable, true);
  }

  isFullScreenable(): boolean {
    return flag(this, 'setFullScreenable', true);
  }

  setClosable(closable: boolean): void {
    keepFlag(this, 'setClosable', 'closable', closable, true);
  }

  isClosable(): boolean {
    return flag(this, 'setClosable', true);
  }

  setAlwaysOnTop(isOnTop: boolean): void {
    const was = this.isAlwaysOnTop();
    keepFlag(this, 'setAlwaysOnTop', 'flag', isOnTop, false);
    if (was !== isOnTop) emitToApp(this, 'always-on-top-changed', createEvent({ sender: this }), isOnTop);
  }

  isAlwaysOnTop(): boolean {
    return flag(this, 'setAlwaysOnTop', false);
  }

  setSkipTaskbar(skip: boolean): void {
    keepFlag(this, 'setSkipTaskbar', 'skip', skip, false);
  }

  flashFrame(flashes: boolean): void {
    keepFlag(this, 'flashFrame', 'flag', flashes, false);
  }

  setVisibleOnAllWorkspaces(visible: boolean): void {
    keepFlag(this, 'setVisibleOnAllWorkspaces', 'visible', visible, false);
  }

  isVisibleOnAllWorkspaces(): boolean {
    return flag(this, 'setVisibleOnAllWorkspaces', false);
  }

  /** There is no menu bar to be seen. */
  setMenuBarVisibility(visible: boolean): void {
    keepFlag(this, 'setMenuBarVisibility', 'visible', visible, false);
  }

  isMenuBarVisible(): boolean {
    return flag(this, 'setMenuBarVisibility', false);
  }

  setAutoHideMenuBar(hide: boolean): void {
    keepFlag(this, 'setAutoHideMenuBar', 'hide', hide, true);
  }

  isMenuBarAutoHide(): boolean {
    return flag(this, 'setAutoHideMenuBar', true);
  }

  setOpacity(opacity: number): void {
    validateNumber(opacity, 'opacity');
    keep(this, 'setOpacity', Math.min(Math.max(opacity, 0), FULLY_OPAQUE), FULLY_OPAQUE);
  }

  getOpacity(): number {
    return (windowStates.of(this).kept.get('setOpacity') as number | undefined) ?? FULLY_OPAQUE;
  }

  setBackgroundColor(backgroundColor: string): void {
    validateString(backgroundColor, 'backgroundColor');
    keep(this, 'setBackgroundColor', backgroundColor, '#FFFFFF');
  }

  getBackgroundColor(): string {
    return (windowStates.of(this).kept.get('setBackgroundColor') as string | undefined) ?? '#FFFFFF';
  }

  setIcon(icon: Electron.NativeImage | string): void {
    if (icon === null || (typeof icon !== 'string' && typeof icon !== 'object')) {
      throw invalidArgType('icon', 'a NativeImage or a path', icon);
    }
    warnNoEffect('setIcon');
  }

  setHasShadow(hasShadow: boolean): void {
    keepFlag(this, 'setHasShadow', 'hasShadow', hasShadow, true);
  }

  hasShadow(): boolean {
    return flag(this, 'setHasShadow', true);
  }

  setFocusable(focusable: boolean): void {
    keepFlag(this, 'setFocusable', 'focusable', focusable, true);
  }

  isFocusable(): boolean {
    return flag(this, 'setFocusable', true);
  }

  setIgnoreMouseEvents(ignore: boolean): void {
    keepFlag(this, 'setIgnoreMouseEvents', 'ignore', ignore, false);
  }

  setContentProtection(enable: boolean): void {
    keepFlag(this, 'setContentProtection', 'enable', enable, false);
  }

  /** 0: none. */
  setAspectRatio(aspectRatio: number): void {
    validateNumber(aspectRatio, 'aspectRatio');
    keep(this, 'setAspectRatio', aspectRatio, 0);
  }

  setShape(rects: Electron.Rectangle[]): void {
    if (!Array.isArray(rects)) throw invalidArgType('rects', 'an array of rectangles', rects);
    keep(this, 'setShape', rects.length, 0);
  }

  center(): void {
    warnNoEffect('center');
  }

  moveTop(): void {
    warnNoEffect('moveTop');
  }

  get resizable(): boolean {
    return this.isResizable();
  }

  set resizable(value: boolean) {
    this.setResizable(value);
  }

  get movable(): boolean {
    return this.isMovable();
  }

  set movable(value: boolean) {
    this.setMovable(value);
  }

  get minimizable(): boolean {
    return this.isMinimizable();
  }

  set minimizable(value: boolean) {
    this.setMinimizable(value);
  }

  get maximizable(): boolean {
    return this.isMaximizable();
  }

  set maximizable(value: boolean) {
    this.setMaximizable(value);
  }

  get fullScreenable(): boolean {
    return this.isFullScreenable();
  }

  set fullScreenable(value: boolean) {
    this.setFullScreenable(value);
  }

  get closable(): boolean {
    return this.isClosable();
  }

  set closable(value: boolean) {
    this.setClosable(value);
  }

  get autoHideMenuBar(): boolean {
    return this.isMenuBarAutoHide();
  }

  set autoHideMenuBar(value: boolean) {
    this.setAutoHideMenuBar(value);
  }

  get menuBarVisible(): boolean {
    return this.isMenuBarVisible();
  }

  set menuBarVisible(value: boolean) {
    this.setMenuBarVisibility(value);
  }

  get visibleOnAllWorkspaces(): boolean {
    return this.isVisibleOnAllWorkspaces();
  }

  set visibleOnAllWorkspaces(value: boolean) {
    this.setVisibleOnAllWorkspaces(value);
  }

  get shadow(): boolean {
    return this.hasShadow();
  }

  set shadow(value: boolean) {
    this.setHasShadow(value);
  }

  get focusable(): boolean {
    return this.isFocusable();
  }

  set focusable(value: boolean) {
    this.setFocusable(value);
  }

  /** For assistive technology, which reads the title of the page. */
  get accessibleTitle(): string {
    return (windowStates.of(this).kept.get('accessibleTitle') as string | undefined) ?? '';
  }

  set accessibleTitle(title: string) {
    validateString(title, 'accessibleTitle');
    keep(this, 'accessibleTitle', title, '');
  }
}

const flag = (window: UnmanagedWindow, setter: string, otherwise: boolean): boolean =>
  (windowStates.of(window).kept.get(setter) as boolean | undefined) ?? otherwise;

/** `harmless`: the value that asks for what is so anyway. */
function keepFlag(window: UnmanagedWindow, setter: string, name: string, value: boolean, harmless: boolean): void {
  validateBoolean(value, name);
  keep(window, setter, value, harmless);
}

function keep(window: UnmanagedWindow, setter: string, value: unknown, harmless: unknown): void {
  windowStates.of(window).kept.set(setter, value);
  if (value !== harmless) warnNoEffect(setter);
}

const warnNoEffect = (method: string): void =>
  warnUnsupported(method, `win.${method}() has no effect: see "Windows" in docs/limits.md`);
