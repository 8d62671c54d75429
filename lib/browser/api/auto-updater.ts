/** The `autoUpdater` module (docs/api/auto-updater.md): as in Electron on Linux there is no updater. */
import { EventEmitter } from 'node:events';
import { validateObject, validateString } from '../../common/validators';
import { warnOnce } from '../warn-once';

type Members = 'setFeedURL' | 'getFeedURL' | 'checkForUpdates' | 'quitAndInstall';

function warn(member: string): void {
  warnOnce(
    'VALENCE_NO_UPDATER',
    'autoUpdater',
    `autoUpdater.${member}() does nothing on Linux, in Electron too: the package manager of the system updates apps`,
  );
}

class AutoUpdater extends EventEmitter implements Pick<Electron.AutoUpdater, Members> {
  setFeedURL(options: Electron.FeedURLOptions): void {
    validateObject(options, 'options');
    validateString(options.url, 'options.url');
  }

  /** As in Electron on Linux, whatever was set. */
  getFeedURL(): string {
    return '';
  }

  checkForUpdates(): void {
    warn('checkForUpdates');
  }

  quitAndInstall(): void {
    warn('quitAndInstall');
  }
}

export const autoUpdater = new AutoUpdater();
