// The permissions that pages ask for, with the Web API behind each.
import { sendToPage } from './internals';
import { useSwitch } from './switches';

export interface PermissionKind {
  /** Electron's. */
  name: string;
  /** Fields of the handler's details beside URL and main frame. */
  details?(origin: string): object;
  /** An expression that uses the API: resolves with "ok", or with how the page is refused. */
  use: string;
  granted: string;
  denied: string;
  /** What the Permissions API calls it, and how the check handler's details differ. */
  query: string;
  checked: string;
  mediaType?: string;
}

const settled = (promise: string): string =>
  `${promise}.then(() => 'ok', ({ name, message }) => \`\${name}: \${message}\`)`;

const media = (constraints: string): string =>
  settled(`navigator.mediaDevices.getUserMedia(${constraints}).then((stream) => {
    for (const track of stream.getTracks()) track.stop();
  })`);

export const PERMISSION_KINDS: readonly PermissionKind[] = [
  {
    name: 'notifications',
    use: `Notification.requestPermission().then((state) => state === Notification.permission ? state : 'differs')`,
    granted: 'granted',
    denied: 'denied',
    query: "{ name: 'notifications' }",
    checked: 'notifications',
  },
  {
    name: 'geolocation',
    use: `new Promise((resolve) => navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.latitude, coords.longitude].join()),
      ({ code, message }) => resolve(\`\${code}: \${message}\`)))`,
    granted: '48,16',
    denied: '1: User denied Geolocation',
    query: "{ name: 'geolocation' }",
    checked: 'geolocation',
  },
  {
    name: 'media',
    details: (origin) => ({ mediaTypes: ['video'], securityOrigin: `${origin}/` }),
    use: media('{ video: true }'),
    granted: 'ok',
    denied: 'NotAllowedError: Permission denied',
    query: "{ name: 'camera' }",
    checked: 'media',
    mediaType: 'video',
  },
  {
    name: 'media',
    details: (origin) => ({ mediaTypes: ['audio'], securityOrigin: `${origin}/` }),
    use: media('{ audio: true }'),
    granted: 'ok',
    denied: 'NotAllowedError: Permission denied',
    query: "{ name: 'microphone' }",
    checked: 'media',
    mediaType: 'audio',
  },
  {
    name: 'clipboard-read',
    use: settled('navigator.clipboard.readText()'),
    granted: 'ok',
    denied: "NotAllowedError: Failed to execute 'readText' on 'Clipboard': Read permission denied.",
    query: "{ name: 'clipboard-read' }",
    checked: 'clipboard-read',
  },
  {
    name: 'clipboard-sanitized-write',
    use: settled(`navigator.clipboard.writeText('text')`),
    granted: 'ok',
    denied: "NotAllowedError: Failed to execute 'writeText' on 'Clipboard': Write permission denied.",
    query: "{ name: 'clipboard-write' }",
    checked: 'clipboard-sanitized-write',
  },
  ...(['midi', 'midiSysex'] as const).map((name) => ({
    name,
    // Where there is no sequencer Chromium says so, once it may.
    use: `navigator.requestMIDIAccess({ sysex: ${name === 'midiSysex'} }).then(() => 'ok', ({ name, message }) =>
      name === 'InvalidStateError' ? 'ok' : \`\${name}: \${message}\`)`,
    granted: 'ok',
    denied: 'NotAllowedError: Permission to use Web MIDI API was not granted.',
    query: `{ name: 'midi', sysex: ${name === 'midiSysex'} }`,
    checked: name,
  })),
  {
    name: 'idle-detection',
    use: 'IdleDetector.requestPermission()',
    granted: 'granted',
    denied: 'denied',
    query: "{ name: 'idle-detection' }",
    checked: 'idle-detection',
  },
  {
    name: 'window-management',
    use: settled('getScreenDetails()'),
    granted: 'ok',
    denied: 'NotAllowedError: Permission denied.',
    query: "{ name: 'window-management' }",
    checked: 'window-management',
  },
  {
    name: 'local-fonts',
    use: `queryLocalFonts().then((fonts) => fonts.length > 0 ? 'fonts' : 'none')`,
    granted: 'fonts',
    denied: 'none',
    query: "{ name: 'local-fonts' }",
    checked: 'local-fonts',
  },
  {
    name: 'screen-wake-lock',
    use: settled(`navigator.wakeLock.request('screen').then((lock) => lock.release())`),
    granted: 'ok',
    denied: 'NotAllowedError: Wake Lock permission request denied',
    query: "{ name: 'screen-wake-lock' }",
    checked: 'screen-wake-lock',
  },
  {
    name: 'persistent-storage',
    use: 'navigator.storage.persist().then(String)',
    granted: 'true',
    denied: 'false',
    query: "{ name: 'persistent-storage' }",
    checked: 'persistent-storage',
  },
];

