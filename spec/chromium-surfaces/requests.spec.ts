import { expect } from 'chai';
import { helperFolder } from '../lib/helper-folder';
import { openRawPage, startRawBrowser, type RawBrowser } from '../lib/raw-browser';
import { listen } from '../lib/servers';
import { until } from '../lib/until';

const EVERYTHING = { patterns: [{ urlPattern: '*' }, { urlPattern: '*', requestStage: 'Response' }] };
const EXTENSION = helperFolder();

/** A hidden page of the helper extension, which intercepts its own requests. */
async function openExtensionPage(browser: RawBrowser): Promise<string> {
  await openRawPage(browser);
  const { id } = (await browser.send('Extensions.loadUnpacked', { path: EXTENSION })) as { id: string };
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', hidden: true });
  const attached = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const { sessionId } = attached as { sessionId: string };
  browser.setUnfilteredSessions([sessionId]);
  await browser.send('Page.enable', {}, sessionId);
  await browser.send('Fetch.enable', EVERYTHING, sessionId);
  const stop = browser.onEvent('Fetch.requestPaused', ({ requestId }) => {
    void browser.send('Fetch.continueRequest', { requestId }, sessionId);
  });
  await browser.send('Page.navigate', { url: `chrome-extension://${id}/url-loader.html` }, sessionId);
  // The blank page before it has a load event of its own.
  const expression = "location.protocol === 'chrome-extension:' && document.readyState === 'complete'";
  await until('the page', async () => {
    const { result } = await browser.send('Runtime.evaluate', { expression }, sessionId);
    return (result as { value?: unknown }).value === true;
  });
  stop();
  return sessionId;
}

/** Fetches in the page; resolves with who held the request, in turn, and what the page got. */
async function pausesOf(browser: RawBrowser, sessionId: string, url: string): Promise<string[]> {
  const pauses: string[] = [];
  const stop = browser.onEvent('Fetch.requestPaused', (params, session) => {
    const { requestId, responseStatusCode } = params as { requestId: string; responseStatusCode?: number };
    pauses.push(`${session === undefined ? 'browser' : 'page'} ${responseStatusCode ?? 'request'}`);
    void browser.send('Fetch.continueRequest', { requestId }, session);
  });
  const expression = `fetch(${JSON.stringify(url)}, { mode: 'no-cors' }).then((response) => response.text())`;
  await browser.send('Runtime.evaluate', { expression, awaitPromise: true }, sessionId);
  stop();
  return pauses;
}

describe('chromium-surfaces: requests', () => {
  it('a page’s own interception stands between it and that of the browser', async () => {
    const { origin } = await listen();
    const browser = startRawBrowser(['--enable-unsafe-extension-debugging']);
    browser.setRules([
      { id: 1, urls: [] },
      { id: 2, urls: [], stage: 'Response' },
    ]);
    const sessionId = await openExtensionPage(browser);
    expect(await pausesOf(browser, sessionId, origin)).to.deep.equal(['page request', 'page 200']);
    await browser.send('Fetch.enable', EVERYTHING);
    // Makes the page's loaders anew.
    await browser.send('Fetch.enable', EVERYTHING, sessionId);
    expect(await pausesOf(browser, sessionId, origin)).to.deep.equal([
      'page request',
      'browser request',
      'browser 200',
      'page 200',
    ]);
  });
});
