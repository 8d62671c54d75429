// Dictionaries of the spell checker: downloaded over the session's network, checked, kept.
import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, outputWhenReady } from './lib/apps';
import { wrong } from './lib/bad-input';
import { collectDictionaryEvents, DE, dictionary, EN_US, serveDictionaries } from './lib/dictionaries';
import { browserPid, endBrowser, newSession, nextEvent } from './lib/sessions';
import { until } from './lib/until';

const IN_FOLDER = 'en-US-10-2.bdic';

/** A session that checks English, with dictionaries of this server. */
function englishFrom(origin: string, ses = newSession('persist:')): Electron.Session {
  ses.setSpellCheckerDictionaryDownloadURL(`${origin}/dictionaries/`);
  ses.setSpellCheckerLanguages(['en-US']);
  return ses;
}

const folderOf = (ses: Electron.Session): string => path.join(ses.storagePath!, 'Dictionaries');

describe('ses.setSpellCheckerDictionaryDownloadURL(url)', () => {
  it('is where dictionaries are requested from, by names in lower case', async () => {
    const server = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = englishFrom(server.origin);
    await nextEvent(ses, 'spellcheck-dictionary-download-success');
    expect(server.requests.map(({ url }) => url)).to.deep.equal([`/dictionaries/${EN_US}`]);
    expect(readFileSync(path.join(folderOf(ses), IN_FOLDER)).equals(dictionary('en_US'))).to.equal(true);
  });

  it('is put before the name as it is: without a slash at its end another file is requested', async () => {
    const server = await serveDictionaries({});
    const ses = newSession();
    ses.setSpellCheckerDictionaryDownloadURL(`${server.origin}/dictionaries`);
    ses.setSpellCheckerLanguages(['en-US']);
    await nextEvent(ses, 'spellcheck-dictionary-download-failure');
    expect(server.requests.map(({ url }) => url)).to.deep.equal([`/dictionaries${EN_US}`]);
  });

  it('is a directory by itself as the origin of a server', async () => {
    const server = await serveDictionaries({});
    const ses = newSession();
    ses.setSpellCheckerDictionaryDownloadURL(server.origin);
    ses.setSpellCheckerLanguages(['en-US']);
    await nextEvent(ses, 'spellcheck-dictionary-download-failure');
    expect(server.requests.map(({ url }) => url)).to.deep.equal([`/${EN_US}`]);
  });

  it('downloads what is missing at once', async () => {
    const ses = englishFrom((await serveDictionaries({})).origin);
    await nextEvent(ses, 'spellcheck-dictionary-download-failure');
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    ses.setSpellCheckerDictionaryDownloadURL(`${origin}/dictionaries/`);
    await nextEvent(ses, 'spellcheck-dictionary-download-success');
  });

  it('may be of a protocol handler of the session', async () => {
    const ses = newSession();
    ses.protocol.handle('http', () => new Response(new Uint8Array(dictionary('en_US'))));
    englishFrom('http://dictionaries.test', ses);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
  });

  it('throws for what is no URL', () => {
    const ses = newSession();
    expect(() => ses.setSpellCheckerDictionaryDownloadURL('dictionaries/')).to.throw(
      Error,
      'The URL you provided to setSpellCheckerDictionaryDownloadURL is not a valid URL',
    );
    expect(() => ses.setSpellCheckerDictionaryDownloadURL(wrong(5))).to.throw(
      TypeError,
      'url must be a string, got number',
    );
  });

  it('is asked for a file once by languages that share it', async () => {
    const server = await serveDictionaries({});
    const ses = newSession();
    const events = collectDictionaryEvents(ses);
    ses.setSpellCheckerDictionaryDownloadURL(`${server.origin}/dictionaries/`);
    ses.setSpellCheckerLanguages(['es-MX', 'es-AR']);
    await until('both failures', () => events.length === 4);
    expect(events).to.deep.equal(['begin es-MX', 'begin es-AR', 'failure es-MX', 'failure es-AR']);
    expect(server.requests).to.have.length(1);
  });

  it('is requested by the network of the session, without its cookies', async () => {
    const server = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = newSession();
    const { port } = server;
    await ses.cookies.set({ url: 'http://dictionaries.test/', name: 'a', value: 'b' });
    await ses.setProxy({ proxyRules: `127.0.0.1:${port}` });
    ses.setSpellCheckerDictionaryDownloadURL('http://dictionaries.test/dictionaries/');
    ses.setSpellCheckerLanguages(['en-US']);
    await nextEvent(ses, 'spellcheck-dictionary-download-failure'); // the server knows paths only
    const [request] = server.requests;
    expect(request!.url).to.equal(`http://dictionaries.test/dictionaries/${EN_US}`);
    expect(request!.headers).to.not.have.property('cookie');
  });
});

