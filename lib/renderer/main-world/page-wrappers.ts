/** What every document of a session runs first, before any script of the page: Web APIs that ask the app. */
import type { ChannelConfig } from '../../common/channel-messages';
import { wrapDevices } from '../device-wrappers';
import { Asker } from '../page-wrappers/asker';
import { wrapNavigationPreload } from '../page-wrappers/navigation-preload';
import { wrapWindowOpen } from '../page-wrappers/window-open';
import { wrapPermissions } from '../permission-wrappers';

export function boot(config: ChannelConfig): void {
  wrapNavigationPreload();
  wrapWindowOpen(config.deniedMark);
  const asker = Asker.take(config);
  if (!asker) return;
  wrapDevices(asker);
  wrapPermissions(asker);
}
