/** What permission wrappers ask and are answered, on the channel of their document (channel-messages.ts). */
import { isRecord } from './channel-messages';

/** Electron's names of what pages ask for through a wrapper. Its types leave out three that its handlers are called with, too. */
const REQUESTABLE = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'fullscreen',
  'geolocation',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'storage-access',
  'top-level-storage-access',
  'window-management',
] as const;

export type WrappedPermission = (typeof REQUESTABLE)[number];

/** As the Permissions API names it, reduced to what Electron looks at. */
export interface QueriedPermission {
  name: string;
  sysex?: boolean;
  allowWithoutSanitization?: boolean;
}

export type PermissionQuestion =
  /** A method is about to be called; `done`: it has happened, and used the gesture up. The answer: a PermissionVerdict. */
  | { type: 'request'; permission: WrappedPermission; audio?: boolean; video?: boolean; done?: boolean }
  /** The state of a permission is about to be read. The answer: "granted" or "denied", null if the app is not asked about it. */
  | { type: 'check'; queried: QueriedPermission };

/** Of a request. Granted and denied: Chromium acts by it when asked now. Refused: the wrapper has to refuse by itself. */
export type PermissionVerdict = 'granted' | 'denied' | 'refused';

const NAMES = new Set<unknown>(REQUESTABLE);

const isOptionalBoolean = (value: unknown): value is boolean | undefined =>
  value === undefined || typeof value === 'boolean';

/** Null for anything that the wrappers do not send. */
export function parsePermissionQuestion(message: Readonly<Record<string, unknown>>): PermissionQuestion | null {
  const { type, permission, audio, video, done, queried } = message;
  if (type === 'check') {
    if (!isRecord(queried) || typeof queried['name'] !== 'string') return null;
    const { name, sysex, allowWithoutSanitization } = queried;
    if (!isOptionalBoolean(sysex) || !isOptionalBoolean(allowWithoutSanitization)) return null;
    return {
      type,
      queried: { name, sysex: sysex === true, allowWithoutSanitization: allowWithoutSanitization === true },
    };
  }
  const isSound = [audio, video, done].every(isOptionalBoolean);
  if (type !== 'request' || !NAMES.has(permission) || !isSound) return null;
  if (permission === 'media' && audio !== true && video !== true) return null;
  return {
    type,
    permission: permission as WrappedPermission,
    audio: audio === true,
    video: video === true,
    done: done === true,
  };
}
