import { session } from 'electron';
import { expect } from 'chai';
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, printed, runApp, sourceWhenReady, spawnApp } from './lib/apps';
import { bytesOf, filesBelow } from './lib/files';
import { listen, LOCAL_HOST, sendPage, type LocalServer } from './lib/servers';
import { destroyWindow, endBrowser, newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const CACHEABLE = { 'cache-control': 'max-age=3600' };

/** Long enough to be worth a code cache: 2000 functions with the file's own name in them. */
const scriptText = (name: string): string =>
  Array.from({ length: 2000 }, (_, index) => `function ${name}${index}(a) { return a + ${index}; }`).join('\n');

/** A page with two scripts, `/body?<bytes>`, and an answer that takes 100 ms; all of it may be cached. */
const cacheablePages: Parameters<typeof listen>[0] = ({ url = '' }, response) => {
  const { pathname, search } = new URL(url, `http://${LOCAL_HOST}`);
  const script = /^\/(one|two)\.js$/.exec(pathname)?.[1];
  if (script) {
    response.writeHead(200, { ...CACHEABLE, 'content-type': 'text/javascript' }).end(scriptText(script));
  } else if (pathname === '/body') {
    response.writeHead(200, CACHEABLE).end('x'.repeat(Number(search.slice(1))));
  } else if (pathname === '/slow') {
    setTimeout(() => response.writeHead(200, CACHEABLE).end('slow'), 100);
  } else {
    const html = '<link rel="icon" href="data:,"><script src="/one.js"></script><script src="/two.js"></script>';
    sendPage(response, html, CACHEABLE);
  }
};

const requestsOf = ({ requests }: LocalServer, url: string): number =>
  requests.filter((request) => request.url === url).length;

async function openPage(ses: Electron.Session, url: string): Promise<Electron.WebContents> {
  const window = newWindow({ webPreferences: { session: ses } });
  await window.loadURL(url);
  return window.webContents;
}

/** Fetches in the page, to the last byte. */
const fetchIn = (page: Electron.WebContents, url: string): Promise<number> =>
  page.executeJavaScript(`fetch('${url}').then((response) => response.text()).then(({ length }) => length)`);

const profileOf = (ses: Electron.Session): string => path.join(ses.storagePath ?? '', 'Default');

/** The URLs of the scripts whose compiled code is kept there. */
const cachedScripts = (codeCache: string): string[] =>
  filesBelow(path.join(codeCache, 'js'))
    .filter((file) => /^[0-9a-f]{16}_0$/.test(path.basename(file)))
    .map((file) => /_key(\S+) \n/.exec(bytesOf(file))?.[1])
    .filter((url): url is string => url !== undefined)
    .sort();

/** Loads the page until Chromium keeps the compiled code of both scripts in `codeCache`: it does with the second load. */
async function compileScripts(ses: Electron.Session, server: LocalServer, codeCache: string): Promise<void> {
  const windows = [];
  // No third page: it would hand over code of its own, perhaps behind what the test does next.
  for (let load = 0; load < 2; load++) {
    const window = newWindow({ webPreferences: { session: ses } });
    windows.push(window);
    await window.loadURL(`${server.origin}/`);
  }
  // A page hands its code over some time after the load event: one that is closed before then keeps it to itself.
  await until(`compiled code in ${codeCache}`, () => cachedScripts(codeCache).length === 2);
  for (const window of windows) destroyWindow(window);
}

async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was expected to reject');
}

let server: LocalServer;
beforeEach(async () => {
  server = await listen(cacheablePages);
});

describe('ses.getCacheSize()', () => {
  it('is 0 for a session that was never used', async () => {
    expect(await newSession().getCacheSize()).to.equal(0);
  });

  it('counts the bytes of cached responses', async () => {
    const ses = newSession();
    const page = await openPage(ses, `${server.origin}/body?0`);
    await fetchIn(page, '/body?500000');
    const size = await until('cached body', async () => {
      const now = await ses.getCacheSize();
      return now > 500_000 ? now : 0;
    });
    expect(size).to.be.lessThan(510_000);
  });

  it('counts what an earlier run has cached, before the session is used', async () => {
    const ses = newSession('persist:');
    await fetchIn(await openPage(ses, server.origin), '/body?500000');
    await until('cached body', async () => (await ses.getCacheSize()) > 500_000);
    await endBrowser(ses);
    expect(await ses.getCacheSize()).to.be.greaterThan(500_000);
  });

  it('stays 0 with cache: false', async () => {
    const ses = newSession('', { cache: false });
    await fetchIn(await openPage(ses, server.origin), '/body?500000');
    expect(await ses.getCacheSize()).to.equal(0);
  });
});