describe("ses event 'spellcheck-dictionary-download-begin'", () => {
  it('comes first, with the language', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = newSession();
    const events = collectDictionaryEvents(ses);
    englishFrom(origin, ses);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
    expect(events).to.deep.equal(['begin en-US', 'success en-US', 'initialized en-US']);
  });

  it('does not come while the spell checker is off', async () => {
    const server = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = newSession();
    const events = collectDictionaryEvents(ses);
    englishFrom(server.origin, ses).setSpellCheckerEnabled(false);
    await ses.cookies.get({}); // its Chromium runs
    expect([events, server.requests]).to.deep.equal([[], []]);
    ses.setSpellCheckerEnabled(true);
    await nextEvent(ses, 'spellcheck-dictionary-download-begin');
  });

  it('does not come for a dictionary that is there', async () => {
    const ses = newSession('persist:');
    mkdirSync(folderOf(ses), { recursive: true });
    writeFileSync(path.join(folderOf(ses), IN_FOLDER), dictionary('en_US'));
    const events = collectDictionaryEvents(ses);
    englishFrom('http://127.0.0.1:1', ses);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
    expect(events).to.deep.equal(['initialized en-US']);
  });

  it('does not come for the language of the locale before the app asks for the spell checker', async () => {
    const ses = newSession();
    const events = collectDictionaryEvents(ses);
    await ses.cookies.get({}); // its Chromium runs
    expect(events).to.deep.equal([]);
    ses.setSpellCheckerDictionaryDownloadURL('http://127.0.0.1:1/');
    const [, language] = await nextEvent(ses, 'spellcheck-dictionary-download-begin');
    expect([language]).to.deep.equal(ses.getSpellCheckerLanguages());
  });
});

describe("ses event 'spellcheck-dictionary-download-success'", () => {
  it('comes for each language', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US'), [DE]: dictionary('de_DE') });
    const ses = newSession();
    const events = collectDictionaryEvents(ses);
    ses.setSpellCheckerDictionaryDownloadURL(`${origin}/dictionaries/`);
    ses.setSpellCheckerLanguages(['en-US', 'de']);
    await until('both dictionaries', () => events.filter((event) => event.startsWith('initialized')).length === 2);
    expect(events.filter((event) => event.startsWith('success'))).to.have.members(['success en-US', 'success de']);
  });

  it('comes for a dictionary behind a redirect', async () => {
    const { origin } = await serveDictionaries({
      [EN_US]: (_, response) => void response.writeHead(302, { location: '/dictionaries/other' }).end(),
      other: dictionary('en_US'),
    });
    await nextEvent(englishFrom(origin), 'spellcheck-dictionary-download-success');
  });

  it('comes anew for the next Chromium of an in-memory session, whose files are gone', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = englishFrom(origin, newSession());
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
    await endBrowser(ses);
    const again = nextEvent(ses, 'spellcheck-dictionary-download-success');
    await ses.cookies.get({});
    await again;
  });
});

