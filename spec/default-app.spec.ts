import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, runPath, spawnApp, type AppHome } from './lib/apps';
import { startDisplay } from './lib/display';
import { leavePartition, userDataSwitch } from './lib/inspector-page';
import { patience } from './lib/patience';
import { untilNoneMarked } from './lib/processes';
import { listen } from './lib/servers';

const NO_DISPLAY = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
const runInspector = (home: AppHome, ...args: string[]): ReturnType<typeof runPath> =>
  runPath(null, { home, env: NO_DISPLAY, launcherArgs: [userDataSwitch(home), ...args] });

/** Width and height of a PNG. */
function sizeOfPNG(file: string): [number, number] {
  const png = readFileSync(file);
  expect(png.subarray(1, 4).toString('latin1')).to.equal('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('default app', () => {
  describe('without a display', () => {
    it('prints its sessions as an aligned table, writes no file and ends with exit code 0', async () => {
      const home = newAppHome();
      const { code, stdout, stderr } = await runInspector(home);
      expect(code, stderr).to.equal(0);
      const lines = stdout.split('\n');
      const head = lines.find((line) => line.startsWith('SESSION')) ?? '';
      expect(head).to.match(/^SESSION +COOKIES +CACHE +WORKERS +PROCESSES +PSS +USS$/);
      for (const name of ['Default session', 'inspector (this window)', '2 sessions']) {
        const row = lines.find((line) => line.startsWith(name)) ?? '';
        expect(row, stdout).to.match(/^[^\d]*.* 0 +[\d.]+ k?B +0 +\d+ +[\d.]+ MB +[\d.]+ MB$/);
        expect(row.length).to.equal(head.length);
      }
      expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(120);
      expect(readdirSync(home.directory)).to.deep.equal([]);
      await untilNoneMarked(home.mark);
    });

    it('saves the picture of its window that --picture names', async () => {
      const home = newAppHome();
      const picture = path.join(home.directory, 'window.png');
      const { stdout } = await runInspector(home, '--picture=window.png');
      expect(stdout)
        .to.match(/^SESSION/m)
        .and.to.include(`\n\nPicture of the window: ${picture}\n`);
      expect(sizeOfPNG(picture)).to.deep.equal([1100, 760]);
      expect(readdirSync(home.directory)).to.deep.equal(['window.png']);
    });

    it('shows the partitions of earlier runs and their cookies, but no values', async () => {
      const home = newAppHome();
      await leavePartition(home, 'persist:shop');
      const { stdout } = await runInspector(home);
      expect(stdout).to.match(/^persist:shop +1 /m);
      expect(stdout).to.match(/^basket +shop\.example +\/ +in (24 hours|1 day) +Secure SameSite=Lax$/m);
      expect(stdout).not.to.include('VERY-SECRET');
    });

    it('keeps control characters of a partition from the terminal', async () => {
      const home = newAppHome();
      mkdirSync(path.join(home.userData, 'Partitions', 'red%1B[31m'), { recursive: true });
      const { code, stdout } = await runInspector(home);
      expect(code).to.equal(0);
      expect(stdout).to.include('persist:red\ufffd[31m');
      expect(stdout).not.to.include('\u001b');
    });

    it('says of a session whose directory is in use why it cannot be read', async () => {
      const home = newAppHome();
      const owner = spawnApp(
        `const { app, session } = require('electron');
        app.whenReady().then(() => session.defaultSession.cookies.get({})).then(() => console.log('ready'));`,
        { home, launcherArgs: [userDataSwitch(home)] },
      );
      await owner.untilPrinted('ready');
      const { code, stdout } = await runInspector(home);
      expect(code).to.equal(0);
      expect(stdout).to.match(/^Default session +– /m);
      expect(stdout.replace(/\s+/g, ' ')).to.include(`is in use by a session of process ${owner.pid}`);
    }).timeout(patience(60_000));

    it('ends with exit code 1 and the reason if there is no Chromium', async () => {
      const home = newAppHome();
      const { code, stderr } = await runPath(null, { home, env: { ...NO_DISPLAY, VALENCE_CHROMIUM: '/nonexistent' } });
      expect(code).to.equal(1);
      expect(stderr).to.match(/^valence: .*\/nonexistent/m);
    });
  });

  describe('with a page', () => {
    const PAGE = 'my page.html';
    const homeWithPage = (): AppHome => {
      const home = newAppHome();
      writeFileSync(path.join(home.directory, PAGE), '<title>Quarterly report</title>');
      return home;
    };

    it('prints its title and writes no file', async () => {
      const home = homeWithPage();
      const { code, stdout } = await runPath(PAGE, { home, env: NO_DISPLAY });
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'Quarterly report\n' });
      expect(readdirSync(home.directory)).to.deep.equal([PAGE]);
    });

    it('replaces the file that --picture names with a picture of it, on a display too', async () => {
      const home = homeWithPage();
      const picture = path.join(home.directory, 'shot.png');
      for (const DISPLAY of [undefined, await startDisplay()]) {
        writeFileSync(picture, 'an earlier one');
        const env = { ...NO_DISPLAY, DISPLAY };
        const { code, stdout } = await runPath(PAGE, { home, env, launcherArgs: ['--picture=shot.png'] });
        expect(stdout).to.equal(`Quarterly report\nPicture of the window: ${picture}\n`);
        expect(sizeOfPNG(picture)).to.deep.equal([1280, 800]);
        expect(code).to.equal(0);
      }
    }).timeout(patience(90_000));

    for (const [what, option, expected] of [
      [
        'cannot be written',
        '--picture=missing/shot.png',
        /^valence: The picture cannot be saved: .*missing\/shot\.png/m,
      ],
      ['is not named', '--picture', /^valence: --picture needs a file: --picture=window\.png$/m],
    ] as const) {
      it(`ends with exit code 1 and the reason if the picture ${what}`, async () => {
        const home = homeWithPage();
        const { code, stderr } = await runPath(PAGE, { home, env: NO_DISPLAY, launcherArgs: [option] });
        expect(code).to.equal(1);
        expect(stderr).to.match(expected);
      });
    }

    it('loads a URL', async () => {
      const home = newAppHome();
      const server = await listen('<title>From a server</title>');
      const { stdout } = await runPath(`${server.origin}/`, { home, env: NO_DISPLAY });
      expect(stdout).to.equal('From a server\n');
    });

    it('ends with exit code 1 and the error of a page that does not load', async () => {
      const home = newAppHome();
      const { code, stderr } = await runPath('file:///nonexistent.html', { home, env: NO_DISPLAY });
      expect(code).to.equal(1);
      expect(stderr).to.include("valence: ERR_FILE_NOT_FOUND (-6) loading 'file:///nonexistent.html'");
    });
  });
});
