/** Shows a file in the file manager of the desktop. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Bus } from '../dbus/bus';
import { xdgOpen } from '../xdg-open';

const FILE_MANAGER = 'org.freedesktop.FileManager1';

/** With the file selected if the file manager is on the session bus, otherwise its directory. Rejects without either. */
export async function showInFolder(path: string): Promise<void> {
  try {
    const bus = await Bus.of('session');
    await bus.call({
      destination: FILE_MANAGER,
      path: '/org/freedesktop/FileManager1',
      interface: FILE_MANAGER,
      member: 'ShowItems',
      signature: 'ass',
      body: [[pathToFileURL(path).href], ''],
    });
  } catch {
    await xdgOpen(dirname(path));
  }
}
