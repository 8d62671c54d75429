// DevTools commands and events that lib/browser relies on beyond what their documentation says.
import { expect } from 'chai';
import { openRawPage, startRawBrowser, type RawBrowser } from '../lib/raw-browser';
import { listenBytes } from '../lib/raw-server';
import { closedPort, listen } from '../lib/servers';
import { helperFolder } from '../lib/helper-folder';
import { until } from '../lib/until';

async function evaluate(
  browser: RawBrowser,
  sessionId: string,
  expression: string,
  options: object = {},
): Promise<unknown> {
  const params = { expression, awaitPromise: true, returnByValue: true, ...options };
  const { result } = await browser.send('Runtime.evaluate', params, sessionId);
  return (result as { value?: unknown }).value;
}

/** A page with its events on. */
async function openPage(browser: RawBrowser, url = 'about:blank'): Promise<{ targetId: string; sessionId: string }> {
  const page = await openRawPage(browser, url);
  await browser.send('Page.enable', {}, page.sessionId);
  await browser.send('Runtime.enable', {}, page.sessionId);
  return page;
}

async function load(browser: RawBrowser, sessionId: string, url: string): Promise<Record<string, unknown>> {
  const page = "document.readyState === 'complete' && performance.timeOrigin";
  const before = await evaluate(browser, sessionId, 'performance.timeOrigin');
  const answer = await browser.send('Page.navigate', { url }, sessionId);
  // The load event may be that of the blank page before it. A load that fails ends on an error page.
  const isLoaded = (now: unknown): boolean => typeof now === 'number' && now !== before;
  await until('the page', async () => isLoaded(await evaluate(browser, sessionId, page).catch(() => false)));
  return answer;
}

describe('chromium-surfaces: cookies', () => {
  const stored = async (cookie: object): Promise<Record<string, unknown>> => {
    const browser = startRawBrowser();
    await browser.send('Storage.setCookies', { cookies: [{ name: 'a', value: '1', ...cookie }] });
    const { cookies } = await browser.send('Storage.getCookies');
    return (cookies as Record<string, unknown>[])[0] ?? {};
  };

  it('Storage.setCookies makes every cookie of an https URL secure', async () => {
    expect(await stored({ url: 'https://surface.test/', secure: false })).to.include({ secure: true });
  });

  it('Storage.setCookies takes the scheme of a cookie apart from its URL', async () => {
    const cookie = await stored({ url: 'http://surface.test/', sourceScheme: 'Secure', sourcePort: 443 });
    expect(cookie).to.include({ secure: false, sourceScheme: 'Secure', sourcePort: 443 });
  });

  it('Storage.setCookies and Storage.getCookies know partitions', async () => {
    const partitionKey = { topLevelSite: 'https://top.test', hasCrossSiteAncestor: true };
    const cookie = await stored({ url: 'https://surface.test/', secure: true, sameSite: 'None', partitionKey });
    expect(cookie['partitionKey']).to.deep.equal(partitionKey);
  });

  it('Storage.setCookies refuses all cookies of a call for a bad one', async () => {
    const browser = startRawBrowser();
    const good = { name: 'good', value: '1', url: 'https://surface.test/' };
    const message = await browser.send('Storage.setCookies', { cookies: [good, { ...good, name: 'bad;' }] }).then(
      () => 'stored',
      (error: unknown) => (error as Error).message,
    );
    expect([message, (await browser.send('Storage.getCookies'))['cookies']]).to.deep.equal([
      'Invalid cookie fields',
      [],
    ]);
  });

  it('Network.deleteCookies removes a cookie of a partition on a page session', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openPage(browser);
    const partitionKey = { topLevelSite: 'https://top.test', hasCrossSiteAncestor: true };
    const cookie = {
      name: 'a',
      value: '1',
      url: 'https://surface.test/',
      secure: true,
      sameSite: 'None',
      partitionKey,
    };
    await browser.send('Storage.setCookies', { cookies: [cookie] });
    await browser.send(
      'Network.deleteCookies',
      { name: 'a', domain: 'surface.test', path: '/', partitionKey },
      sessionId,
    );
    expect((await browser.send('Storage.getCookies'))['cookies']).to.deep.equal([]);
  });
});

