/**
 * Members of WebContents that apps seldom use: settings that Chromium has no command for, which the app reads again and which warn once
 * (docs/limits.md, "Pages"), and what cannot be, which throws.
 */
import {
  invalidArgValue,
  validateBoolean,
  validateInteger,
  validateNumber,
  validateObject,
} from '../../common/validators';
import { ObservedEmitter } from '../observed-emitter';
import { perObject } from '../per-object';
import { UnavailableError } from '../unavailable-error';
import { warnOnce } from '../warn-once';

interface Settings {
  backgroundThrottling: boolean;
  webRTCIPHandlingPolicy: string;
  webRTCUDPPortRange: { min: number; max: number };
}

const settingsOf = perObject((_contents: object): Settings => ({
  backgroundThrottling: true,
  webRTCIPHandlingPolicy: 'default',
  webRTCUDPPortRange: { min: 0, max: 0 },
}));

const IP_POLICIES = new Set<unknown>([
  'default',
  'default_public_interface_only',
  'default_public_and_private_interfaces',
  'disable_non_proxied_udp',
]);
const ANIMATION_POLICIES = new Set<unknown>(['animate', 'animateOnce', 'noAnimation']);

export class InfrequentContents extends ObservedEmitter {
  getBackgroundThrottling(): boolean {
    return settingsOf(this).backgroundThrottling;
  }

  setBackgroundThrottling(allowed: boolean): void {
    validateBoolean(allowed, 'allowed');
    settingsOf(this).backgroundThrottling = allowed;
    if (!allowed) warnNoEffect('setBackgroundThrottling');
  }

  get backgroundThrottling(): boolean {
    return this.getBackgroundThrottling();
  }

  set backgroundThrottling(allowed: boolean) {
    this.setBackgroundThrottling(allowed);
  }

  setImageAnimationPolicy(policy: string): void {
    if (!ANIMATION_POLICIES.has(policy)) {
      throw invalidArgValue('policy', "'animate', 'animateOnce' or 'noAnimation'", policy);
    }
    if (policy !== 'animate') warnNoEffect('setImageAnimationPolicy');
  }

  async setVisualZoomLevelLimits(minimumLevel: number, maximumLevel: number): Promise<void> {
    validateNumber(minimumLevel, 'minimumLevel');
    validateNumber(maximumLevel, 'maximumLevel');
    warnNoEffect('setVisualZoomLevelLimits');
  }

  getWebRTCIPHandlingPolicy(): string {
    return settingsOf(this).webRTCIPHandlingPolicy;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    if (!IP_POLICIES.has(policy)) throw invalidArgValue('policy', `one of ${[...IP_POLICIES].join(', ')}`, policy);
    settingsOf(this).webRTCIPHandlingPolicy = policy;
    if (policy !== 'default') warnNoEffect('setWebRTCIPHandlingPolicy');
  }

  getWebRTCUDPPortRange(): Electron.WebRTCUDPPortRange {
    return { ...settingsOf(this).webRTCUDPPortRange };
  }

  setWebRTCUDPPortRange(udpPortRange: Electron.UdpPortRange): void {
    validateObject(udpPortRange, 'udpPortRange');
    const { min, max } = udpPortRange;
    validateInteger(min, 'udpPortRange.min');
    validateInteger(max, 'udpPortRange.max');
    settingsOf(this).webRTCUDPPortRange = { min, max };
    if (max > 0) warnNoEffect('setWebRTCUDPPortRange');
  }

  /** Pages are never offscreen; as in Electron the rest does nothing for such a page. */
  isOffscreen(): boolean {
    return false;
  }

  isPainting(): boolean {
    return false;
  }

  startPainting(): void {
    // Electron: shell/browser/api/electron_api_web_contents.cc
  }

  stopPainting(): void {
    // The same.
  }

  getFrameRate(): number {
    return 0;
  }

  setFrameRate(frameRate: number): void {
    validateNumber(frameRate, 'fps');
  }

  get frameRate(): number {
    return this.getFrameRate();
  }

  set frameRate(frameRate: number) {
    this.setFrameRate(frameRate);
  }

  /** Chromium paints what has changed by itself. */
  invalidate(): void {
    // Electron asks for a repaint, which shows the same.
  }

  /** A page is a window of its own, and in no other page. */
  get hostWebContents(): Electron.WebContents | null {
    return null;
  }

  /** Chromium's developer tools are a window of its own. */
  get devToolsWebContents(): Electron.WebContents | null {
    return null;
  }

  setDevToolsWebContents(_devToolsWebContents: Electron.WebContents): void {
    throw unavailable('setDevToolsWebContents', 'the developer tools of stock Chromium have a window of their own');
  }

  addWorkSpace(_path: string): void {
    throw unavailable('addWorkSpace', 'the developer tools of stock Chromium ask the user for their folders');
  }

  removeWorkSpace(_path: string): void {
    throw unavailable('removeWorkSpace', 'the developer tools of stock Chromium ask the user for their folders');
  }

  inspectServiceWorker(): void {
    throw unavailable('inspectServiceWorker', 'stock Chromium opens the tools of pages only');
  }

  inspectSharedWorker(): void {
    throw unavailable('inspectSharedWorker', 'stock Chromium opens the tools of pages only');
  }

  inspectSharedWorkerById(_workerId: string): void {
    throw unavailable('inspectSharedWorkerById', 'stock Chromium opens the tools of pages only');
  }

  copyImageAt(_x: number, _y: number): void {
    throw unavailable('copyImageAt', 'stock Chromium copies pictures from its own menu only');
  }

  startDrag(_item: Electron.Item): void {
    throw unavailable('startDrag', 'stock Chromium begins no drag for its clients');
  }

  getMediaSourceId(_requestWebContents: Electron.WebContents): string {
    throw unavailable('getMediaSourceId', 'Chromium gives such an id later than it is asked');
  }

  beginFrameSubscription(..._args: unknown[]): void {
    throw unavailable(
      'beginFrameSubscription',
      'stock Chromium gives pictures of a page when it is asked: capturePage()',
    );
  }

  endFrameSubscription(): void {
    // There is none.
  }

  getOSProcessId(): number {
    throw unavailable('getOSProcessId', 'DevTools does not tell which process has which page');
  }
}

const unavailable = (member: string, reason: string): UnavailableError =>
  new UnavailableError(`contents.${member}()`, reason, 'Pages');

const warnNoEffect = (member: string): void =>
  warnOnce(
    'VALENCE_UNSUPPORTED_PREFERENCE',
    member,
    `contents.${member}() has no effect: see "Pages" in docs/limits.md`,
  );