/** What Chromium does for every page: wrappers alone hold it back. */
export interface HeldBackKind {
  /** Electron's. */
  name: string;
  /** An expression that uses the API: resolves with "ok", or with how the page is refused. */
  use: string;
  denied: string;
  /** Name of the event that a refusal is told with. */
  event?: string;
  /** Chromium needs a gesture of the user. */
  gesture: boolean;
  /** The method behind it, as expressions: its owner, what it is called on, with which arguments. */
  api: { owner: string; method: string; self: string; args: string };
}

const CLEAR_KEY = `['org.w3.clearkey', [
  { initDataTypes: ['webm'], videoCapabilities: [{ contentType: 'video/webm; codecs="vp8"' }] },
]]`;

export const HELD_BACK_KINDS: readonly HeldBackKind[] = [
  {
    name: 'fullscreen',
    use: settled('document.body.requestFullscreen().then(() => document.exitFullscreen())'),
    denied: 'TypeError: Permissions check failed',
    event: 'fullscreenerror',
    gesture: true,
    api: { owner: 'Element.prototype', method: 'requestFullscreen', self: 'document.body', args: '[]' },
  },
  {
    name: 'pointerLock',
    use: settled('document.body.requestPointerLock().then(() => document.exitPointerLock())'),
    denied: 'SecurityError: The root document of this element is not valid for pointer lock.',
    event: 'pointerlockerror',
    gesture: true,
    api: { owner: 'Element.prototype', method: 'requestPointerLock', self: 'document.body', args: '[]' },
  },
  {
    name: 'keyboardLock',
    use: settled('navigator.keyboard.lock().then(() => navigator.keyboard.unlock())'),
    denied: 'InvalidStateError: lock() request could not be registered.',
    gesture: false,
    api: { owner: 'Keyboard.prototype', method: 'lock', self: 'navigator.keyboard', args: '[]' },
  },
  {
    name: 'mediaKeySystem',
    use: settled(`navigator.requestMediaKeySystemAccess(...${CLEAR_KEY})`),
    denied: 'NotSupportedError: Unsupported keySystem or supportedConfigurations.',
    gesture: false,
    api: { owner: 'Navigator.prototype', method: 'requestMediaKeySystemAccess', self: 'navigator', args: CLEAR_KEY },
  },
];

/** Title of a kind in a spec. */
export const titleOf = ({ name, mediaType }: PermissionKind): string => (mediaType ? `${name} (${mediaType})` : name);

/** Browsers that start while a describe runs have a camera and a microphone. */
export const useFakeMedia = (): void => useSwitch('use-fake-device-for-media-stream');

/** The page is where the user looks, and knows where it is. */
export async function emulateUser(contents: Electron.WebContents): Promise<void> {
  await sendToPage(contents, 'Emulation.setFocusEmulationEnabled', { enabled: true });
  await sendToPage(contents, 'Emulation.setGeolocationOverride', { latitude: 48, longitude: 16, accuracy: 1 });
}
