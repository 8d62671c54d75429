// The inspector loads, reloads and removes extensions, says what is wrong with them, and sets the spell checker.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome } from './lib/apps';
import { writeExtension } from './lib/extensions';
import { InspectorPage } from './lib/inspector-page';
import { listen } from './lib/servers';

/** Source of a list of the rows' texts, cell by cell, without the buttons. */
const ROWS =
  "[...document.querySelectorAll('.extensions tbody tr')].map((row) => [...row.cells].slice(0, 4).map((cell) => cell.innerText))";

const EMPTY = "document.querySelector('#panel-extensions b')?.textContent";

async function load(page: InspectorPage, folder: string): Promise<void> {
  await page.click('#load-extension');
  await page.submit('extension', { path: folder });
}

/** An app whose dictionaries come from a server of this machine; the inspector runs in it. */
const appWithDictionaries = (url: string): string => `
  const { app, session } = require('electron');
  const path = require('node:path');
  app.whenReady().then(() => {
    session.defaultSession.setSpellCheckerDictionaryDownloadURL('${url}/');
    require(path.join(path.dirname(process.execPath), 'default_app'));
  });`;

describe('default app: extensions', () => {
  it('loads one from its folder, shows what is wrong with it, and removes it', async () => {
    const folder = writeExtension({ manifest: { permissions: ['storage', 'nonsense'] } });
    const page = await InspectorPage.open();
    await page.click('#tab-extensions');
    await page.until('no extension', `${EMPTY} === 'No extension'`);
    await load(page, folder);
    await page.until('its warning', `${ROWS}[0]?.[3].includes('nonsense')`);
    expect(await page.run(ROWS)).to.deep.equal([
      [`Marker\n${folder}`, '1.2.3', 'loaded', "Permission 'nonsense' is unknown."],
    ]);
    expect(await page.run("document.querySelector('#count-extensions').textContent")).to.equal('1');

    const manifest = path.join(folder, 'manifest.json');
    writeFileSync(manifest, '{ name');
    await page.click('.extensions [aria-label^="Load Marker again"]');
    await page.until('its error', `${ROWS}[0]?.[2] === 'not loaded'`);
    expect(await page.run(`${ROWS}[0][3]`)).to.contain('Manifest is not valid JSON');

    writeFileSync(manifest, JSON.stringify({ manifest_version: 3, name: 'Mended', version: '2' }));
    await page.click('.extensions [aria-label^="Load Marker again"]');
    await page.until('the new one', `${ROWS}[0]?.[1] === '2'`);
    expect(await page.run(ROWS)).to.deep.equal([[`Mended\n${folder}`, '2', 'loaded', 'none']]);

    await page.click('.extensions [aria-label="Remove Mended"]');
    await page.until('no extension', `${EMPTY} === 'No extension'`);
  });

  it('shows why a folder cannot be loaded, and keeps what was typed', async () => {
    const page = await InspectorPage.open();
    await page.click('#tab-extensions');
    await load(page, '/nothing/at all');
    await page.until('the reason', "document.querySelector('#dialog-extension .error').textContent");
    expect(await page.run("document.querySelector('#dialog-extension .error').textContent")).to.equal(
      'Extension directory not found: /nothing/at all',
    );
    expect(await page.run("document.querySelector('#dialog-extension [name=path]').value")).to.equal('/nothing/at all');

    await page.click('#dialog-extension [data-close]');
    await page.run("[...document.querySelectorAll('#sessions tbody tr')].at(-1).click()");
    await page.until('the session in memory', `${EMPTY} === 'No extensions in memory'`);
  });
});

describe('default app: spell checker', () => {
  it('sets its languages, its words, and whether it is on', async () => {
    const { origin } = await listen();
    const page = await InspectorPage.open(newAppHome(), appWithDictionaries(origin));
    await page.click('#tab-spelling');
    const languages = "[...document.querySelectorAll('[data-language]')].map((item) => item.innerText.split('\\n'))";
    const choose = (code: string): Promise<unknown> =>
      page.run(
        `{ const select = document.querySelector('.spelling select'); select.value = '${code}'; select.dispatchEvent(new Event('change')); }`,
      );
    await page.until('the panel', "document.querySelector('.spelling select') !== null");
    await choose('de');
    const german = `${languages}.find(([, code]) => code === 'de')`;
    await page.until('the server has no dictionary', `${german}?.at(-1) === 'no dictionary'`);
    expect(await page.run(german)).to.deep.equal(['German', 'de', 'no dictionary']);
    await page.click('.spelling [aria-label="Do not check German"]');
    await page.until('the others', `${german} === undefined`);

    await page.run(
      "{ const form = document.querySelector('.add-word'); form.querySelector('input').value = 'Valence'; form.requestSubmit(); }",
    );
    await page.until('the word', "document.querySelector('[data-word=Valence]') !== null");
    await page.click('.spelling [aria-label="Forget Valence"]');
    await page.until('no word', "document.querySelector('[data-word]') === null");

    await page.click('.switch input');
    await page.until('off', 'inspector.details(1).then(({ value }) => !value.spelling.enabled)');
  });
});
