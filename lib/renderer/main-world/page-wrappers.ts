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
  reportContextMenus(asker);
  holdKeys(asker, config.signal);
  reportShortcuts(asker);
  observePage(asker, config.signal);
}

/** The same in the world of preload scripts. */
export function bootPreloadWorld(config: ChannelConfig): void {
  const asker = Asker.take(config);
  if (!asker) return;
  wrapDisplayMedia(asker);
  wrapPermissions(asker);
}
