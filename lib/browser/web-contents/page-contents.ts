/** Members of WebContents that are about the page as a whole: its history, its screen, copies of it in files. */
import { validateBoolean, validateInteger, validateNumber } from '../../common/validators';
import type { CDPSession } from '../devtools/connection';
import { ContentsHost, contentsHosts } from './contents-host';
import { deviceMetrics } from './device-emulation';
import { takeHeapSnapshot } from './heap-snapshot';
import { savePage } from './save-page';
import { UnmanagedContents } from './unmanaged-contents';

type Members =
  | 'audioMuted'
  | 'isAudioMuted'
  | 'isCurrentlyAudible'
  | 'setAudioMuted'
  | 'backgroundThrottling'
  | 'canGoToOffset'
  | 'disableDeviceEmulation'
  | 'enableDeviceEmulation'
  | 'frameRate'
  | 'devToolsWebContents'
  | 'getAllSharedWorkers'
  | 'getBackgroundThrottling'
  | 'getFrameRate'
  | 'goToIndex'
  | 'goToOffset'
  | 'invalidate'
  | 'hostWebContents'
  | 'isFocused'
  | 'isOffscreen'
  | 'isPainting'
  | 'opener'
  | 'savePage'
  | 'setBackgroundThrottling'
  | 'setFrameRate'
  | 'startPainting'
  | 'stopPainting'
  | 'takeHeapSnapshot';

export class PageContents extends UnmanagedContents implements Pick<Electron.WebContents, Members> {
  #throttles = true;
  readonly #emulated = new Map<string, (session: CDPSession) => Promise<void>>();

  canGoToOffset(offset: number): boolean {
    validateInteger(offset, 'offset');
    return contentsHosts.of(this).navigation.canGoToOffset(offset);
  }

  /** Does nothing without such an entry. */
  goToOffset(offset: number): void {
    if (this.canGoToOffset(offset)) contentsHosts.of(this).navigation.goToOffset(offset);
  }

  goToIndex(index: number): void {
    validateInteger(index, 'index');
    this.goToOffset(index - contentsHosts.of(this).navigation.activeIndex);
  }

  /** Entries of the history. In Electron, too, this and the next one are not documented. */
  length(): number {
    return contentsHosts.of(this).navigation.historyLength;
  }

  getActiveIndex(): number {
    return contentsHosts.of(this).navigation.activeIndex;
  }

  enableDeviceEmulation(parameters: Electron.Parameters): void {
    const metrics = deviceMetrics(parameters);
    this.#emulate('device', (session) => session.send('Emulation.setDeviceMetricsOverride', metrics));
  }

  disableDeviceEmulation(): void {
    this.#emulate('device', (session) => session.send('Emulation.clearDeviceMetricsOverride'));
  }

  /** For this page, and for every page that replaces it after a crash. */
  #emulate(what: string, send: (session: CDPSession) => Promise<void>): void {
    const host = contentsHosts.of(this);
    if (this.#emulated.size === 0) {
      host.on('attached', ({ session }) => {
        // A page that is gone again needs none of it.
        for (const again of this.#emulated.values()) again(session).catch(() => undefined);
      });
    }
    this.#emulated.set(what, send);
    // A page that is still to come gets it when it attaches.
    if (host.pages.live) host.navigation.command(({ session }) => send(session));
  }

  /** Rejects with Error if the page, or a file, cannot be saved. */
  async savePage(fullPath: string, saveType: 'HTMLOnly' | 'HTMLComplete' | 'MHTML'): Promise<void> {
    return savePage(() => contentsHosts.of(this).pages.page(), fullPath, saveType);
  }

  /** Rejects with Error if there is no page, or the file cannot be written. */
  async takeHeapSnapshot(filePath: string): Promise<void> {
    return takeHeapSnapshot(contentsHosts.of(this).pages, filePath);
  }

  /** Its window. In Electron, too, it is not documented; packages use it. */
  getOwnerBrowserWindow(): object | null {
    return contentsHosts.of(this).owner();
  }

  setAudioMuted(muted: boolean): void {
    validateBoolean(muted, 'muted');
    contentsHosts.of(this).audio.setMuted(muted);
  }

  isAudioMuted(): boolean {
    return contentsHosts.of(this).audio.isMuted;
  }

  get audioMuted(): boolean {
    return this.isAudioMuted();
  }

  set audioMuted(muted: boolean) {
    this.setAudioMuted(muted);
  }

  /** What Chromium has told last (docs/limits.md, "Windows"). */
  isCurrentlyAudible(): boolean {
    return contentsHosts.of(this).audio.isAudible;
  }

  isFocused(): boolean {
    const { destroyed, isFocused } = contentsHosts.of(this);
    return !destroyed && isFocused();
  }

  /** The frame whose script or link has opened the page; null if it is gone, or the app opened the page. */
  get opener(): Electron.WebFrameMain {
    const { canAccessOpener = false, openerFrameId } = contentsHosts.of(this).pages.live?.target.info ?? {};
    const found = canAccessOpener && openerFrameId !== undefined ? frameWithId(openerFrameId) : null;
    return found as Electron.WebFrameMain;
  }

  /** Of a <webview>, of which there is none. */
  get hostWebContents(): Electron.WebContents {
    return null as unknown as Electron.WebContents;
  }

  /** The tools are a window of Chromium's own, and none of the app's. */
  get devToolsWebContents(): Electron.WebContents | null {
    return null;
  }

  /** Of the session: Chromium shares them among pages. */
  getAllSharedWorkers(): Electron.SharedWorkerInfo[] {
    const page = contentsHosts.of(this).pages.live;
    const targets = page ? [...page.browser.targets.all()] : [];
    return targets
      .filter(({ info }) => info.type === 'shared_worker')
      .map(({ id, info }) => ({ id, url: page!.schemes.toApp(info.url) }));
  }

  getBackgroundThrottling(): boolean {
    return this.#throttles;
  }

  /** Pages of windows that are hidden, not throttled: as long as the app wants. */
  setBackgroundThrottling(allowed: boolean): void {
    validateBoolean(allowed, 'allowed');
    this.#throttles = allowed;
    this.#emulate('focus', (session) => session.send('Emulation.setFocusEmulationEnabled', { enabled: !allowed }));
  }

  get backgroundThrottling(): boolean {
    return this.getBackgroundThrottling();
  }

  set backgroundThrottling(allowed: boolean) {
    this.setBackgroundThrottling(allowed);
  }

  // Offscreen rendering, of which there is none: as in Electron for a window that is not offscreen.

  isOffscreen(): boolean {
    return false;
  }

  isPainting(): boolean {
    return false;
  }

  startPainting(): void {
    // Of offscreen windows.
  }

  stopPainting(): void {
    // Of offscreen windows.
  }

  setFrameRate(fps: number): void {
    validateNumber(fps, 'fps');
  }

  getFrameRate(): number {
    return 0;
  }

  get frameRate(): number {
    return this.getFrameRate();
  }

  set frameRate(fps: number) {
    this.setFrameRate(fps);
  }

  /** Chromium paints by itself what has changed: a further picture would be the same. */
  invalidate(): void {
    // Electron has the window painted again.
  }
}

/** Of any page of the app; null if it is gone. */
function frameWithId(frameId: string): Electron.WebFrameMain | null {
  for (const host of ContentsHost.all()) {
    const frame = host.pages.live?.frames.byId(frameId);
    if (frame) return host.webFrame(frame);
  }
  return null;
}
