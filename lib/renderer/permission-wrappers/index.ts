/** The Web APIs that need a permission. A further one is a file and a line here. */
import type { Asker } from '../page-wrappers/asker';
import { wrapClipboard } from './clipboard';
import { wrapGeolocation } from './geolocation';
import { wrapMedia } from './media';
import { wrapMidi } from './midi';
import { wrapNotifications } from './notifications';
import { PermissionAsker, type PermissionWrapper } from './permission-asker';
import { wrapQuery } from './query';

const WRAPPERS: readonly PermissionWrapper[] = [
  wrapClipboard,
  wrapGeolocation,
  wrapMedia,
  wrapMidi,
  wrapNotifications,
  wrapQuery,
];

export function wrapPermissions(asker: Asker): void {
  const permissions = new PermissionAsker(asker);
  for (const wrap of WRAPPERS) wrap(permissions);
}
