// The inspector shows what pages have asked for and been granted, and takes it back.
import { expect } from 'chai';
import { newAppHome } from './lib/apps';
import { InspectorPage } from './lib/inspector-page';
import { listen } from './lib/servers';

/** Source of a list of the rows' texts, cell by cell, without the button. */
const ROWS =
  "[...document.querySelectorAll('.permissions tbody tr')].map((row) => [...row.cells].slice(0, 4).map((cell) => cell.innerText))";

/** An app that grants a wake lock and denies MIDI to a page that asks for both; the inspector runs in it. */
const askingApp = (origin: string): string => `
  const { app, BrowserWindow, session } = require('electron');
  const path = require('node:path');
  app.whenReady().then(async () => {
    await new Promise((resolve) => {
      app.once('browser-window-created', resolve);
      require(path.join(path.dirname(process.execPath), 'default_app'));
    });
    const ses = session.defaultSession;
    ses.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === 'screen-wake-lock'));
    const window = new BrowserWindow({ webPreferences: { session: ses } });
    await window.loadURL('${origin}');
    await window.webContents.executeJavaScript(\`(async () => {
      await navigator.wakeLock.request('screen').catch(() => undefined);
      for (let i = 0; i < 2; ++i) await navigator.requestMIDIAccess().catch(() => undefined);
    })()\`, true);
  });`;

describe('default app: permissions', () => {
  it('shows that nothing was asked for', async () => {
    const page = await InspectorPage.open();
    await page.click('#tab-permissions');
    await page.until(
      'nothing',
      "document.querySelector('#panel-permissions b')?.textContent === 'Nothing was asked for'",
    );
  });

  it('shows what was asked and answered, and revokes it', async () => {
    const server = await listen();
    const page = await InspectorPage.open(newAppHome(), askingApp(server.origin));
    await page.click('#tab-permissions');
    await page.until('both answers', `${ROWS}[1]?.slice(2).join() === 'denied,2'`);
    expect(await page.run(ROWS)).to.deep.equal([
      [server.origin, 'screen-wake-lock', 'granted', '1'],
      [server.origin, 'midi', 'denied', '2'],
    ]);
    expect(await page.run("document.querySelector('#count-permissions').textContent")).to.equal('2');
    await page.click('.permissions tbody button');
    await page.until('one row', `${ROWS}.length === 1`);
  });
});