describe('chromium-surfaces: navigation', () => {
  it('Page.navigate answers with the network error', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openPage(browser);
    const { errorText } = await browser.send(
      'Page.navigate',
      { url: `http://127.0.0.1:${await closedPort()}/` },
      sessionId,
    );
    expect(errorText).to.equal('net::ERR_CONNECTION_REFUSED');
  });

  it('Page.navigate has no loaderId for a navigation within the document', async () => {
    const browser = startRawBrowser();
    const server = await listen();
    const { sessionId } = await openPage(browser);
    const { loaderId } = await load(browser, sessionId, `${server.origin}/`);
    const within = await browser.send('Page.navigate', { url: `${server.origin}/#part` }, sessionId);
    expect([typeof loaderId, within['loaderId']]).to.deep.equal(['string', undefined]);
  });

  it('Page.navigate tells of a download', async () => {
    const browser = startRawBrowser();
    const server = await listen((_, response) =>
      response.writeHead(200, { 'content-disposition': 'attachment; filename=a' }).end('a'),
    );
    const { sessionId } = await openPage(browser);
    const { isDownload } = await browser.send('Page.navigate', { url: server.origin }, sessionId);
    expect(isDownload).to.equal(true);
  });

  it('an error page tells its URL with frameNavigated and its code in loadTimeDataRaw', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openPage(browser);
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const navigated = browser.next('Page.frameNavigated');
    await evaluate(browser, sessionId, `{ location.href = '${url}'; }`);
    const { frame } = await navigated;
    const code = await until('its code', () => evaluate(browser, sessionId, 'globalThis.loadTimeDataRaw?.errorCode'));
    expect([(frame as { unreachableUrl?: string }).unreachableUrl, code]).to.deep.equal([
      url,
      'ERR_CONNECTION_REFUSED',
    ]);
  });

  it('the log says why a document broke off before its frame stops loading, which has no load event', async () => {
    const browser = startRawBrowser();
    const origin = await listenBytes({
      '/': 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\nbegins',
    });
    const { sessionId } = await openPage(browser);
    await browser.send('Log.enable', {}, sessionId);
    const seen: string[] = [];
    void browser.next('Page.loadEventFired').then(() => seen.push('load'));
    const logged = browser.next('Log.entryAdded').then(({ entry }) => (seen.push('log'), entry));
    const stopped = browser.next('Page.frameStoppedLoading').then(() => seen.push('stopped'));
    const { loaderId } = await browser.send('Page.navigate', { url: `${origin}/` }, sessionId);
    expect(await logged).to.include({
      source: 'network',
      networkRequestId: loaderId,
      text: 'Failed to load resource: net::ERR_CONTENT_LENGTH_MISMATCH',
    });
    await stopped;
    expect(seen).to.deep.equal(['log', 'stopped']);
  });

  it('the history can be read, walked and reset', async () => {
    const browser = startRawBrowser(['--disable-features=BackForwardCache']);
    const server = await listen();
    const { sessionId } = await openPage(browser);
    for (const name of ['one', 'two']) await load(browser, sessionId, `${server.origin}/${name}`);
    const read = async (): Promise<{ currentIndex: number; entries: { id: number; url: string }[] }> =>
      (await browser.send('Page.getNavigationHistory', {}, sessionId)) as never;
    const before = await read();
    const loaded = browser.next('Page.loadEventFired');
    await browser.send(
      'Page.navigateToHistoryEntry',
      { entryId: before.entries[before.currentIndex - 1]?.id },
      sessionId,
    );
    await loaded;
    await until('the step back', async () => (await read()).currentIndex === before.currentIndex - 1);
    await browser.send('Page.resetNavigationHistory', {}, sessionId);
    const { currentIndex, entries } = await read();
    expect([currentIndex, entries.map(({ url }) => url)]).to.deep.equal([0, [`${server.origin}/one`]]);
  });

  it('frames tell what they do: attached, navigating, navigated, stopped', async () => {
    const browser = startRawBrowser();
    const server = await listen();
    const { sessionId } = await openPage(browser);
    await load(browser, sessionId, server.origin);
    const events = ['frameAttached', 'frameStartedNavigating', 'frameNavigated', 'frameStoppedLoading'];
    const seen = Promise.all(events.map((name) => browser.next(`Page.${name}`)));
    const frame = "document.body.append(Object.assign(document.createElement('iframe'), { src: '/frame' }))";
    await evaluate(browser, sessionId, `{ ${frame}; }`);
    expect((await seen)[1]).to.include({ url: `${server.origin}/frame`, navigationType: 'differentDocument' });
  });

  it('an iframe of another site is a target of its own, held until it is told to run', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openPage(browser);
    await browser.send(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
      sessionId,
    );
    const inner = await listen('<title>inner</title>');
    const outer = await listen(`<iframe src="http://localhost:${inner.port}/"></iframe>`);
    const attached = browser.next('Target.attachedToTarget');
    await browser.send('Page.navigate', { url: outer.origin }, sessionId);
    const { targetInfo, waitingForDebugger } = await attached;
    expect([targetInfo, waitingForDebugger]).to.deep.include(true).and.to.have.nested.property('[0].type', 'iframe');
  });
});

