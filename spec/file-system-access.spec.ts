// Files that a page was handed (File System API): no handler is asked, and nothing waits for a dialog that nobody sees.
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { BrowserWindow } from 'electron';
import { emulateUser } from './lib/permission-kinds';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

const PAGE = `<title>Page</title><body style="height: 300px"><script>
  ondragover = (event) => event.preventDefault();
  globalThis.dropped = new Promise((resolve) => {
    ondrop = (event) => {
      event.preventDefault();
      resolve(event.dataTransfer.items[0].getAsFileSystemHandle());
    };
  });
</script>`;

describe('files that a page was handed', () => {
  let server: LocalServer;
  let window: BrowserWindow;
  let file: string;

  before(async () => {
    server = await listenUntilClosed((_, response) => sendPage(response, PAGE));
  });
  after(() => server.close());
  beforeEach(async () => {
    window = newWindow({ webPreferences: { session: newSession() } });
    await window.loadURL(`http://localhost:${server.port}/`);
    await emulateUser(window.webContents);
    file = path.join(tempDir(), 'text.txt');
    writeFileSync(file, 'text');
    const { debugger: devTools } = window.webContents;
    devTools.attach();
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await devTools.sendCommand('Input.dispatchDragEvent', { type, x: 20, y: 20, data });
    }
  });
  const inPage = (code: string): Promise<unknown> =>
    window.webContents.executeJavaScript(
      `(async () => { const handle = await dropped; ${code} })().catch(({ name }) => name)`,
      true,
    ) as Promise<unknown>;

  it('can be read', async () => {
    expect(await inPage(`return (await handle.getFile()).text();`)).to.equal('text');
  });

  it('cannot be written to without a display, which is answered at once', async () => {
    expect(await inPage(`return handle.requestPermission({ mode: 'readwrite' });`)).to.equal('denied');
    expect(await inPage(`return handle.createWritable().then(() => 'writable');`)).to.equal('NotAllowedError');
    expect(readFileSync(file, 'utf8')).to.equal('text');
  });

  it('are others than those of its own file system, which it writes', async () => {
    const written = await inPage(`
      const root = await navigator.storage.getDirectory();
      const own = await root.getFileHandle('own', { create: true });
      const stream = await own.createWritable();
      await stream.write('own');
      await stream.close();
      return (await own.getFile()).text();`);
    expect(written).to.equal('own');
  });
});
