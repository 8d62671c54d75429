// What each switch that a session's Chromium is started with does, as far as it can be seen within seconds.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { childrenWith, commandLineOf } from '../lib/processes';
import { openRawPage, startRawBrowser, type RawBrowser } from '../lib/raw-browser';
import { listen, listenSecurely, LOCALHOST_CERTIFICATE, sendPage } from '../lib/servers';
import { browserPid, newSession } from '../lib/sessions';
import { helperFolder } from '../lib/helper-folder';
import { tempDir } from '../lib/temp';
import { until } from '../lib/until';

/** Switches that a spec of this folder or of the session API would miss; and those whose effect no spec can see. */
const SPECIFIED = [
  // spec/web-request-web-socket.spec.ts
  'allowlisted-extension-id',
  'allow-pre-commit-input',
  // spec/file-pages.spec.ts
  'allow-file-access-from-files',
  // display-media.spec.ts
  'auto-reject-capture',
  'blink-settings',
  // quiet-app.spec.ts
  'component-updater',
  'disable-blink-features',
  'disable-features',
  'disable-gpu',
  'disable-popup-blocking',
  'disk-cache-dir',
  'enable-aggressive-domstorage-flushing',
  'enable-features',
  'enable-unsafe-extension-debugging',
  'gaia-url',
  'host-resolver-rules',
  'ignore-certificate-errors-spki-list',
  'ip-address-space-overrides',
  'no-pings',
  'no-sandbox',
  'no-startup-window',
  'ozone-override-screen-size',
  'ozone-platform',
  'password-store',
  'remote-debugging-pipe',
  'user-agent',
  'user-data-dir',
];
/** Requests and dialogs that Chromium would make after a minute, or only for a person. */
const UNSEEN = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'no-default-browser-check',
  'no-first-run',
];

async function evaluate(browser: RawBrowser, sessionId: string, expression: string): Promise<unknown> {
  const params = { expression, awaitPromise: true, returnByValue: true };
  const { result } = await browser.send('Runtime.evaluate', params, sessionId);
  return (result as { value?: unknown }).value;
}

/** Loads a page and waits for it. */
async function load(browser: RawBrowser, url: string): Promise<string> {
  const { sessionId } = await openRawPage(browser);
  await browser.send('Page.navigate', { url }, sessionId);
  // The load event may be that of the blank page before it.
  const isLoaded = "location.href !== 'about:blank' && document.readyState === 'complete'";
  await until('the page', () => evaluate(browser, sessionId, isLoaded).catch(() => false));
  return sessionId;
}

/** Everything in the files below a directory. */
const contentOf = (directory: string): string =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('');