describe('ses.clearCache()', () => {
  it('makes an open page ask the server again', async () => {
    const ses = newSession();
    const page = await openPage(ses, server.origin);
    await fetchIn(page, '/body?1000');
    await fetchIn(page, '/body?1000');
    expect(requestsOf(server, '/body?1000')).to.equal(1);
    await ses.clearCache();
    await fetchIn(page, '/body?1000');
    expect(requestsOf(server, '/body?1000')).to.equal(2);
  });

  it('lets responses be cached again', async () => {
    const ses = newSession();
    const page = await openPage(ses, server.origin);
    await fetchIn(page, '/body?1000');
    await ses.clearCache();
    await fetchIn(page, '/body?1000');
    await fetchIn(page, '/body?1000');
    expect(requestsOf(server, '/body?1000')).to.equal(2);
  });

  it('leaves a cache of 0 bytes', async () => {
    const ses = newSession();
    await fetchIn(await openPage(ses, server.origin), '/body?500000');
    await until('cached body', async () => (await ses.getCacheSize()) > 500_000);
    await ses.clearCache();
    expect(await ses.getCacheSize()).to.equal(0);
  });

  it('clears a persistent session that is not running', async () => {
    const ses = newSession('persist:');
    await fetchIn(await openPage(ses, server.origin), '/body?1000');
    await until('cached page', () => ses.getCacheSize());
    await endBrowser(ses);
    await ses.clearCache();
    expect(await ses.getCacheSize()).to.equal(0);
    await fetchIn(await openPage(ses, server.origin), '/body?1000');
    expect(requestsOf(server, '/body?1000')).to.equal(2);
  });

  it('leaves compiled code alone', async () => {
    const ses = newSession('persist:');
    const codeCache = path.join(profileOf(ses), 'Code Cache');
    await compileScripts(ses, server, codeCache);
    const scripts = cachedScripts(codeCache);
    await ses.clearCache();
    expect(cachedScripts(codeCache)).to.deep.equal(scripts);
  });

  it('leaves storage alone', async () => {
    const ses = newSession();
    const page = await openPage(ses, server.origin);
    await page.executeJavaScript("document.cookie = 'a=1'; localStorage.setItem('a', '1')");
    await ses.clearCache();
    expect(await page.executeJavaScript('document.cookie + localStorage.length')).to.equal('a=11');
  });

  it('does not disturb requests that are under way', async () => {
    const ses = newSession();
    const page = await openPage(ses, server.origin);
    const lengths = page.executeJavaScript(`(async () => {
      const lengths = [];
      for (let round = 0; round < 20; round++) {
        const bodies = Array.from({ length: 20 }, async (_, index) => {
          const response = await fetch('/body?' + (1000 + index * 3000));
          return (await response.text()).length - index * 3000;
        });
        lengths.push(...await Promise.all(bodies));
      }
      return lengths;
    })()`) as Promise<number[]>;
    const state = { done: false };
    void lengths.finally(() => (state.done = true));
    while (!state.done) await ses.clearCache();
    expect(new Set(await lengths)).to.deep.equal(new Set([1000]));
  });

  it('resolves for a session that was never used', async () => {
    await newSession().clearCache();
  });
});

describe('session.fromPartition(partition[, options]) with cache: false', () => {
  it('asks the server for each of several requests at the same time', async () => {
    const page = await openPage(newSession('', { cache: false }), server.origin);
    await page.executeJavaScript(
      "Promise.all([1, 2, 3].map(() => fetch('/slow').then((r) => r.text()))).then(() => 0)",
    );
    expect(requestsOf(server, '/slow')).to.equal(3);
  });

  it('writes no responses to disk', async () => {
    const ses = newSession('persist:', { cache: false });
    await fetchIn(await openPage(ses, server.origin), '/body?500000');
    expect(existsSync(path.join(profileOf(ses), 'Cache'))).to.equal(false);
  });
});

describe('ses.clearCodeCaches(options)', () => {
  let ses: Electron.Session;
  let codeCache: string;
  beforeEach(async () => {
    ses = newSession('persist:');
    codeCache = path.join(profileOf(ses), 'Code Cache');
  });

  it('removes all compiled code without urls', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({});
    expect(cachedScripts(codeCache)).to.deep.equal([]);
  });

  it('removes all compiled code for an empty list', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({ urls: [] });
    expect(cachedScripts(codeCache)).to.deep.equal([]);
  });

  it('removes the code of the urls only', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({ urls: [`${server.origin}/one.js`] });
    expect(cachedScripts(codeCache)).to.deep.equal([`${server.origin}/two.js`]);
  });

  it('takes urls with a fragment', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({ urls: [`${server.origin}/two.js#top`] });
    expect(cachedScripts(codeCache)).to.deep.equal([`${server.origin}/one.js`]);
  });

  it('removes nothing for urls that have no code', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({ urls: [`${server.origin}/three.js`] });
    expect(cachedScripts(codeCache).length).to.equal(2);
  });

  it('lets the running session compile and keep code again', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({});
    await compileScripts(ses, server, codeCache);
  });

  it('leaves the HTTP cache alone', async () => {
    await compileScripts(ses, server, codeCache);
    await ses.clearCodeCaches({});
    await openPage(ses, `${server.origin}/`);
    expect(requestsOf(server, '/one.js')).to.equal(1);
  });

  it('resolves for a session that was never used', async () => {
    await newSession().clearCodeCaches({});
    await ses.clearCodeCaches({ urls: ['https://example.com/a.js'] });
  });

  it('rejects urls that are no array of URLs', async () => {
    for (const urls of ['https://example.com/', [1], ['example.js']]) {
      const error = await rejectionOf(ses.clearCodeCaches({ urls: urls as string[] }));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include('options.urls must be an array of URLs');
    }
  });

  it('rejects options that are no object', async () => {
    const error = await rejectionOf(ses.clearCodeCaches('all' as Electron.ClearCodeCachesOptions));
    expect(error).to.be.instanceOf(TypeError);
  });
});

