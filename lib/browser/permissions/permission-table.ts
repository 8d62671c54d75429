/**
 * What Electron calls a permission, what Chromium calls it (Browser.setPermission), and which feature of a permissions policy it
 * is under. A further one is a line here and a file in lib/renderer/permission-wrappers.
 */
import type Protocol from 'devtools-protocol';
import type { PermissionQuestion, QueriedPermission, WrappedPermission } from '../../common/permission-messages';
import type { CheckedPermission } from '../permission-manager/permission-manager';

export type Descriptor = Protocol.Browser.PermissionDescriptor;
type Request = Extract<PermissionQuestion, { type: 'request' }>;

export interface PermissionEntry {
  /** What a request for it is about; empty: Chromium has no setting for it. */
  descriptors(request: Request): readonly Descriptor[];
  /** Features that the document needs; a frame that lacks one is refused by Chromium, without the app. */
  features(request: Request): readonly string[];
  /** Chromium does it whatever the setting says: the wrapper alone holds it back (docs/limits.md). */
  heldBack?: boolean;
  /** Needed: Chromium asks nobody without a gesture of the user. Used: it needs one to act. */
  gesture?: 'needed' | 'used';
  /**
   * Chromium asks in frames of other origins only. Nothing else is left to Chromium unasked: a frame may call a method on an object of
   * another document of its origin, for which Chromium decides otherwise.
   */
  foreignOnly?: boolean;
  /** Kept for the pair of page and frame, not for the page. */
  ofFrame?: boolean;
}

const CAMERA: Descriptor = { name: 'camera' };
const MICROPHONE: Descriptor = { name: 'microphone' };
const MIDI: readonly Descriptor[] = [{ name: 'midi' }, { name: 'midi', sysex: true }];

/** The descriptor and the feature have the same name. */
const simple = (name: string): PermissionEntry => ({
  descriptors: () => [{ name }],
  features: () => [name],
});

const heldBack = (feature: string | null, more: Partial<PermissionEntry> = {}): PermissionEntry => ({
  descriptors: () => [],
  features: () => (feature === null ? [] : [feature]),
  heldBack: true,
  ...more,
});

/** Chromium asks for system exclusive messages even where a page wants none: measured, neither setting alone grants anything. */
const midi: PermissionEntry = { descriptors: () => MIDI, features: () => ['midi'] };

export const PERMISSIONS: Readonly<Record<WrappedPermission, PermissionEntry>> = {
  'clipboard-read': simple('clipboard-read'),
  'clipboard-sanitized-write': simple('clipboard-write'),
  'fullscreen': heldBack('fullscreen', { gesture: 'needed' }),
  'geolocation': simple('geolocation'),
  'idle-detection': { ...simple('idle-detection'), gesture: 'needed' },
  'keyboardLock': heldBack(null),
  'local-fonts': { ...simple('local-fonts'), gesture: 'needed' },
  'media': {
    descriptors: ({ audio, video }) => [...(audio ? [MICROPHONE] : []), ...(video ? [CAMERA] : [])],
    features: ({ audio, video }) => [...(audio ? ['microphone'] : []), ...(video ? ['camera'] : [])],
  },
  'mediaKeySystem': heldBack('encrypted-media'),
  midi,
  'midiSysex': midi,
  'notifications': { descriptors: () => [NOTIFICATIONS], features: () => [] },
  'persistent-storage': { descriptors: () => [{ name: 'persistent-storage' }], features: () => [] },
  'pointerLock': heldBack(null, { gesture: 'used' }),
  'screen-wake-lock': simple('screen-wake-lock'),
  'storage-access': {
    ...simple('storage-access'),
    heldBack: true,
    gesture: 'needed',
    foreignOnly: true,
    ofFrame: true,
  },
  'top-level-storage-access': heldBack(null, { gesture: 'needed' }),
  'window-management': { ...simple('window-management'), gesture: 'needed' },
};

/** What a page may do without a request, if it is granted: its state follows the check handler. */
export const NOTIFICATIONS: Descriptor = { name: 'notifications' };

/** What a page has to ask for each time. */
export const REQUESTED: readonly Descriptor[] = [
  ...[
    'clipboard-read',
    'clipboard-write',
    'geolocation',
    'idle-detection',
    'local-fonts',
    'persistent-storage',
    'screen-wake-lock',
    'storage-access',
    'window-management',
  ].map((name) => ({ name })),
  MICROPHONE,
  CAMERA,
  ...MIDI,
];

/** Electron 28 knows no such permission, its pages reach the machine and its network: nobody is asked (docs/limits.md). */
export const LOCAL_NETWORK: readonly Descriptor[] = ['local-network', 'loopback-network'].map((name) => ({ name }));

type MediaType = NonNullable<Electron.PermissionCheckHandlerHandlerDetails['mediaType']>;

const MEDIA_TYPES: Readonly<Record<string, MediaType>> = { camera: 'video', microphone: 'audio' };
const OTHER_NAMES: Readonly<Record<string, CheckedPermission>> = {
  'keyboard-lock': 'keyboardLock' as CheckedPermission,
  'pointer-lock': 'pointerLock',
};
const SAME_NAME: ReadonlySet<string> = new Set([
  'clipboard-read',
  'display-capture',
  'fullscreen',
  'geolocation',
  'idle-detection',
  'local-fonts',
  'notifications',
  'persistent-storage',
  'screen-wake-lock',
  'storage-access',
  'top-level-storage-access',
  'window-management',
]);

/** How Electron asks about what a page queries; null: it does not. */
export function checkOf({
  name,
  sysex,
  allowWithoutSanitization,
}: QueriedPermission): { permission: CheckedPermission; mediaType?: MediaType } | null {
  const mediaType = Object.hasOwn(MEDIA_TYPES, name) ? MEDIA_TYPES[name] : undefined;
  if (mediaType) return { permission: 'media', mediaType };
  if (name === 'midi') return { permission: sysex ? 'midiSysex' : 'midi' };
  if (name === 'clipboard-write') {
    return { permission: allowWithoutSanitization ? 'clipboard-read' : 'clipboard-sanitized-write' };
  }
  if (Object.hasOwn(OTHER_NAMES, name)) return { permission: OTHER_NAMES[name]! };
  return SAME_NAME.has(name) ? { permission: name as CheckedPermission } : null;
}