describe('chromium-surfaces: command line', () => {
  it('every switch of a session is specified, or said to have no effect that a spec can see', async () => {
    const ses = newSession();
    await ses.cookies.get({});
    const nameOf = (argument: string): string => argument.replace(/^--/, '').replace(/=[^]*$/, '');
    // The switches of an app go to Chromium, too: here those of the spec runner.
    const known = new Set([...SPECIFIED, ...UNSEEN, ...process.argv.map(nameOf)]);
    const used = commandLineOf(browserPid(ses)).slice(1).map(nameOf);
    expect(used.filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it('--no-startup-window opens no page', async () => {
    const { targetInfos } = await startRawBrowser().send('Target.getTargets');
    expect((targetInfos as { type: string }[]).filter(({ type }) => type === 'page')).to.deep.equal([]);
  });

  it('--user-data-dir is where the profile is', async () => {
    const browser = startRawBrowser();
    await browser.send('Storage.getCookies');
    // Written by a thread of its own.
    const files = ['Default', 'Local State'];
    await until('its files', () => files.every((name) => existsSync(path.join(browser.userDataDir, name))));
  });

  it('--user-agent is what pages send and say', async () => {
    const browser = startRawBrowser(['--user-agent=Surface/1.0 (spec)']);
    const server = await listen();
    const sessionId = await load(browser, server.origin);
    const said = await evaluate(browser, sessionId, 'navigator.userAgent');
    expect([server.requests[0]?.headers['user-agent'], said]).to.deep.equal([
      'Surface/1.0 (spec)',
      'Surface/1.0 (spec)',
    ]);
  });

  it('--accept-lang is what pages send and say', async () => {
    const browser = startRawBrowser(['--accept-lang=de-AT,fr']);
    const server = await listen();
    const sessionId = await load(browser, server.origin);
    const said = await evaluate(browser, sessionId, 'navigator.languages.join()');
    expect([server.requests[0]?.headers['accept-language']?.slice(0, 5), said]).to.deep.equal(['de-AT', 'de-AT,fr']);
  });

  it('--host-resolver-rules=MAP … ~NOTFOUND keeps names from the resolver', async () => {
    const server = await listen();
    const errorWith = async (args: string[]): Promise<unknown> => {
      const browser = startRawBrowser(args);
      const { sessionId } = await openRawPage(browser);
      const { errorText } = await browser.send(
        'Page.navigate',
        { url: `http://name.localhost:${server.port}/` },
        sessionId,
      );
      return errorText;
    };
    expect(await errorWith([])).to.equal(undefined);
    expect(await errorWith(['--host-resolver-rules=MAP *.localhost ~NOTFOUND'])).to.equal('net::ERR_NAME_NOT_RESOLVED');
  });

  it('--host-resolver-rules=MAP … 127.0.0.1 leads names below localhost to no other address', async () => {
    const server = await listen('<title>mapped</title>');
    const browser = startRawBrowser(['--host-resolver-rules=MAP *.mapped.localhost 127.0.0.1']);
    const sessionId = await load(browser, `http://name.mapped.localhost:${server.port}/`);
    expect(await evaluate(browser, sessionId, 'document.title')).to.equal('mapped');
    expect(server.requests.map(({ socket }) => socket.remoteAddress)).to.include('127.0.0.1');
  });

  it('--ignore-certificate-errors-spki-list trusts the certificate with this key, and no other', async () => {
    const server = await listenSecurely();
    const errorWith = async (hash: string): Promise<unknown> => {
      const browser = startRawBrowser([`--ignore-certificate-errors-spki-list=${hash}`]);
      const { sessionId } = await openRawPage(browser);
      const params = { url: `https://name.localhost:${server.port}/` };
      return (await browser.send('Page.navigate', params, sessionId))['errorText'];
    };
    const key = new X509Certificate(readFileSync(LOCALHOST_CERTIFICATE)).publicKey;
    const hash = createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('base64');
    expect(await errorWith(hash)).to.equal(undefined);
    const documents = (): string[] => server.requests.flatMap(({ url }) => (url === '/' ? [url] : []));
    expect(documents()).to.have.length(1);
    expect(await errorWith(createHash('sha256').digest('base64'))).to.match(/^net::ERR_CERT_/);
    expect(documents()).to.have.length(1);
  });

  it('--no-pings sends no ping for a link', async () => {
    const followLink = async (args: string[]): Promise<() => boolean> => {
      const browser = startRawBrowser(args);
      const server = await listen((_, response) => sendPage(response, '<a href="/next" ping="/ping">next</a>'));
      const sessionId = await load(browser, server.origin);
      await evaluate(browser, sessionId, "document.querySelector('a').click()");
      const isLoaded = "location.pathname === '/next' && document.readyState === 'complete'";
      await until('the next page', () => evaluate(browser, sessionId, isLoaded).catch(() => false));
      // Sent later than the ping.
      await evaluate(browser, sessionId, "fetch('/last')");
      return () => server.requests.some(({ url }) => url === '/ping');
    };
    // It has a connection of its own, which the server may hear of later.
    await until('the ping', await followLink([]));
    expect((await followLink(['--no-pings']))()).to.equal(false);
  });

  it('--password-store=basic encrypts cookies with a key of the profile', async () => {
    const browser = startRawBrowser(['--password-store=basic']);
    const { sessionId } = await openRawPage(browser);
    const cookie = {
      name: 'named',
      value: 'cleartext',
      url: 'https://surface.test/',
      expires: Date.now() / 1000 + 3600,
    };
    await browser.send('Storage.setCookies', { cookies: [cookie] });
    await browser.send(
      'Storage.clearDataForOrigin',
      { origin: 'https://flush.invalid', storageTypes: 'cookies' },
      sessionId,
    );
    const database = readFileSync(path.join(browser.userDataDir, 'Default', 'Cookies'), 'latin1');
    expect([database.includes('named'), database.includes('v10'), database.includes('cleartext')]).to.deep.equal([
      true,
      true,
      false,
    ]);
  });

  it('--enable-unsafe-extension-debugging opens the Extensions domain', async () => {
    const folder = helperFolder();
    const { id } = await startRawBrowser(['--enable-unsafe-extension-debugging']).send('Extensions.loadUnpacked', {
      path: folder,
    });
    expect(id).to.match(/^[a-p]{32}$/);
  });

  it('--allow-pre-commit-input delivers a click to a page that has painted nothing yet', async () => {
    const browser = startRawBrowser(['--allow-pre-commit-input']);
    const { sessionId } = await openRawPage(browser);
    await evaluate(browser, sessionId, "{ addEventListener('mousedown', () => (document.title = 'clicked')); }");
    const at = { x: 50, y: 50, button: 'left', clickCount: 1 };
    await browser.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at }, sessionId);
    await until('the click', async () => (await evaluate(browser, sessionId, 'document.title')) === 'clicked');
  });

  it('--enable-aggressive-domstorage-flushing writes localStorage within seconds', async () => {
    const browser = startRawBrowser(['--enable-aggressive-domstorage-flushing']);
    const server = await listen();
    const sessionId = await load(browser, server.origin);
    const directory = path.join(browser.userDataDir, 'Default', 'Local Storage', 'leveldb');
    // Without it the first is written after five seconds, and a minute is kept between one and the next.
    for (const value of ['written-soon', 'written-next']) {
      await evaluate(browser, sessionId, `localStorage.setItem('surface', '${value}')`);
      await until('the value on disk', () => contentOf(directory).includes(value));
    }
  });

  it('--blink-settings=allowScriptsToCloseWindows=true lets a page close its window', async () => {
    const browser = startRawBrowser(['--blink-settings=allowScriptsToCloseWindows=true']);
    await browser.send('Target.setDiscoverTargets', { discover: true });
    const sessionId = await load(browser, (await listen()).origin);
    const gone = browser.next('Target.targetDestroyed');
    await evaluate(browser, sessionId, 'setTimeout(() => close()); null');
    await gone;
  });

  it('--blink-settings=logDnsPrefetchAndPreconnect=true logs the hints of a page', async () => {
    const browser = startRawBrowser(['--blink-settings=logDnsPrefetchAndPreconnect=true']);
    const sessionId = await load(browser, (await listen()).origin);
    const texts: string[] = [];
    browser.onEvent('Log.entryAdded', (params) => {
      texts.push((params as { entry: { text: string } }).entry.text);
    });
    await browser.send('Log.enable', {}, sessionId);
    const hint = '<link rel="preconnect" href="https://hinted.test" crossorigin>';
    await evaluate(browser, sessionId, `document.head.innerHTML = ${JSON.stringify(hint)}`);
    await browser.send('Log.enable', {}, sessionId);
    expect(texts).to.deep.equal([
      'Preconnect triggered for https://hinted.test/',
      'Preconnect CORS setting is anonymous',
    ]);
  });

  it('--disable-popup-blocking lets a script open a window without a gesture', async () => {
    const openedWith = async (args: string[]): Promise<unknown> => {
      const browser = startRawBrowser(args);
      const sessionId = await load(browser, (await listen()).origin);
      return evaluate(browser, sessionId, "open('about:blank') !== null");
    };
    expect([await openedWith([]), await openedWith(['--disable-popup-blocking'])]).to.deep.equal([false, true]);
  });

  it('--disable-gpu paints in software', async () => {
    const { gpu } = await startRawBrowser().send('SystemInfo.getInfo');
    const { featureStatus } = gpu as { featureStatus: Record<string, string> };
    expect(featureStatus['gpu_compositing']).to.equal('disabled_software');
  });

  it('--disable-features=DestroyProfileOnBrowserClose keeps the profile when the last window closes', async () => {
    const browser = startRawBrowser(['--disable-features=DestroyProfileOnBrowserClose']);
    await browser.send('Target.setDiscoverTargets', { discover: true });
    const { targetId } = await openRawPage(browser);
    const cookie = { name: 'a', value: '1', url: 'https://surface.test/', expires: Date.now() / 1000 + 3600 };
    await browser.send('Storage.setCookies', { cookies: [cookie] });
    const gone = browser.next('Target.targetDestroyed');
    await browser.send('Target.closeTarget', { targetId });
    await gone;
    const { cookies } = await browser.send('Storage.getCookies');
    expect(cookies).to.have.nested.property('[0].name', 'a');
  });

  it('the preference session.restore_on_startup keeps session cookies when the last window closes', async () => {
    const closeLastWindow = async (preferences: object): Promise<() => Promise<number>> => {
      const directory = tempDir();
      mkdirSync(path.join(directory, 'Default'));
      writeFileSync(path.join(directory, 'Default', 'Preferences'), JSON.stringify(preferences));
      const browser = startRawBrowser([], directory);
      await browser.send('Target.setDiscoverTargets', { discover: true });
      const { targetId } = await openRawPage(browser);
      await browser.send('Storage.setCookies', { cookies: [{ name: 'a', value: '1', url: 'https://surface.test/' }] });
      const gone = browser.next('Target.targetDestroyed');
      await browser.send('Target.closeTarget', { targetId });
      await gone;
      // What belongs to the last window has ended when there is another one.
      await openRawPage(browser);
      return async () => ((await browser.send('Storage.getCookies'))['cookies'] as unknown[]).length;
    };
    // Chromium removes them on a way of its own.
    const left = await closeLastWindow({});
    await until('no cookie', async () => (await left()) === 0);
    expect(await (await closeLastWindow({ session: { restore_on_startup: 1 } }))()).to.equal(1);
  });

  it('--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup makes no hidden pages for the address bar', async () => {
    const browser = startRawBrowser();
    await openRawPage(browser);
    const { targetInfos } = await browser.send('Target.getTargets', { filter: [{}] });
    const urls = (targetInfos as { url: string }[]).map(({ url }) => url);
    expect(urls.filter((url) => url.includes('omnibox'))).to.deep.equal([]);
  });

  it('--enable-features=NetworkServiceInProcess2 leaves no process of the network service', async () => {
    const hasProcess = async (args: string[]): Promise<boolean> => {
      const browser = startRawBrowser(args);
      const sessionId = await load(browser, (await listen()).origin);
      expect(await evaluate(browser, sessionId, "fetch('/').then(({ ok }) => ok)")).to.equal(true);
      return childrenWith(browser.pid, 'network.mojom.NetworkService').length > 0;
    };
    expect([
      await hasProcess(['--disable-features=NetworkServiceInProcess2']),
      await hasProcess(['--enable-features=NetworkServiceInProcess2']),
    ]).to.deep.equal([true, false]);
  });

  it('--ozone-platform=headless needs no display', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const frame = "new Promise((resolve) => requestAnimationFrame(() => resolve('painted')))";
    expect(await evaluate(browser, sessionId, frame)).to.equal('painted');
  });

  // Nobody but root is refused.
  if (process.getuid?.() === 0) {
    it('--no-sandbox is what root needs', () => {
      const { path: executable } = process._linkedBinding('electron_common_chromium').locate();
      const { status, stderr } = spawnSync(executable, ['--headless', `--user-data-dir=${tempDir()}`], {
        encoding: 'utf8',
      });
      expect(status).to.equal(1);
      expect(stderr).to.include('--no-sandbox');
    });
  }
});