describe('ses.setCodeCachePath(path)', () => {
  it('keeps compiled code there, in a directory that it makes', async () => {
    const ses = newSession('persist:');
    const directory = path.join(tempDir(), 'deep', 'code');
    ses.setCodeCachePath(directory);
    await compileScripts(ses, server, directory);
  });

  it('works for an in-memory session', async () => {
    const ses = newSession();
    const directory = tempDir();
    ses.setCodeCachePath(directory);
    await compileScripts(ses, server, directory);
  });

  it('works for a session that is running', async () => {
    const ses = newSession('persist:');
    await compileScripts(ses, server, path.join(profileOf(ses), 'Code Cache'));
    const directory = tempDir();
    ses.setCodeCachePath(directory);
    await compileScripts(ses, server, directory);
  });

  it('may be changed', async () => {
    const ses = newSession('persist:');
    const [first, second] = [tempDir(), tempDir()];
    ses.setCodeCachePath(first);
    await compileScripts(ses, server, first);
    ses.setCodeCachePath(second);
    await compileScripts(ses, server, second);
  });

  it('lets clearCodeCaches() clear it', async () => {
    const ses = newSession('persist:');
    const directory = tempDir();
    ses.setCodeCachePath(directory);
    await compileScripts(ses, server, directory);
    await ses.clearCodeCaches({});
    expect(cachedScripts(directory)).to.deep.equal([]);
  });

  it('finds the code again after a restart', async () => {
    const ses = newSession('persist:');
    const directory = tempDir();
    ses.setCodeCachePath(directory);
    await compileScripts(ses, server, directory);
    await endBrowser(ses);
    await openPage(ses, `${server.origin}/`);
    expect(realpathSync(path.join(profileOf(ses), 'Code Cache'))).to.equal(realpathSync(directory));
    expect(cachedScripts(directory).length).to.equal(2);
  });

  it('holds for one run of the app', async () => {
    const home = newAppHome();
    const directory = tempDir();
    const visit = (before: string): string =>
      sourceWhenReady(`
        const ses = session.fromPartition('persist:code');
        ${before}
        const win = new BrowserWindow({ webPreferences: { session: ses } });
        await win.loadURL(${JSON.stringify(server.origin)});
        print({ profile: ses.storagePath + '/Default' });
      `);
    const first = await spawnApp(visit(`ses.setCodeCachePath(${JSON.stringify(directory)});`), { home }).exited;
    const [{ profile }] = printed(first) as [{ profile: string }];
    expect(lstatSync(path.join(profile, 'Code Cache')).isSymbolicLink()).to.equal(true);
    await spawnApp(visit(''), { home }).exited;
    expect(lstatSync(path.join(profile, 'Code Cache')).isDirectory()).to.equal(true);
  });

  it('leaves the directory alone when an in-memory session ends', async () => {
    const directory = tempDir();
    writeFileSync(path.join(directory, 'kept'), '');
    await runApp(
      sourceWhenReady(`
        const ses = session.fromPartition('code');
        ses.setCodeCachePath(${JSON.stringify(directory)});
        await new BrowserWindow({ webPreferences: { session: ses } }).loadURL(${JSON.stringify(server.origin)});
      `),
    );
    expect(readdirSync(directory)).to.include('kept');
  });

  it('goes without a code cache if the directory cannot be made', async () => {
    const ses = newSession('persist:');
    const file = path.join(tempDir(), 'file');
    writeFileSync(file, '');
    ses.setCodeCachePath(path.join(file, 'code'));
    const page = await openPage(ses, `${server.origin}/`);
    expect(await page.executeJavaScript('one1(1)')).to.equal(2);
  });

  it('throws for a path that is not absolute', () => {
    const ses = newSession();
    for (const wrong of ['', 'code', './code', undefined, 1]) {
      expect(() => ses.setCodeCachePath(wrong as string)).to.throw(
        TypeError,
        'Absolute path must be provided to store code cache.',
      );
    }
  });

  it('takes the session’s own directory for what it is', async () => {
    const ses = session.fromPath(path.join(tempDir(), 'profile'));
    const codeCache = path.join(profileOf(ses), 'Code Cache');
    mkdirSync(codeCache, { recursive: true });
    ses.setCodeCachePath(codeCache);
    await compileScripts(ses, server, codeCache);
    expect(lstatSync(codeCache).isSymbolicLink()).to.equal(false);
    await endBrowser(ses);
  });
});
