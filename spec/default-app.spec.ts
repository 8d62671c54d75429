import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, runApp, runPath, spawnApp, type AppHome } from './lib/apps';
import { startDisplay } from './lib/display';
import { InspectorPage, userDataSwitch } from './lib/inspector-page';
import { patience } from './lib/patience';
import { untilNoneMarked } from './lib/processes';
import { listen, sendPage } from './lib/servers';

const NO_DISPLAY = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
const runInspector = (home: AppHome, ...args: string[]): ReturnType<typeof runPath> =>
  runPath(null, { home, env: NO_DISPLAY, launcherArgs: [userDataSwitch(home), ...args] });

/** Leaves a partition with a cookie on disk, as an earlier run of an app would. */
async function leavePartition(home: AppHome, partition: string): Promise<void> {
  const { code, stderr } = await runApp(
    `const { app, session } = require('electron');
    app.whenReady().then(async () => {
      const { cookies } = session.fromPartition(${JSON.stringify(partition)});
      const expirationDate = Date.now() / 1000 + 86400;
      await cookies.set({ url: 'https://shop.example/', name: 'basket', value: 'VERY-SECRET', secure: true, expirationDate });
      await cookies.flushStore();
      app.exit();
    });`,
    { home, launcherArgs: [userDataSwitch(home)] },
  );
  expect(code, stderr).to.equal(0);
}

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
    }).timeout(90_000);

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

  describe('in a window', () => {
    it('makes a session, sets a cookie, reveals its value on demand only, and deletes it', async () => {
      const page = await InspectorPage.open();
      await page.createSession('shop');
      await page.click('#set-cookie');
      await page.submit('cookie', { url: 'https://shop.example/', name: 'basket', value: 'VERY-SECRET' });
      await page.until('a row', "document.querySelectorAll('.cookies tbody tr').length === 1");
      expect(await page.run('document.documentElement.outerHTML')).not.to.include('VERY-SECRET');
      await page.click('.secret');
      await page.until('the value', "document.querySelector('.secret').textContent === 'VERY-SECRET'");
      await page.until(
        'the count',
        "document.querySelector('#sessions [aria-current] td:nth-child(2)').textContent === '1'",
      );
      await page.click('.cookies [aria-label="Delete cookie basket"]');
      await page.submit('delete', {});
      await page.until('no row', "document.querySelector('#panel-cookies b')?.textContent === 'No cookies'");
    });

    it('shows why a cookie cannot be set, and keeps what was typed', async () => {
      const page = await InspectorPage.open();
      await page.click('#set-cookie');
      await page.submit('cookie', { url: 'http://shop.example/', name: '__Host-a', value: '1', secure: false });
      await page.until('the error', "document.querySelector('#dialog-cookie .error').textContent");
      const error = await page.run("document.querySelector('#dialog-cookie .error').textContent");
      expect(error).to.match(/^Failed to set cookie - .*__Host-/);
      expect(await page.run("document.querySelector('#dialog-cookie [name=name]').value")).to.equal('__Host-a');
    });

    it('follows what a page does in its session', async () => {
      const server = await listen((_, response) => sendPage(response, '<p>page</p>', { 'set-cookie': 'seen=1' }));
      const page = await InspectorPage.open();
      await page.createSession('live');
      await page.click('#open-page');
      await page.submit('page', { url: `${server.origin}/` });
      await page.until('the cookie', "document.querySelector('.cookies tbody td')?.textContent === 'seen'");
    });

    it('clears the data of a session', async () => {
      const page = await InspectorPage.open();
      await page.createSession('old');
      await page.click('#set-cookie');
      await page.submit('cookie', { url: 'https://shop.example/', name: 'basket', value: '1' });
      await page.until('a row', "document.querySelectorAll('.cookies tbody tr').length === 1");
      await page.click('#clear-data');
      await page.submit('clear', {});
      await page.until('no row', "document.querySelector('#panel-cookies b')?.textContent === 'No cookies'");
    });

    it('lists the partitions of earlier runs without starting them', async () => {
      const home = newAppHome();
      await leavePartition(home, 'persist:shop');
      const page = await InspectorPage.open(home);
      const state =
        "[...document.querySelectorAll('#sessions tr')].find((row) => row.textContent.includes('persist:shop'))";
      expect(await page.run(`${state}.textContent`)).to.include('not running');
      await page.run(`${state}.click()`);
      await page.click('#panel-cookies button');
      await page.until('its cookie', "document.querySelector('.cookies tbody td')?.textContent === 'basket'");
    });

    it('says that a browser was killed, and starts it again', async () => {
      const page = await InspectorPage.open();
      await page.createSession('frail');
      const rows = "[...document.querySelectorAll('.processes tbody tr')]";
      await page.until('processes', `${rows}.length > 0`);
      const browser = `${rows}.find((row) => row.cells[0].textContent === 'Browser')`;
      process.kill(Number(await page.run(`${browser}.cells[1].textContent`)), 'SIGKILL');
      await page.until('its end', "document.querySelector('#panel-processes b')?.textContent === 'Not running'");
      await page.click('#panel-processes button');
      await page.until('processes', `${rows}.length > 0`);
    });

    it('gives its page nothing but the inspector, which refuses wrong arguments', async () => {
      const page = await InspectorPage.open();
      expect(await page.run('[typeof require, typeof process, typeof ipcRenderer]')).to.deep.equal(
        Array(3).fill('undefined'),
      );
      const refusals = {
        "inspector.details('1')": 'The session must be named by its id.',
        'inspector.details(99)': 'There is no session 99.',
        'inspector.setCookie(1, null)': 'The cookie must be an object.',
        'inspector.clearData(1, { kinds: [], origin: "" })': 'Choose at least one kind of data.',
        'inspector.clearData(1, { kinds: ["everything"], origin: "" })': /^What to clear must be chosen from cookies, /,
        'inspector.createSession("persist:a", false)': /is kept on disk/,
        'inspector.openPage(1, "javascript:alert(1)")': /^Only http, https, file, data and about/,
      };
      for (const [call, expected] of Object.entries(refusals)) {
        const { ok, error } = await page.run<{ ok: boolean; error: string }>(call);
        expect(ok, call).to.equal(false);
        expect(error, call).to.match(typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected);
      }
    });
  });
});
