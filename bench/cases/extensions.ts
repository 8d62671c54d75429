/** What it takes to load an extension, beside the command of the DevTools protocol that Valence sends for it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed, type Aim, type Case } from './case';

const REPEATS = 10;

const AIM: Aim = { against: ['chromium-cbor'], atMost: 1.2, text: 'the command itself' };

/** Those that ask for all pages ask for files, which only the option allowFileAccess gives them. */
const KINDS = { pages: 'https://*/*', everything: '<all_urls>' };
type Kind = keyof typeof KINDS;

/** A folder with a service worker and a content script, as most extensions have. */
function writeExtension(kind: Kind): string {
  const folder = mkdtempSync(join(tmpdir(), 'extension-'));
  const matches = [KINDS[kind]];
  const manifest = {
    manifest_version: 3,
    name: 'Bench',
    version: '1.0',
    background: { service_worker: 'worker.js' },
    content_scripts: [{ matches, js: ['content.js'] }],
    host_permissions: matches,
    permissions: ['storage'],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'worker.js'), 'chrome.runtime.onInstalled.addListener(() => undefined);');
  writeFileSync(join(folder, 'content.js'), '');
  return folder;
}

export const extensions: Case = {
  title: 'Loading an extension',
  contenders: ['valence', 'chromium-cbor'],
  runsPerRound: 1,
  metrics: {
    first: { title: 'the first one of a session', unit: 'ms' },
    further: { title: 'each further one', unit: 'ms', aims: [AIM] },
    files: { title: 'with access to files', unit: 'ms', aims: [AIM] },
    withdrawn: { title: 'one that asks for files, and does not get them; the command gives them', unit: 'ms' },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await driver.firstSession();
    await (await session.newPage()).load(pageURL);
    await settle();
    const load = async (metric: string, kind: Kind, allowFileAccess: boolean): Promise<void> => {
      if (!session.loadExtension) throw new Error('This contender loads no extensions');
      const loading = session.loadExtension.bind(session, writeExtension(kind), allowFileAccess);
      sample(metric, await timed(loading));
    };
    await load('first', 'pages', false);
    for (let repeat = 0; repeat < (quick ? REPEATS / 5 : REPEATS); repeat++) {
      await load('further', 'pages', false);
      await load('files', 'everything', true);
      await load('withdrawn', 'everything', false);
    }
  },
};