describe("ses event 'spellcheck-dictionary-download-failure'", () => {
  const english = dictionary.bind(null, 'en_US');
  const changed = (at: number, value: number): Buffer => {
    const data = Buffer.from(english());
    data[at] = value;
    return data;
  };
  const CASES: [title: string, answer: () => Buffer | undefined][] = [
    ['that is not found', () => undefined],
    ['that is empty', () => Buffer.alloc(0)],
    ['that is a page', () => Buffer.from('<!doctype html><title>Log in</title>')],
    ['that is cut off', () => english().subarray(0, 100_000)],
    ['that ends within its header', () => english().subarray(0, 20)],
    ['whose content is damaged', () => changed(500_000, 7)],
    ['whose magic is wrong', () => changed(0, 0x62)],
    ['of an unknown version', () => changed(4, 9)],
    ['whose parts lie outside of it', () => changed(15, 0xff)],
  ];
  for (const [title, answer] of CASES) {
    it(`comes for a dictionary ${title}, and nothing of it is kept`, async () => {
      const data = answer();
      const server = await serveDictionaries(data ? { [EN_US]: data } : {});
      const ses = newSession('persist:');
      const events = collectDictionaryEvents(ses);
      englishFrom(server.origin, ses);
      await nextEvent(ses, 'spellcheck-dictionary-download-failure');
      expect(events).to.deep.equal(['begin en-US', 'failure en-US']);
      expect(() => readdirSync(folderOf(ses))).to.throw('ENOENT');
      expect(await ses.cookies.get({})).to.deep.equal([]); // Chromium is well
    });
  }

  it('comes for a server that ends in the middle', async () => {
    const { origin } = await serveDictionaries({
      [EN_US]: (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('BDic', () => response.destroy());
      },
    });
    await nextEvent(englishFrom(origin), 'spellcheck-dictionary-download-failure');
  });

  it('comes for a server that cannot be reached, and the next setting tries again', async () => {
    const ses = englishFrom('http://127.0.0.1:1');
    await nextEvent(ses, 'spellcheck-dictionary-download-failure');
    ses.setSpellCheckerLanguages(['en-US']);
    await nextEvent(ses, 'spellcheck-dictionary-download-failure');
  });

  it('comes when Chromium ends meanwhile', async () => {
    const server = await serveDictionaries({ [EN_US]: () => undefined });
    const ses = englishFrom(server.origin);
    const failed = nextEvent(ses, 'spellcheck-dictionary-download-failure');
    await until('the request', () => server.requests.length > 0);
    process.kill(browserPid(ses), 'SIGKILL');
    await failed;
  });
});

describe("ses event 'spellcheck-dictionary-initialized'", () => {
  it('comes with the start of a Chromium whose dictionary an earlier run has downloaded', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const home = newAppHome();
    const run = (before: string): Promise<unknown[]> =>
      outputWhenReady(
        `const ses = session.defaultSession;
         for (const event of ['download-begin', 'initialized'])
           ses.on('spellcheck-dictionary-' + event, (_, language) => print([event, language]));
         const initialized = new Promise((resolve) => ses.once('spellcheck-dictionary-initialized', resolve));
         ${before}
         await ses.cookies.get({});
         await initialized;`,
        { home },
      );
    const first = await run(
      `ses.setSpellCheckerDictionaryDownloadURL('${origin}/dictionaries/'); ses.setSpellCheckerLanguages(['en-US']);`,
    );
    expect(first).to.deep.equal([
      ['download-begin', 'en-US'],
      ['initialized', 'en-US'],
    ]);
    expect(await run('')).to.deep.equal([['initialized', 'en-US']]);
  });

  it('comes after a download that takes the place of a file that was damaged meanwhile', async () => {
    const server = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = englishFrom(server.origin);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
    await endBrowser(ses);
    writeFileSync(path.join(folderOf(ses), IN_FOLDER), 'BDic');
    const events = collectDictionaryEvents(ses);
    const warning = nextEvent<[Error & { code: string }]>(process, 'warning');
    const initialized = nextEvent(ses, 'spellcheck-dictionary-initialized');
    await ses.cookies.get({});
    await initialized;
    expect((await warning)[0].code).to.equal('VALENCE_DICTIONARY_DAMAGED');
    expect(events).to.deep.equal(['begin en-US', 'success en-US', 'initialized en-US']);
  });

  it('comes again for a language that was taken off the list', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const ses = englishFrom(origin);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
    ses.setSpellCheckerLanguages([]);
    await ses.cookies.get({});
    ses.setSpellCheckerLanguages(['en-US']);
    await nextEvent(ses, 'spellcheck-dictionary-initialized');
  });

  it('is of one session', async () => {
    const { origin } = await serveDictionaries({ [EN_US]: dictionary('en_US') });
    const other = newSession();
    const events = collectDictionaryEvents(other);
    await other.cookies.get({});
    await nextEvent(englishFrom(origin), 'spellcheck-dictionary-initialized');
    expect(events).to.deep.equal([]);
  });
});
