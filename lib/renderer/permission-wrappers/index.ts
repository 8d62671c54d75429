/** The Web APIs that need a permission. A further one is a file and a line here. */
import type { Asker } from '../page-wrappers/asker';
import { wrapClipboard } from './clipboard';
import { wrapIdleDetection, wrapLocalFonts, wrapPersistentStorage, wrapScreenDetails, wrapWakeLock } from './enforced';
import { wrapFullscreen } from './fullscreen';
import { wrapGeolocation } from './geolocation';
import { wrapKeyboardLock, wrapMediaKeys, wrapStorageAccess } from './held-back';
import { wrapMedia } from './media';
import { wrapMidi } from './midi';
import { wrapNotifications } from './notifications';
import { PermissionAsker, type PermissionWrapper } from './permission-asker';
import { wrapPointerLock } from './pointer-lock';
import { wrapQuery } from './query';

const WRAPPERS: readonly PermissionWrapper[] = [
  wrapClipboard,
  wrapFullscreen,
  wrapGeolocation,
  wrapIdleDetection,
  wrapKeyboardLock,
  wrapLocalFonts,
  wrapMedia,
  wrapMediaKeys,
  wrapMidi,
  wrapNotifications,
  wrapPersistentStorage,
  wrapPointerLock,
  wrapQuery,
  wrapScreenDetails,
  wrapStorageAccess,
  wrapWakeLock,
];

export function wrapPermissions(asker: Asker): void {
  const permissions = new PermissionAsker(asker);
  for (const wrap of WRAPPERS) wrap(permissions);
}