describe('chromium-surfaces: pages', () => {
  it('Page.close asks the page, and Page.handleJavaScriptDialog answers for it', async () => {
    const browser = startRawBrowser();
    await browser.send('Target.setDiscoverTargets', { discover: true });
    const { sessionId } = await openPage(browser, 'data:text/html,<p>stays');
    const stay = "addEventListener('beforeunload', (event) => event.preventDefault())";
    await evaluate(browser, sessionId, stay, { userGesture: true });
    const asked = browser.next('Page.javascriptDialogOpening');
    await browser.send('Page.close', {}, sessionId);
    const { type } = await asked;
    const gone = browser.next('Target.targetDestroyed');
    await browser.send('Page.handleJavaScriptDialog', { accept: true }, sessionId);
    await gone;
    expect(type).to.equal('beforeunload');
  });

  it('Page.windowOpen comes before the new page attaches, which names its opener', async () => {
    const browser = startRawBrowser(['--disable-popup-blocking']);
    await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    const server = await listen();
    const { targetId, sessionId } = await openPage(browser);
    await load(browser, sessionId, server.origin);
    const order: string[] = [];
    const opened = browser.next('Page.windowOpen').then((event) => (order.push('windowOpen'), event));
    const attached = browser.next('Target.attachedToTarget').then((event) => (order.push('attached'), event));
    // Answered when the new page has run, which nobody lets it here.
    void evaluate(browser, sessionId, "void open('/popup', 'named', 'width=300,height=200')");
    const [{ url, windowName }, { targetInfo }] = await Promise.all([opened, attached]);
    expect([order, url, windowName, (targetInfo as { openerId?: string }).openerId]).to.deep.equal([
      ['windowOpen', 'attached'],
      `${server.origin}/popup`,
      'named',
      targetId,
    ]);
  });

  it('Page.crash is told with Target.targetCrashed: status and exit code', async () => {
    const browser = startRawBrowser();
    await browser.send('Target.setDiscoverTargets', { discover: true });
    const { targetId, sessionId } = await openPage(browser);
    const crashed = browser.next('Target.targetCrashed');
    void browser.send('Page.crash', {}, sessionId);
    const { status, errorCode, ...rest } = await crashed;
    expect([status, Number(errorCode) > 0, rest['targetId']]).to.deep.equal(['crashed', true, targetId]);
  });

  it('Page.printToPDF gives bytes', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openPage(browser, 'data:text/html,<p>paper');
    const { data } = await browser.send('Page.printToPDF', {}, sessionId);
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data as Uint8Array);
    expect(bytes.subarray(0, 5).toString()).to.equal('%PDF-');
  });

  it('Browser.setContentsSize sets the size of the page, not of the window', async () => {
    const browser = startRawBrowser();
    const { targetId, sessionId } = await openPage(browser);
    const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
    await browser.send('Browser.setContentsSize', { windowId, width: 432, height: 321 });
    const size = async (): Promise<unknown> => evaluate(browser, sessionId, "[innerWidth, innerHeight].join('x')");
    await until('the size', async () => (await size()) === '432x321');
  });

  it('Emulation.setUserAgentOverride acts on headers and navigator, languages included', async () => {
    const browser = startRawBrowser();
    const server = await listen();
    const { sessionId } = await openPage(browser);
    const override = { userAgent: 'Override/1.0', acceptLanguage: 'de-AT,fr' };
    await browser.send('Emulation.setUserAgentOverride', override, sessionId);
    await load(browser, sessionId, server.origin);
    const said = await evaluate(browser, sessionId, '[navigator.userAgent, ...navigator.languages]');
    const { 'user-agent': userAgent, 'accept-language': languages } = server.requests[0]?.headers ?? {};
    expect([said, userAgent, languages?.slice(0, 5)]).to.deep.equal([
      ['Override/1.0', 'de-AT', 'fr'],
      'Override/1.0',
      'de-AT',
    ]);
  });
});

