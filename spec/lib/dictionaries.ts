// Dictionaries of Chromium, made on the machine from those of hunspell.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import * as path from 'node:path';
import { listen, type LocalServer } from './servers';
import { tempDir } from './temp';

const HUNSPELL = '/usr/share/hunspell';
const CONVERT = '/usr/lib/qt6/libexec/qwebengine_convert_dict';

const made = new Map<string, Buffer>();

/** `name`: of hunspell, such as en_US. */
export function dictionary(name: 'de_DE' | 'en_US'): Buffer {
  let data = made.get(name);
  if (!data) made.set(name, (data = convert(name)));
  return data;
}

function convert(name: string): Buffer {
  const folder = tempDir();
  for (const extension of ['aff', 'dic']) {
    copyFileSync(path.join(HUNSPELL, `${name}.${extension}`), path.join(folder, `${name}.${extension}`));
  }
  const file = path.join(folder, 'made.bdic');
  execFileSync(CONVERT, [path.join(folder, `${name}.dic`), file], { stdio: 'pipe' });
  return readFileSync(file);
}

/** The same data behind a header that is right for it. */
export function withChecksum(data: Buffer): Buffer {
  const sealed = Buffer.from(data);
  createHash('md5')
    .update(sealed.subarray(sealed.readUInt32LE(8)))
    .digest()
    .copy(sealed, 16);
  return sealed;
}

/** Puts a dictionary where Chromium looks for it in a persistent session. `language`: `en-US` or `de-DE`. */
export function putDictionary(ses: Electron.Session, language: 'de-DE' | 'en-US', data: Buffer): void {
  const folder = path.join(ses.storagePath!, 'Dictionaries');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, language === 'en-US' ? 'en-US-10-2.bdic' : 'de-DE-3-0.bdic'), data);
}

/** Names of the files that sessions ask a server for, in lower case as they do. */
export const EN_US = 'en-us-10-2.bdic';
export const DE = 'de-de-3-0.bdic';

/** Below /dictionaries/, by name; anything else is not found. */
export function serveDictionaries(files: Record<string, Buffer | RequestListener>): Promise<LocalServer> {
  return listen((request, response) => {
    const file = files[request.url?.replace('/dictionaries/', '') ?? ''];
    if (typeof file === 'function') file(request, response);
    else if (file) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
  });
}

/** The languages of the dictionary events of a session from now on: "begin en-US". */
export function collectDictionaryEvents(ses: Electron.Session): string[] {
  const events: string[] = [];
  const add =
    (what: string) =>
    (_: Electron.Event, language: string): void =>
      void events.push(`${what} ${language}`);
  ses.on('spellcheck-dictionary-download-begin', add('begin'));
  ses.on('spellcheck-dictionary-download-success', add('success'));
  ses.on('spellcheck-dictionary-download-failure', add('failure'));
  ses.on('spellcheck-dictionary-initialized', add('initialized'));
  return events;
}
