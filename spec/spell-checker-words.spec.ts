// The words that an app teaches the spell checker of a session.
import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, outputWhenReady } from './lib/apps';
import { wrong } from './lib/bad-input';
import { dictionary } from './lib/dictionaries';
import { endBrowser, newSession } from './lib/sessions';
import { until } from './lib/until';
import { WritingPage } from './lib/writing';

const fileOf = (ses: Electron.Session): string => path.join(ses.storagePath!, 'Default', 'Custom Dictionary.txt');

/** A session whose English dictionary is there. */
function englishSession(): Electron.Session {
  const ses = newSession('persist:');
  const folder = path.join(ses.storagePath!, 'Dictionaries');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'en-US-10-2.bdic'), dictionary('en_US'));
  ses.setSpellCheckerLanguages(['en-US']);
  return ses;
}

describe('ses.addWordToSpellCheckerDictionary(word)', () => {
  it('adds a word, once', async () => {
    const ses = newSession('persist:');
    expect(ses.addWordToSpellCheckerDictionary('wrld')).to.equal(true);
    expect(ses.addWordToSpellCheckerDictionary('wrld')).to.equal(false);
    expect(await ses.listWordsInSpellCheckerDictionary()).to.deep.equal(['wrld']);
  });

  it('takes the mark off the word in pages', async () => {
    const page = await WritingPage.open({ session: englishSession() });
    await page.writeUntilMarked('wrld');
    expect(page.contents.session.addWordToSpellCheckerDictionary('wrld')).to.equal(true);
    await page.untilUnmarked();
  });

  it('is written to the file of Chromium, which reads it with its start', async () => {
    const ses = englishSession();
    await endBrowser(ses);
    ses.addWordToSpellCheckerDictionary('wrld');
    ses.addWordToSpellCheckerDictionary('Wörld');
    const page = await WritingPage.open({ session: ses });
    await page.writeUntilMarked('brzz');
    page.type('wrld ');
    ses.addWordToSpellCheckerDictionary('brzz');
    await page.untilUnmarked();
    // Chromium tells its pages of a word before it writes the file.
    const written = /^Wörld\nbrzz\nwrld\nchecksum_v1 = [0-9a-f]{32}$/;
    await until(
      'the words in the file',
      () => existsSync(fileOf(ses)) && written.test(readFileSync(fileOf(ses), 'utf8')),
    );
  });

  it('outlives a Chromium that is killed before it has written it', async () => {
    const ses = newSession('persist:');
    await ses.cookies.get({});
    ses.addWordToSpellCheckerDictionary('wrld');
    await endBrowser(ses);
    await ses.cookies.get({});
    expect(readFileSync(fileOf(ses), 'utf8')).to.match(/^wrld\n/);
  });

  for (const [title, word] of [
    ['an empty word', ''],
    ['white space around it', ' wrld'],
    ['two lines', 'wr\nld'],
    ['more than 99 bytes', 'ö'.repeat(50)],
  ] as const) {
    it(`returns false for ${title}`, async () => {
      const ses = newSession('persist:');
      expect(ses.addWordToSpellCheckerDictionary(word)).to.equal(false);
      expect(await ses.listWordsInSpellCheckerDictionary()).to.deep.equal([]);
    });
  }

  it('returns false in an in-memory session', async () => {
    const ses = newSession();
    expect(ses.addWordToSpellCheckerDictionary('wrld')).to.equal(false);
    expect(await ses.listWordsInSpellCheckerDictionary()).to.deep.equal([]);
  });

  it('throws TypeError for what is no string', () => {
    expect(() => newSession('persist:').addWordToSpellCheckerDictionary(wrong(5))).to.throw(
      TypeError,
      'word must be a string, got number',
    );
  });
});

describe('ses.removeWordFromSpellCheckerDictionary(word)', () => {
  it('removes a word, once', async () => {
    const ses = newSession('persist:');
    ses.addWordToSpellCheckerDictionary('wrld');
    ses.addWordToSpellCheckerDictionary('brzz');
    expect(ses.removeWordFromSpellCheckerDictionary('wrld')).to.equal(true);
    expect(ses.removeWordFromSpellCheckerDictionary('wrld')).to.equal(false);
    expect(await ses.listWordsInSpellCheckerDictionary()).to.deep.equal(['brzz']);
  });

  it('is written to the file of Chromium while it runs', async () => {
    const ses = newSession('persist:');
    ses.addWordToSpellCheckerDictionary('wrld');
    await ses.cookies.get({});
    ses.removeWordFromSpellCheckerDictionary('wrld');
    await until('the file without the word', () => !readFileSync(fileOf(ses), 'utf8').includes('wrld'));
  });

  it('returns false in an in-memory session', () => {
    expect(newSession().removeWordFromSpellCheckerDictionary('wrld')).to.equal(false);
  });

  it('throws TypeError for what is no string', () => {
    expect(() => newSession('persist:').removeWordFromSpellCheckerDictionary(wrong(null))).to.throw(
      TypeError,
      'word must be a string, got null',
    );
  });
});

describe('ses.listWordsInSpellCheckerDictionary()', () => {
  it('resolves with the words of an earlier run of the app', async () => {
    const home = newAppHome();
    await outputWhenReady("session.defaultSession.addWordToSpellCheckerDictionary('wrld')", { home });
    await outputWhenReady(
      "await session.defaultSession.cookies.get({}); session.defaultSession.addWordToSpellCheckerDictionary('brzz')",
      { home },
    );
    const read = 'print(await session.defaultSession.listWordsInSpellCheckerDictionary())';
    expect(await outputWhenReady(read, { home })).to.deep.equal([['brzz', 'wrld']]);
  });

  it('has what a damaged file had before', async () => {
    const ses = newSession('persist:');
    ses.addWordToSpellCheckerDictionary('wrld');
    const other = newSession('persist:');
    mkdirSync(path.dirname(fileOf(other)), { recursive: true });
    writeFileSync(fileOf(other), 'wrong\nchecksum_v1 = 0');
    writeFileSync(`${fileOf(other)}.backup`, readFileSync(fileOf(ses)));
    expect(await other.listWordsInSpellCheckerDictionary()).to.deep.equal(['wrld']);
  });

  it('is empty from the start', async () => {
    expect(await newSession('persist:').listWordsInSpellCheckerDictionary()).to.deep.equal([]);
  });
});