describe('chromium-surfaces: helper extension', () => {
  it('is loaded, its worker attaches before its first script, and it tells of cookies through a binding', async () => {
    const browser = startRawBrowser(['--enable-unsafe-extension-debugging']);
    await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    const attached = browser.next('Target.attachedToTarget');
    const folder = helperFolder();
    const { id } = await browser.send('Extensions.loadUnpacked', { path: folder });
    const { sessionId, targetInfo } = (await attached) as {
      sessionId: string;
      targetInfo: { type: string; url: string };
    };
    expect([targetInfo.type, targetInfo.url]).to.deep.equal([
      'service_worker',
      `chrome-extension://${String(id)}/worker.js`,
    ]);
    await browser.send('Runtime.enable', {}, sessionId);
    await browser.send('Runtime.addBinding', { name: 'valenceReport' }, sessionId);
    await browser.send('Runtime.runIfWaitingForDebugger', {}, sessionId);
    await until('chrome.cookies', () => evaluate(browser, sessionId, 'typeof chrome === "object" && !!chrome.cookies'));
    // The worker's own listener is there with its last statement; Chromium answers the question after it has heard of it.
    await until('the worker', () => evaluate(browser, sessionId, 'typeof valenceCalls === "object"'));
    await evaluate(browser, sessionId, 'chrome.runtime.getPlatformInfo().then(() => null)');
    const called = browser.next('Runtime.bindingCalled');
    await browser.send('Storage.setCookies', { cookies: [{ name: 'a', value: '1', url: 'https://surface.test/' }] });
    const { payload } = await called;
    expect(JSON.parse(String(payload))).to.deep.include({ type: 'cookie-changed', cause: 'explicit', removed: false });
  });

  for (const [cause, steps] of [
    ['overwrite', [{ value: '1' }, { value: '2' }]],
    ['expired_overwrite', [{ value: '1' }, { value: '2', expires: 1 }]],
  ] as const) {
    it(`is told of the cause ${cause}`, async () => {
      const browser = startRawBrowser(['--enable-unsafe-extension-debugging']);
      await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
      const attached = browser.next('Target.attachedToTarget');
      const folder = helperFolder();
      await browser.send('Extensions.loadUnpacked', { path: folder });
      const { sessionId } = (await attached) as { sessionId: string };
      await until('chrome.cookies', () =>
        evaluate(browser, sessionId, 'typeof chrome === "object" && !!chrome.cookies'),
      );
      // Chromium answers the question after it has heard of the listener before it.
      const recording = `
        globalThis.causes = [];
        chrome.cookies.onChanged.addListener(({ cause }) => causes.push(cause));
        chrome.runtime.getPlatformInfo().then(() => null);`;
      await evaluate(browser, sessionId, recording);
      for (const step of steps) {
        await browser.send('Storage.setCookies', { cookies: [{ name: 'a', url: 'https://surface.test/', ...step }] });
      }
      await until(cause, async () => ((await evaluate(browser, sessionId, 'causes')) as string[]).includes(cause));
    });
  }
});
