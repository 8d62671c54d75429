import { expect } from 'chai';
import { newAppHome } from './lib/apps';
import { InspectorPage, leavePartition } from './lib/inspector-page';
import { listen, sendPage } from './lib/servers';

describe('default app', () => {
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
      expect(error).to.match(/^Failed because the cookie violated prefix rules\. '__Host-/);
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
