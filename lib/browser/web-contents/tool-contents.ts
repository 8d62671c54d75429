/** The members of WebContents about a page as a whole: files of it, devices that it is shown on, its sound, its focus. */
import { validateBoolean, validateString } from '../../common/validators';
import { contentsHosts } from './contents-host';
import { deviceMetrics } from './device-emulation';
import { EditingContents } from './editing-contents';
import { savePage, takeHeapSnapshot, validateSave, type SaveType } from './save-page';

export class ToolContents extends EditingContents {
  /** Rejects with TypeError for bad arguments, and if the page or the file cannot be had. */
  async savePage(fullPath: string, saveType: SaveType): Promise<void> {
    validateString(fullPath, 'fullPath');
    validateSave(fullPath, saveType);
    await savePage(await contentsHosts.of(this).pages.page(), fullPath, saveType);
  }

  /** The same. */
  async takeHeapSnapshot(filePath: string): Promise<void> {
    validateString(filePath, 'filePath');
    await takeHeapSnapshot(await contentsHosts.of(this).pages.page(), filePath);
  }

  enableDeviceEmulation(parameters: Partial<Electron.Parameters>): void {
    const metrics = deviceMetrics(parameters);
    contentsHosts
      .of(this)
      .navigation.command(({ session }) => session.send('Emulation.setDeviceMetricsOverride', metrics));
  }

  disableDeviceEmulation(): void {
    contentsHosts.of(this).navigation.command(({ session }) => session.send('Emulation.clearDeviceMetricsOverride'));
  }

  getAllSharedWorkers(): Electron.SharedWorkerInfo[] {
    const targets = contentsHosts.of(this).pages.live?.browser.targets.all() ?? [];
    return [...targets].filter(({ type }) => type === 'shared_worker').map(({ id, info }) => ({ id, url: info.url }));
  }

  /** The frame whose script opened the page; null without one. */
  get opener(): Electron.WebFrameMain | null {
    return contentsHosts.of(this).openerFrame;
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

  /** Its window. Electron has it without documenting it, and packages use it. */
  getOwnerBrowserWindow(): object | null {
    return contentsHosts.of(this).owner();
  }

  isFocused(): boolean {
    const { destroyed, isFocused } = contentsHosts.of(this);
    return !destroyed && isFocused();
  }
}
