/** What every document of a session runs first, before any other script: Web APIs that ask the app. */
import type { ChannelConfig } from '../../common/channel-messages';
import { wrapDevices } from '../device-wrappers';
import { wrapDisplayMedia } from '../display-media-wrapper';
import { observePage } from '../page-observers';
import { Asker } from '../page-wrappers/asker';
import { reportContextMenus } from '../page-wrappers/context-menu';
import { holdKeys } from '../page-wrappers/held-keys';
import { wrapNavigationPreload } from '../page-wrappers/navigation-preload';
import { reportShortcuts } from '../page-wrappers/shortcuts';
import { WindowListeners } from '../page-wrappers/window-listeners';
import { wrapWindowOpen } from '../page-wrappers/window-open';
import { wrapPermissions } from '../permission-wrappers';

export function boot(config: ChannelConfig): void {
  wrapNavigationPreload();
  wrapWindowOpen(config.deniedMark);
  const asker = Asker.take(config);
  if (!asker) return;
  wrapDevices(asker);
  wrapDisplayMedia(asker);
  wrapPermissions(asker);
  const listeners = new WindowListeners();
  reportContextMenus(listeners, asker);
  holdKeys(listeners, asker, config.signal);
  reportShortcuts(listeners, asker);
  observePage(listeners, asker, config.signal);
}

/** The same in the world of preload scripts. */
export function bootPreloadWorld(config: ChannelConfig): void {
  const asker = Asker.take(config);
  if (!asker) return;
  wrapDisplayMedia(asker);
  wrapPermissions(asker);
}
