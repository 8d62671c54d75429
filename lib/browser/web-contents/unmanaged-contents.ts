/**
 * Members of WebContents about what Chromium has no command for: the app reads again what it has set, and one warning says that it has
 * no effect, or an error that nothing stands behind it (docs/limits.md, "Pages").
 */
import {
  validateInteger,
  validateNumber,
  validateNumbers,
  validateObject,
  validateOneOf,
  validateString,
} from '../../common/validators';
import { UnavailableError } from '../unavailable-error';
import { warnOnce } from '../warn-once';
import { EditableContents } from './editable-contents';

type Members =
  | 'addWorkSpace'
  | 'copyImageAt'
  | 'getDevToolsTitle'
  | 'getMediaSourceId'
  | 'getOSProcessId'
  | 'getWebRTCIPHandlingPolicy'
  | 'getWebRTCUDPPortRange'
  | 'inspectServiceWorker'
  | 'inspectSharedWorker'
  | 'inspectSharedWorkerById'
  | 'isDevToolsFocused'
  | 'removeWorkSpace'
  | 'setDevToolsTitle'
  | 'setDevToolsWebContents'
  | 'setImageAnimationPolicy'
  | 'setVisualZoomLevelLimits'
  | 'setWebRTCIPHandlingPolicy'
  | 'setWebRTCUDPPortRange'
  | 'showDefinitionForSelection'
  | 'startDrag';

const IP_POLICIES = [
  'default',
  'default_public_interface_only',
  'default_public_and_private_interfaces',
  'disable_non_proxied_udp',
] as const;

function warn(member: string): void {
  warnOnce(
    'VALENCE_UNSUPPORTED_PREFERENCE',
    `contents.${member}`,
    `contents.${member}() has no effect in Valence; see "Pages" in docs/limits.md`,
  );
}

const unavailable = (member: string, reason: string): UnavailableError => new UnavailableError(member, reason, 'Pages');

export class UnmanagedContents extends EditableContents implements Pick<Electron.WebContents, Members> {
  #devToolsTitle = '';
  #ipPolicy: (typeof IP_POLICIES)[number] = 'default';
  #udpPorts: Electron.WebRTCUDPPortRange = { min: 0, max: 0 };

  getDevToolsTitle(): string {
    return this.#devToolsTitle;
  }

  setDevToolsTitle(title: string): void {
    validateString(title, 'title');
    this.#devToolsTitle = title;
    warn('setDevToolsTitle');
  }

  /** The tools are a window of Chromium's own, which tells nothing of its focus. */
  isDevToolsFocused(): boolean {
    return false;
  }

  setDevToolsWebContents(): void {
    throw unavailable('contents.setDevToolsWebContents()', 'DevTools are a window of Chromium’s own');
  }

  addWorkSpace(path: string): void {
    validateString(path, 'path');
    warn('addWorkSpace');
  }

  removeWorkSpace(path: string): void {
    validateString(path, 'path');
    warn('removeWorkSpace');
  }

  inspectServiceWorker(): void {
    warn('inspectServiceWorker');
  }

  inspectSharedWorker(): void {
    warn('inspectSharedWorker');
  }

  inspectSharedWorkerById(workerId: string): void {
    validateString(workerId, 'workerId');
    warn('inspectSharedWorkerById');
  }

  getWebRTCIPHandlingPolicy(): string {
    return this.#ipPolicy;
  }

  setWebRTCIPHandlingPolicy(policy: (typeof IP_POLICIES)[number]): void {
    validateOneOf(policy, 'policy', IP_POLICIES);
    this.#ipPolicy = policy;
    if (policy !== 'default') warn('setWebRTCIPHandlingPolicy');
  }

  getWebRTCUDPPortRange(): Electron.WebRTCUDPPortRange {
    return { ...this.#udpPorts };
  }

  /** Both 0: any port. */
  setWebRTCUDPPortRange(udpPortRange: Electron.UdpPortRange): void {
    validateNumbers(udpPortRange, 'udpPortRange', ['min', 'max']);
    const { min, max } = udpPortRange;
    validateInteger(min, 'udpPortRange.min');
    validateInteger(max, 'udpPortRange.max');
    const isPort = (port: number): boolean => port > 0 && port <= 0xffff;
    if ((min !== 0 || max !== 0) && !(isPort(min) && isPort(max)))
      throw new Error("'min' and 'max' must be in the (0, 65535] range or [0, 0]");
    if (min > max) throw new Error("'max' must be greater than or equal to 'min'");
    this.#udpPorts = { min, max };
    if (max !== 0) warn('setWebRTCUDPPortRange');
  }

  setImageAnimationPolicy(policy: 'animate' | 'animateOnce' | 'noAnimation'): void {
    validateOneOf(policy, 'policy', ['animate', 'animateOnce', 'noAnimation'] as const);
    if (policy !== 'animate') warn('setImageAnimationPolicy');
  }

  /** Chromium has no limits for it but its own. */
  async setVisualZoomLevelLimits(minimumLevel: number, maximumLevel: number): Promise<void> {
    validateNumber(minimumLevel, 'minimumLevel');
    validateNumber(maximumLevel, 'maximumLevel');
    if (minimumLevel !== 1 || maximumLevel !== 1) warn('setVisualZoomLevelLimits');
  }

  /** Of macOS, as in Electron. */
  showDefinitionForSelection(): void {
    // Nothing shows it on Linux.
  }

  getOSProcessId(): number {
    throw unavailable(
      'contents.getOSProcessId()',
      'Chromium does not tell which process a page is in; app.getAppMetrics() lists all',
    );
  }

  copyImageAt(x: number, y: number): void {
    validateNumber(x, 'x');
    validateNumber(y, 'y');
    throw unavailable('contents.copyImageAt()', 'stock Chromium copies pictures from its own menu only');
  }

  getMediaSourceId(): string {
    throw unavailable('contents.getMediaSourceId()', 'pages are captured with ses.setDisplayMediaRequestHandler()');
  }

  startDrag(item: Electron.Item): void {
    validateObject(item, 'item');
    const { file, files, icon } = item as Partial<Electron.Item>;
    if (icon === undefined) throw new TypeError("'icon' parameter is required");
    if (!file && !files) throw new TypeError("Must specify either 'file' or 'files' option");
    throw unavailable('contents.startDrag()', 'stock Chromium starts a drag with the user’s mouse only');
  }
}
