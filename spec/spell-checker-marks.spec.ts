// What the spell checker marks in pages, by screenshots.
import { expect } from 'chai';
import { DE, dictionary, EN_US, serveDictionaries } from './lib/dictionaries';
import { newSession, nextEvent } from './lib/sessions';
import { until } from './lib/until';
import { WritingPage } from './lib/writing';

/** A session with dictionaries for these languages. */
async function sessionFor(...languages: string[]): Promise<Electron.Session> {
  const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US'), [DE]: dictionary('de_DE') });
  const ses = newSession();
  ses.setSpellCheckerDictionaryDownloadURL(`${origin}/dictionaries/`);
  for (const count of languages.keys()) {
    ses.setSpellCheckerLanguages(languages.slice(0, count + 1));
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
  }
  return ses;
}

describe('ses.setSpellCheckerLanguages(languages)', () => {
  for (const [name, element] of [
    ['contenteditable', '<div id="text" contenteditable></div>'],
    ['<textarea>', '<textarea id="text"></textarea>'],
    ['<input>', '<input id="text">'],
    ['right-to-left', '<div id="text" contenteditable dir="rtl"></div>'],
  ] as const) {
    it(`marks what is misspelled in pages: ${name}`, async () => {
      const page = await WritingPage.open({ session: await sessionFor('en-US') }, element);
      await page.writeUntilMarked('wrld');
    });
  }

  it('takes a word for right that is right in one of two languages', async () => {
    const page = await WritingPage.open({ session: await sessionFor('en-US', 'de') });
    await page.writeUntilMarked('wrld');
    await page.clear();
    page.type('wrld ');
    const one = await until('the first mark', () => page.marks());
    page.type('schreiben wrld ');
    const two = await until('the second mark', async () => {
      const marks = await page.marks();
      return marks > one && marks;
    });
    expect(two).to.be.closeTo(2 * one, one / 4);
  });
});

describe('ses.setSpellCheckerEnabled(enable)', () => {
  it('takes all marks off pages, and marks what is written when it is on again', async () => {
    const ses = await sessionFor('en-US');
    const page = await WritingPage.open({ session: ses });
    await page.writeUntilMarked('wrld');
    ses.setSpellCheckerEnabled(false);
    await page.untilUnmarked();
    ses.setSpellCheckerEnabled(true);
    await page.writeUntilMarked('brzz');
  });
});
