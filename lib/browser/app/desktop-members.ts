/** Members of the `app` module that speak to the user's desktop, or that mean something on other systems only. */
import { validateBoolean, validateInteger, validateObject, validateString } from '../../common/validators';
import { ObservedEmitter } from '../observed-emitter';
import { chromiumArguments } from './chromium-arguments';
import { desktop } from './desktop';
import { LauncherBadge } from './launcher-badge';
import { chromiumLocale, countryCode, preferredLanguages, systemLocale } from './locale';
import { ProtocolClient } from './protocol-client';
import { runningApp } from './running-app';

type Members =
  | 'accessibilitySupportEnabled'
  | 'addRecentDocument'
  | 'applicationMenu'
  | 'badgeCount'
  | 'clearRecentDocuments'
  | 'focus'
  | 'getApplicationNameForProtocol'
  | 'getBadgeCount'
  | 'getLocale'
  | 'getLocaleCountryCode'
  | 'getLoginItemSettings'
  | 'getPreferredSystemLanguages'
  | 'getSystemLocale'
  | 'isAccessibilitySupportEnabled'
  | 'isDefaultProtocolClient'
  | 'isEmojiPanelSupported'
  | 'isUnityRunning'
  | 'removeAsDefaultProtocolClient'
  | 'setAccessibilitySupportEnabled'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'showEmojiPanel';

const ACCESSIBILITY_SWITCH = 'force-renderer-accessibility';

export class DesktopMembers extends ObservedEmitter implements Pick<Electron.App, Members> {
  readonly #badge = new LauncherBadge(runningApp);
  readonly #protocolClient = new ProtocolClient(runningApp);

  /** That of the switch `lang`, otherwise that of the environment, as a BCP 47 tag. */
  getLocale(): string {
    const lang = chromiumArguments.getSwitch('lang');
    return (lang && chromiumLocale(lang)) || Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getLocaleCountryCode(): string {
    return countryCode();
  }

  getSystemLocale(): string {
    return systemLocale();
  }

  getPreferredSystemLanguages(): string[] {
    return preferredLanguages();
  }

  /** The first window that is shown. */
  focus(options?: Electron.FocusOptions): void {
    if (options !== undefined) validateObject(options, 'options');
    desktop.focus();
  }

  get applicationMenu(): Electron.Menu | null {
    return desktop.applicationMenu;
  }

  set applicationMenu(menu: Electron.Menu | null) {
    desktop.applicationMenu = menu;
  }

  /** Whether the desktop is one that shows badges. */
  isUnityRunning(): boolean {
    return this.#badge.isShown;
  }

  getBadgeCount(): number {
    return this.#badge.count;
  }

  /** False where the desktop shows none. Without a count Electron shows a dot, on macOS only. */
  setBadgeCount(count = 0): boolean {
    validateInteger(count, 'count');
    return this.#badge.set(count);
  }

  get badgeCount(): number {
    return this.getBadgeCount();
  }

  set badgeCount(count: number) {
    this.setBadgeCount(count);
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return this.#protocolClient.register(protocol);
  }

  /** As in Electron: on Linux a default can be replaced, not removed. */
  removeAsDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return false;
  }

  isDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return this.#protocolClient.isRegistered(protocol);
  }

  getApplicationNameForProtocol(url: string): string {
    validateString(url, 'url');
    return this.#protocolClient.nameOf(url.split(':', 1)[0]!);
  }

  isAccessibilitySupportEnabled(): boolean {
    return chromiumArguments.getSwitch(ACCESSIBILITY_SWITCH) !== undefined;
  }

  /** For every Chromium that starts from now on. */
  setAccessibilitySupportEnabled(enabled: boolean): void {
    validateBoolean(enabled, 'enabled');
    if (!runningApp.isOpen)
      throw new Error('app.setAccessibilitySupportEnabled() can only be called after app is ready');
    if (enabled) chromiumArguments.appendSwitch(ACCESSIBILITY_SWITCH, null);
    else chromiumArguments.removeSwitch(ACCESSIBILITY_SWITCH);
  }

  get accessibilitySupportEnabled(): boolean {
    return this.isAccessibilitySupportEnabled();
  }

  set accessibilitySupportEnabled(enabled: boolean) {
    this.setAccessibilitySupportEnabled(enabled);
  }

  /** On Linux, as in Electron, no desktop is told of documents. */
  addRecentDocument(path: string): void {
    validateString(path, 'path');
  }

  clearRecentDocuments(): void {
    // There are none.
  }

  /** On Linux, as in Electron, no app is started at a login. */
  getLoginItemSettings(options?: Electron.LoginItemSettingsOptions): Electron.LoginItemSettings {
    if (options !== undefined) validateObject(options, 'options');
    const never = { openAtLogin: false, openAsHidden: false, wasOpenedAtLogin: false, wasOpenedAsHidden: false };
    return { ...never, restoreState: false } as Electron.LoginItemSettings;
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    validateObject(settings, 'settings');
  }

  /** Means something on Windows only, as in Electron. */
  setAppUserModelId(id: string): void {
    validateString(id, 'id');
  }

  isEmojiPanelSupported(): boolean {
    return false;
  }

  showEmojiPanel(): void {
    // Of macOS and Windows, as in Electron.
  }
}
