// The inspector shows the downloads of a session, and pauses, resumes and cancels them.
import { expect } from 'chai';
import * as path from 'node:path';
import { newAppHome } from './lib/apps';
import { listenHeld, type HeldServer } from './lib/downloads';
import { InspectorPage } from './lib/inspector-page';
import { tempDir } from './lib/temp';

const MB = 1024 * 1024;

/** Source of a list of the rows' texts, cell by cell, without the buttons. */
const ROWS =
  "[...document.querySelectorAll('.downloads tbody tr')].map((row) => [...row.cells].slice(0, 4).map((cell) => cell.innerText))";
const BAR = "document.querySelector('.downloads progress').value";
/** Whether the two buttons of the first row can be pressed, and what the first one does. */
const BUTTONS =
  "[...document.querySelectorAll('.downloads tbody tr:first-child button')].map((button) => button.disabled || button.title)";

/** An app that downloads what it is told on its own page; the inspector runs in it. */
const downloadingApp = (directory: string): string => `
  const { app, session } = require('electron');
  const path = require('node:path');
  app.whenReady().then(() => {
    session.defaultSession.on('will-download', (event, item) => {
      if (item.getURL().endsWith('/prevented')) event.preventDefault();
      else item.setSavePath(path.join(${JSON.stringify(directory)}, item.getURL().split('/').at(-1)));
    });
    require(path.join(path.dirname(process.execPath), 'default_app'));
    app.once('browser-window-created', (event, window) => {
      window.webContents.on('page-title-updated', (event, title) => {
        if (title.startsWith('http')) session.defaultSession.downloadURL(title);
      });
    });
  });`;

describe('default app: downloads', () => {
  let page: InspectorPage;
  let server: HeldServer;

  /** Its row is on show, with half of it received. */
  const download = async (name: string): Promise<void> => {
    await page.run(`document.title = '${server.origin}/${name}'`);
    await page.until('half of it', `${ROWS}[0]?.[2] === '1.0 MB of 2.1 MB'`);
  };

  it('shows none, and then what comes, pauses, resumes and cancels it', async () => {
    server = await listenHeld(MB, 2 * MB);
    page = await InspectorPage.open(newAppHome(), downloadingApp(tempDir()));
    await page.click('#tab-downloads');
    expect(await page.run("document.querySelector('#panel-downloads b').textContent")).to.equal('No downloads');

    await page.run(`document.title = '${server.origin}/prevented'`);
    await download('first');
    expect(await page.run(BAR)).to.equal(50);
    expect(await page.run(BUTTONS)).to.deep.equal(['Pause held.bin', 'Cancel held.bin']);
    const [[name, state, , speed]] = await page.run<[[string, string, string, string]]>(ROWS);
    expect([name, state]).to.deep.equal(['held.bin', '50%']);
    expect(speed).to.match(/^[\d.]+ [kM]?B\/s$/);
    await page.until('that nothing comes', `${ROWS}[0][3] === '0 B/s'`);

    await page.click('.downloads tbody button');
    await page.until('that it is paused', `${ROWS}[0].join() === 'held.bin,Paused, 50%,1.0 MB of 2.1 MB,–'`);
    expect(await page.run(BUTTONS)).to.deep.equal(['Resume held.bin', 'Cancel held.bin']);
    await page.click('.downloads tbody button');
    await page.until('that it goes on', `${ROWS}[0][1] === '50%'`);
    server.release();
    await page.until('its end', `${ROWS}[0].join() === 'held.bin,Completed,2.1 MB,–'`);
    expect(await page.run(BUTTONS)).to.deep.equal([true, true]);
    expect(await page.run(BAR)).to.equal(100);

    await download('second');
    await page.run("document.querySelector('.downloads tbody tr:first-child td:last-child button:last-child').click()");
    await page.until('that it is cancelled', `${ROWS}[0][1] === 'Cancelled'`);
    expect(await page.run("document.querySelector('#count-downloads').textContent")).to.equal('2');
    expect(
      path.basename(await page.run<string>("document.querySelector('.downloads tr:last-child td').title")),
    ).to.equal('first');
  });
});
