// The spell checker of a session: whether it is on, and for which languages.
import { app } from 'electron';
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, outputWhenReady, printed, runApp, sourceWhenReady } from './lib/apps';
import { wrong } from './lib/bad-input';
import { browserPid, newSession } from './lib/sessions';

describe('ses.setSpellCheckerEnabled(enable)', () => {
  it('turns the spell checker off and on', () => {
    const ses = newSession();
    ses.setSpellCheckerEnabled(false);
    expect(ses.isSpellCheckerEnabled()).to.equal(false);
    ses.setSpellCheckerEnabled(true);
    expect(ses.isSpellCheckerEnabled()).to.equal(true);
  });

  it('is of one session', () => {
    const [one, other] = [newSession(), newSession()];
    one.setSpellCheckerEnabled(false);
    expect(other.isSpellCheckerEnabled()).to.equal(true);
  });

  it('starts no Chromium when it turns it off', async () => {
    const ses = newSession();
    ses.setSpellCheckerEnabled(false);
    await new Promise(setImmediate);
    expect(browserPid(ses)).to.equal(0);
  });

  it('throws TypeError for anything but a boolean', () => {
    const ses = newSession();
    expect(() => ses.setSpellCheckerEnabled(wrong('yes'))).to.throw(TypeError, 'enable must be a boolean, got string');
    expect(ses.isSpellCheckerEnabled()).to.equal(true);
  });
});

describe('ses.isSpellCheckerEnabled()', () => {
  it('is true from the start', () => {
    expect(newSession().isSpellCheckerEnabled()).to.equal(true);
  });

  it('is what an earlier run of the app has set', async () => {
    const home = newAppHome();
    const run = (code: string): Promise<unknown[]> => outputWhenReady(code, { home });
    await run('session.defaultSession.setSpellCheckerEnabled(false)');
    const read = 'print([session.defaultSession.isSpellCheckerEnabled()])';
    expect(await run(`${read}; session.defaultSession.setSpellCheckerEnabled(true)`)).to.deep.equal([[false]]);
    expect(await run(read)).to.deep.equal([[true]]);
  });
});

describe('ses.spellCheckerEnabled', () => {
  it('is what ses.setSpellCheckerEnabled() sets, and sets it', () => {
    const ses = newSession();
    expect(ses.spellCheckerEnabled).to.equal(true);
    ses.setSpellCheckerEnabled(false);
    expect(ses.spellCheckerEnabled).to.equal(false);
    ses.spellCheckerEnabled = true;
    expect(ses.isSpellCheckerEnabled()).to.equal(true);
  });

  it('throws TypeError for anything but a boolean', () => {
    expect(() => (newSession().spellCheckerEnabled = wrong(1))).to.throw(TypeError, 'enable must be a boolean');
  });
});

describe('ses.availableSpellCheckerLanguages', () => {
  it('lists the languages that Chromium has dictionaries for', () => {
    expect(newSession().availableSpellCheckerLanguages).to.include.members(['de', 'en-GB', 'en-US', 'fr', 'vi']);
  });

  it('has only codes that ses.setSpellCheckerLanguages() takes', () => {
    const ses = newSession();
    ses.setSpellCheckerEnabled(false);
    const { availableSpellCheckerLanguages: codes } = ses;
    for (const code of codes) {
      ses.setSpellCheckerLanguages([code]);
      expect(ses.getSpellCheckerLanguages()).to.deep.equal([code]);
    }
  });

  it('is a list of its own each time', () => {
    const ses = newSession();
    ses.availableSpellCheckerLanguages.push('xx');
    expect(ses.availableSpellCheckerLanguages).to.not.include('xx');
  });
});

