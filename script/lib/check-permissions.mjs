// The permissions of the extensions that Valence brings, and the file that needs each. What nobody needs is an error, and so is what
// is used without being listed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** @typedef {Record<string, string>} Uses the file that needs a permission */

/** @type {Record<string, Uses>} By folder. */
const USES = {
  'lib/extension': {
    'browsingData': 'browsing-data.ts',
    'contentSettings': 'downloads.ts',
    'cookies': 'cookies.ts',
    'downloads': 'downloads.ts',
    'downloads.ui': 'downloads.ts',
    '<all_urls>': 'url-loader.ts',
  },
  'lib/tab-capture': {
    debugger: 'capture-calls.ts',
    tabCapture: 'capture-calls.ts',
  },
  'lib/web-socket-gate': {
    'debugger': 'gate.ts',
    'tabCapture': 'gate.ts',
    'webRequest': 'gate.ts',
    'webRequestBlocking': 'gate.ts',
    '<all_urls>': 'gate.ts',
  },
};

/** Permissions that are not parts of chrome.* with the same name: what in a file needs them. */
const EVIDENCE = new Map([
  ['tabCapture', /\bchrome\.tabCapture\b|\bcaptureCalls\b/],
  ['<all_urls>', /\bfetch\(|chrome\.webRequest\b/],
  ['webRequestBlocking', /'blocking'/],
  ['downloads.ui', /\bchrome\.downloads\.setUiOptions\b/],
]);

/** Parts of chrome.* that every extension may use, as far as ours do. */
const FREE = new Set(['tabs', 'windows']);

/** @param {string} permission */
const evidenceFor = (permission) => EVIDENCE.get(permission) ?? new RegExp(`\\bchrome\\.${permission}\\b`);

/** @returns {string} one line per permission that is wrong */
export function checkPermissions(root = ROOT, uses = USES) {
  return Object.entries(uses)
    .flatMap(([folder, files]) => problemsOf(root, folder, files))
    .join('\n');
}

/** @param {string} root @param {string} folder @param {Uses} uses @returns {string[]} */
function problemsOf(root, folder, uses) {
  const manifest = `${folder}/manifest.json`;
  const { permissions = [], host_permissions: hosts = [] } = /** @type {Record<string, string[]>} */ (
    JSON.parse(readFileSync(path.join(root, manifest), 'utf8'))
  );
  const asked = [...permissions, ...hosts];
  const sources = new Map(
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(path.join(root, folder, file), 'utf8')]),
  );
  const used = [...sources].flatMap(([file, source]) =>
    [...source.matchAll(/\bchrome\.([a-z]\w+)/g)].map(([, name = '']) => ({ file, name })),
  );
  return [
    ...asked.filter((name) => !(name in uses)).map((name) => `${manifest}: no file is known to need ${name}.`),
    ...Object.entries(uses).flatMap(([name, file]) => {
      if (!asked.includes(name)) return [`${manifest}: ${name}, which ${file} is said to need, is not asked for.`];
      return evidenceFor(name).test(sources.get(file) ?? '') ? [] : [`${manifest}: ${file} does not need ${name}.`];
    }),
    ...used
      .filter(({ name }) => !FREE.has(name) && !asked.includes(name))
      .map(({ file, name }) => `${folder}/${file}: uses chrome.${name} without its permission.`),
  ];
}
