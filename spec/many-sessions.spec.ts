import { expect } from 'chai';
import { newAppHome, spawnApp } from './lib/apps';
import { patience } from './lib/patience';
import { listen } from './lib/servers';

/** 30 sessions, every third one persistent, each with a cookie of its own. */
const COUNT = 30;

/** What both runs of the app share: how the sessions are named, and reading one's cookie through a page of it. */
const common = (origin: string): string => `
  const { app, BrowserWindow, session } = require('electron');
  const names = Array.from({ length: ${COUNT} }, (_, i) => (i % 3 === 0 ? 'persist:' : '') + 'many-' + i);
  const readBack = async (name) => {
    const ses = session.fromPartition(name);
    const cookies = await ses.cookies.get({ url: '${origin}' });
    return cookies.map(({ value }) => value).join();
  };
  app.on('window-all-closed', () => {});
`;

describe('30 sessions at once', function () {
  // Thirty browsers start on as few as two cores.
  this.timeout(patience(120_000));

  it('keep their cookies apart, and the persistent ones over a restart', async () => {
    const server = await listen();
    const home = newAppHome();
    const first = spawnApp(
      `${common(server.origin)}
      app.whenReady().then(async () => {
        await Promise.all(names.map((name) => session.fromPartition(name).cookies.set({
          url: '${server.origin}', name: 'who', value: name, expirationDate: Date.now() / 1000 + 3600
        })));
        console.log(JSON.stringify(await Promise.all(names.map(readBack))));
        app.quit();
      });`,
      { home },
    );
    const names = Array.from({ length: COUNT }, (_, index) => `${index % 3 === 0 ? 'persist:' : ''}many-${index}`);
    expect(await first.report()).to.deep.equal(names);
    expect((await first.exited).code).to.equal(0);

    const second = spawnApp(
      `${common(server.origin)}
      app.whenReady().then(async () => {
        console.log(JSON.stringify(await Promise.all(names.filter((name) => name.startsWith('persist:')).map(readBack))));
        app.quit();
      });`,
      { home },
    );
    expect(await second.report()).to.deep.equal(names.filter((name) => name.startsWith('persist:')));
    expect((await second.exited).code).to.equal(0);
  });

  it('answer pages of two sessions with their own cookies only', async () => {
    const server = await listen((request, response) => response.end(request.headers.cookie ?? 'none'));
    const { stdout } = await spawnApp(`
      ${common(server.origin)}
      app.whenReady().then(async () => {
        const seen = await Promise.all(['a', 'b'].map(async (name) => {
          const ses = session.fromPartition(name);
          await ses.cookies.set({ url: '${server.origin}', name: 'who', value: name });
          const win = new BrowserWindow({ webPreferences: { session: ses } });
          await win.loadURL('${server.origin}');
          return win.webContents.executeJavaScript('document.body.innerText');
        }));
        console.log(seen.join());
        app.exit();
      });
    `).exited;
    expect(stdout).to.equal('who=a,who=b\n');
  });
});
