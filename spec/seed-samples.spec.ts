// Apps written like the first samples of Electron's session page, run as they stand.
import { expect } from 'chai';
import { spawnApp } from './lib/apps';
import { listen } from './lib/servers';

describe('samples of the session documentation', () => {
  it('win.webContents.session.getUserAgent(): the session of a window tells its user agent', async () => {
    const server = await listen();
    const spawned = spawnApp(`
      const { app, BrowserWindow } = require('electron')

      app.whenReady().then(() => {
        const win = new BrowserWindow({ width: 800, height: 600 })
        win.loadURL('${server.origin}')

        const ses = win.webContents.session
        console.log(JSON.stringify(ses.getUserAgent()))
        win.webContents.once('did-finish-load', () => app.quit())
      })
    `);
    const userAgent = await spawned.report<string>();
    expect((await spawned.exited).code).to.equal(0);
    expect(userAgent).to.match(/ Chrome\/\d+\.\d+\.\d+\.\d+ Electron\/28\./);
    expect(server.requests.find(({ url }) => url === '/')?.headers['user-agent']).to.equal(userAgent);
  });

  it("session.fromPartition('persist:name'): a named partition is a session", async () => {
    const spawned = spawnApp(`
      const { app, session } = require('electron')

      app.whenReady().then(() => {
        const ses = session.fromPartition('persist:name')
        console.log(JSON.stringify([ses.getUserAgent(), ses.isPersistent(), ses.storagePath]))
        app.quit()
      })
    `);
    const [userAgent, persistent, storagePath] = await spawned.report<[string, boolean, string]>();
    expect(userAgent).to.include('Electron/28.');
    expect(persistent).to.equal(true);
    expect(storagePath.endsWith('/Partitions/name')).to.equal(true);
    expect((await spawned.exited).code).to.equal(0);
  });

  it("import { session } from 'electron': the same in an ES module", async () => {
    const spawned = spawnApp(
      `
      import { app, session } from 'electron'

      await app.whenReady()
      console.log(JSON.stringify(session.fromPartition('persist:name') === session.fromPartition('persist:name')))
      app.quit()
    `,
      { main: 'main.mjs' },
    );
    const { stdout, code } = await spawned.exited;
    expect([stdout, code]).to.deep.equal(['true\n', 0]);
  });
});
