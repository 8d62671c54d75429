// Which dictionaries Chromium looks for, by its own requests for those that are missing.
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { source, spawnApp } from '../lib/apps';
import { serveDictionaries } from '../lib/dictionaries';
import { patience } from '../lib/patience';
import { newSession } from '../lib/sessions';
import { tempDir } from '../lib/temp';
import { until } from '../lib/until';

/** Names of the files that a session requests for all languages. */
async function namesOfLibrary(): Promise<string[]> {
  const server = await serveDictionaries({});
  const ses = newSession();
  const { availableSpellCheckerLanguages: languages } = ses;
  const failures = new Set<string>();
  ses.on('spellcheck-dictionary-download-failure', (_, language) => failures.add(language));
  ses.setSpellCheckerDictionaryDownloadURL(`${server.origin}/dictionaries/`);
  ses.setSpellCheckerLanguages(languages);
  await until('a request for every language', () => languages.every((language) => failures.has(language)), 60_000);
  return server.requests.map(({ url = '' }) => path.basename(url));
}

const readLog = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

describe('chromium-surfaces: dictionaries', () => {
  it('have the names that sessions download', async () => {
    const netLog = path.join(tempDir(), 'net-log.json');
    const names = await namesOfLibrary();
    const app = spawnApp(
      source(`
        app.commandLine.appendSwitch('log-net-log', ${JSON.stringify(netLog)});
        app.whenReady().then(async () => {
          const { webContents } = new BrowserWindow();
          await webContents.loadURL('chrome://settings/strings.m.js');
          const languages = JSON.stringify(webContents.session.availableSpellCheckerLanguages);
          await webContents.executeJavaScript(
            "chrome.settingsPrivate.setPref('spellcheck.dictionaries', " + languages + ", '')" +
              ".then(() => new Promise((resolve) => chrome.languageSettingsPrivate.getSpellcheckDictionaryStatuses(resolve)))");
        });
      `),
    );
    const requested = (): Set<string> =>
      new Set(
        [...readLog(netLog).matchAll(/redirector\.gvt1\.com\/edgedl\/chrome\/dict\/([\w-]+\.bdic)/g)].map(
          ([, name = '']) => name,
        ),
      );
    await until('the requests', () => requested().size >= names.length, 30_000);
    expect([...requested()].sort()).to.deep.equal([...names].sort());
    await app.killAll();
  }).timeout(patience(120_000));
});
