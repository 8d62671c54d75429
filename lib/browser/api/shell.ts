/** The `shell` module (docs/api/shell.md). */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalidArgValue, validateObject, validateString } from '../../common/validators';
import { showInFolder } from '../shell/file-manager';
import { moveToTrash } from '../shell/trash';
import { xdgOpen } from '../xdg-open';

type Members = 'beep' | 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem';

function warnNoOpener(error: unknown): void {
  process.emitWarning(`shell.showItemInFolder() shows nothing: ${(error as Error).message}`, {
    code: 'VALENCE_NO_OPENER',
  });
}

export const shell: Pick<Electron.Shell, Members> = {
  async openExternal(url, options = {}) {
    validateString(url, 'url');
    validateObject(options, 'options');
    if (!URL.canParse(url)) throw invalidArgValue('url', 'a URL', url);
    const { workingDirectory } = options;
    const code = await xdgOpen(
      new URL(url).href,
      workingDirectory === undefined ? undefined : resolve(workingDirectory),
    );
    if (code !== 0) throw new Error(`Failed to open URL: xdg-open has ended with ${code ?? 'a signal'}`);
  },

  async openPath(path) {
    validateString(path, 'path');
    const target = resolve(path);
    if (!existsSync(target)) return `There is no such file: ${target}`;
    try {
      const code = await xdgOpen(target);
      return code === 0 ? '' : `Failed to open path: xdg-open has ended with ${code ?? 'a signal'}`;
    } catch (error) {
      return (error as Error).message;
    }
  },

  showItemInFolder(fullPath) {
    validateString(fullPath, 'fullPath');
    showInFolder(resolve(fullPath)).catch(warnNoOpener);
  },

  async trashItem(path) {
    validateString(path, 'path');
    await moveToTrash(path);
  },

  /** The bell of the terminal: an app that a desktop started has none. */
  beep() {
    if (process.stderr.isTTY) process.stderr.write('\u0007');
  },
};
