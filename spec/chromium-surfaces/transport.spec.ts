import { expect } from 'chai';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { openRawPage, startRawBrowser } from '../lib/raw-browser';
import { until } from '../lib/until';

const HOUR = 3600;

describe('chromium-surfaces: transport and exit', () => {
  it('--remote-debugging-pipe=cbor answers in CBOR', async () => {
    const { product } = await startRawBrowser().send('Browser.getVersion');
    expect(product).to.match(/^Chrome\/\d+\./);
  });

  it('strings beyond ASCII survive both ways', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const { result } = await browser.send('Runtime.evaluate', { expression: `'é漢😀' + '\\ud800'` }, sessionId);
    expect(result).to.have.property('value', 'é漢😀\ud800');
  });

  it('a screenshot comes as bytes, not as base64', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const { data } = await browser.send('Page.captureScreenshot', {}, sessionId);
    expect(Buffer.isBuffer(data)).to.equal(true);
    expect((data as Buffer).subarray(1, 4).toString()).to.equal('PNG');
  });

  it('closing the pipe saves cookies', async () => {
    const browser = startRawBrowser();
    const cookie = { name: 'kept', value: '1', url: 'https://surface.test/', expires: Date.now() / 1000 + HOUR };
    await browser.send('Storage.setCookies', { cookies: [cookie] });
    await browser.close();
    const { cookies } = await startRawBrowser([], browser.userDataDir).send('Storage.getCookies');
    expect(cookies).to.have.nested.property('[0].name', 'kept');
  });

  it('clearing the cookies of an unused origin writes all others to disk', async () => {
    const browser = startRawBrowser();
    const { sessionId } = await openRawPage(browser);
    const cookie = { name: 'flushed', value: '1', url: 'https://surface.test/', expires: Date.now() / 1000 + HOUR };
    await browser.send('Storage.setCookies', { cookies: [cookie] });
    await browser.send(
      'Storage.clearDataForOrigin',
      { origin: 'https://flush.invalid', storageTypes: 'cookies' },
      sessionId,
    );
    await browser.kill();
    const { cookies } = await startRawBrowser([], browser.userDataDir).send('Storage.getCookies');
    expect(cookies).to.have.nested.property('[0].name', 'flushed');
  });

  it('SingletonLock names the host and the process', async () => {
    const browser = startRawBrowser();
    await browser.send('Browser.getVersion');
    const lock = path.join(browser.userDataDir, 'SingletonLock');
    await until('SingletonLock', () => readlinkSafely(lock) !== null);
    expect(readlinkSafely(lock)).to.match(new RegExp(`^${hostname()}-\\d+$`));
  });
});

function readlinkSafely(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
