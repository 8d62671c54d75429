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
  /** What a request for it is about. */
  descriptors(request: Request): readonly Descriptor[];
  /** Features that the document needs; a frame that lacks one is refused by Chromium, without the app. */
  features(request: Request): readonly string[];
}

const CAMERA: Descriptor = { name: 'camera' };
const MICROPHONE: Descriptor = { name: 'microphone' };
const MIDI: readonly Descriptor[] = [{ name: 'midi' }, { name: 'midi', sysex: true }];

/** The descriptor and the feature have the same name. */
const simple = (name: string): PermissionEntry => ({
  descriptors: () => [{ name }],
  features: () => [name],
});

/** Chromium asks for system exclusive messages even where a page wants none: measured, neither setting alone grants anything. */
const midi: PermissionEntry = { descriptors: () => MIDI, features: () => ['midi'] };

export const PERMISSIONS: Readonly<Record<WrappedPermission, PermissionEntry>> = {
  'clipboard-read': simple('clipboard-read'),
  'clipboard-sanitized-write': simple('clipboard-write'),
  'geolocation': simple('geolocation'),
  'media': {
    descriptors: ({ audio, video }) => [...(audio ? [MICROPHONE] : []), ...(video ? [CAMERA] : [])],
    features: ({ audio, video }) => [...(audio ? ['microphone'] : []), ...(video ? ['camera'] : [])],
  },
  midi,
  'midiSysex': midi,
  'notifications': { descriptors: () => [NOTIFICATIONS], features: () => [] },
};

/** What a page may do without a request, if it is granted: its state follows the check handler. */
export const NOTIFICATIONS: Descriptor = { name: 'notifications' };

/** What a page has to ask for each time. */
export const REQUESTED: readonly Descriptor[] = [
  ...['clipboard-read', 'clipboard-write', 'geolocation'].map((name) => ({ name })),
  MICROPHONE,
  CAMERA,
  ...MIDI,
];

type MediaType = NonNullable<Electron.PermissionCheckHandlerHandlerDetails['mediaType']>;

const MEDIA_TYPES: Readonly<Record<string, MediaType>> = { camera: 'video', microphone: 'audio' };
const SAME_NAME: ReadonlySet<string> = new Set<CheckedPermission>([
  'clipboard-read',
  'geolocation',
  'idle-detection',
  'notifications',
  'storage-access',
  'top-level-storage-access',
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
  return SAME_NAME.has(name) ? { permission: name as CheckedPermission } : null;
}