describe('ses.setSpellCheckerLanguages(languages)', () => {
  it('keeps the order', () => {
    const ses = newSession();
    ses.setSpellCheckerLanguages(['fr', 'en-GB', 'de']);
    expect(ses.getSpellCheckerLanguages()).to.deep.equal(['fr', 'en-GB', 'de']);
  });

  it('takes a language with its region for the language', () => {
    const ses = newSession();
    ses.setSpellCheckerLanguages(['nb-NO', 'de-DE']);
    expect(ses.getSpellCheckerLanguages()).to.deep.equal(['nb', 'de-DE']);
  });

  it('turns the spell checker off without a language, and on with one', () => {
    const ses = newSession();
    ses.setSpellCheckerLanguages([]);
    expect([ses.getSpellCheckerLanguages(), ses.isSpellCheckerEnabled()]).to.deep.equal([[], false]);
    ses.setSpellCheckerLanguages(['fr']);
    expect([ses.getSpellCheckerLanguages(), ses.isSpellCheckerEnabled()]).to.deep.equal([['fr'], true]);
  });

  it('throws for an unknown language, and changes nothing', () => {
    const ses = newSession();
    ses.setSpellCheckerLanguages(['fr']);
    expect(() => ses.setSpellCheckerLanguages(['de', 'klingon'])).to.throw(
      Error,
      'Invalid language code provided: "klingon" is not a valid language code',
    );
    expect(ses.getSpellCheckerLanguages()).to.deep.equal(['fr']);
  });

  it('throws TypeError for anything but an array of strings', () => {
    const ses = newSession();
    expect(() => ses.setSpellCheckerLanguages(wrong('fr'))).to.throw(
      TypeError,
      'languages must be an array of strings, got string',
    );
    expect(() => ses.setSpellCheckerLanguages(['fr', wrong(5)])).to.throw(
      TypeError,
      'languages[1] must be a string, got number',
    );
  });

  it('keeps nothing of the array it is given', () => {
    const ses = newSession();
    const languages = ['fr'];
    ses.setSpellCheckerLanguages(languages);
    languages.push('de');
    ses.getSpellCheckerLanguages().push('it');
    expect(ses.getSpellCheckerLanguages()).to.deep.equal(['fr']);
  });
});

describe('ses.getSpellCheckerLanguages()', () => {
  it('is the language of the locale from the start', async () => {
    expect(newSession().getSpellCheckerLanguages()).to.deep.equal([app.getLocale()]);
    const read = 'print([app.getLocale(), session.defaultSession.getSpellCheckerLanguages()])';
    const german = await outputWhenReady(read, { env: { LC_ALL: 'de_AT.UTF-8' } });
    expect(german).to.deep.equal([['de-AT', ['de']]]);
  });

  it('is what an earlier run of the app has set', async () => {
    const home = newAppHome();
    const run = (code: string): Promise<unknown[]> => outputWhenReady(code, { home });
    const ses = "session.fromPartition('persist:kept')";
    await run(`${ses}.setSpellCheckerLanguages(['fr', 'de']); ${ses}.setSpellCheckerEnabled(false)`);
    expect(await run(`print([${ses}.getSpellCheckerLanguages(), ${ses}.spellCheckerEnabled])`)).to.deep.equal([
      [['fr', 'de'], false],
    ]);
  });

  it('is the language of the locale again after a restart, if there was none', async () => {
    const home = newAppHome();
    await outputWhenReady('session.defaultSession.setSpellCheckerLanguages([])', { home });
    const read = 'const ses = session.defaultSession; print([ses.getSpellCheckerLanguages(), ses.spellCheckerEnabled])';
    expect(await outputWhenReady(read, { home })).to.deep.equal([[[app.getLocale()], false]]);
  });

  it('begins anew, with one warning, if what was kept is damaged', async () => {
    const home = newAppHome();
    await outputWhenReady("session.defaultSession.setSpellCheckerLanguages(['fr'])", { home });
    writeFileSync(path.join(home.userData, 'Spell Checker.json'), '{"version": 1, "enabled"');
    const exit = await runApp(sourceWhenReady('print(session.defaultSession.getSpellCheckerLanguages())'), { home });
    expect(printed(exit)).to.deep.equal([[app.getLocale()]]);
    expect(exit.stderr.match(/VALENCE_SPELL_CHECKER_DAMAGED/g)).to.have.length(1);
  });
});
