// Two sessions at once whose networks are set differently: neither feels what the other one has.
import { expect } from 'chai';
import { rejectionOf } from './lib/fetch';
import { listenAsProxy, type LocalProxy } from './lib/proxies';
import { listen, listenSecurely, listenWithTLS, sendPage } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

const ROUNDS = 5;

/** What a request gives: a text, or the name of an error. */
const outcomeOf = async (ses: Electron.Session, url: string): Promise<string> =>
  ses.fetch(url).then(
    (response) => response.text(),
    (error: unknown) => (error as Error).message,
  );

/** The same of a page, which then shows it. */
async function pageOf(ses: Electron.Session, url: string): Promise<string> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  try {
    await webContents.loadURL(url);
  } catch (error) {
    return `net::${(error as Error).message.split(' ')[0]}`;
  }
  return (await webContents.executeJavaScript('document.body.textContent')) as string;
}

const outcomes = (ses: Electron.Session, url: string): Promise<string[]> =>
  Promise.all([pageOf(ses, url), ...Array.from({ length: ROUNDS }, () => outcomeOf(ses, url))]);

const all = (outcome: string): string[] => Array.from({ length: ROUNDS + 1 }, () => outcome);

const proxyThatSays = (name: string): Promise<LocalProxy> =>
  listenAsProxy({ answer: ({ headers }, response) => sendPage(response, `${name} ${headers['user-agent']}`) });

describe('two sessions at once', () => {
  it('have their own proxies and user agents', async () => {
    const [one, other] = [newSession(), newSession()];
    const [first, second] = [await proxyThatSays('first'), await proxyThatSays('second')];
    one.setUserAgent('Agent One');
    other.setUserAgent('Agent Other');
    await Promise.all([one.setProxy({ proxyRules: first.address }), other.setProxy({ proxyRules: second.address })]);
    const url = 'http://site.test/';
    const got = await Promise.all([outcomes(one, url), outcomes(other, url)]);
    expect(got).to.deep.equal([all('first Agent One'), all('second Agent Other')]);
    expect(await Promise.all([one.resolveProxy(url), other.resolveProxy(url)])).to.deep.equal([
      `PROXY ${first.address}`,
      `PROXY ${second.address}`,
    ]);
    await other.setProxy({ mode: 'direct' });
    expect(await outcomeOf(one, url)).to.equal('first Agent One');
  });

  it('have their own certificate procedures', async () => {
    const { origin } = await listenSecurely('secure');
    const [one, other, third] = [newSession(), newSession(), newSession()];
    const asked = { one: 0, other: 0 };
    one.setCertificateVerifyProc((_, callback) => {
      asked.one += 1;
      callback(0);
    });
    other.setCertificateVerifyProc((_, callback) => {
      asked.other += 1;
      callback(-206);
    });
    const got = await Promise.all([outcomes(one, origin), outcomes(other, origin), outcomes(third, origin)]);
    expect(got).to.deep.equal([all('secure'), all('net::ERR_CERT_REVOKED'), all('net::ERR_CERT_AUTHORITY_INVALID')]);
    expect(asked).to.deep.equal({ one: 1, other: 1 });
    other.setCertificateVerifyProc(null);
    expect(await outcomeOf(other, origin)).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
    expect(await outcomeOf(one, origin)).to.equal('secure');
  });

  it('have their own limits of TLS', async () => {
    const [old, recent] = [await listenWithTLS('TLSv1.2'), await listenWithTLS('TLSv1.3')];
    const [one, other] = [newSession(), newSession()];
    one.setSSLConfig({ maxVersion: 'tls1.2' });
    other.setSSLConfig({ minVersion: 'tls1.3' });
    const agreed = (outcome: string): boolean => outcome === 'net::ERR_CERT_AUTHORITY_INVALID';
    const got = await Promise.all([
      outcomes(one, old),
      outcomes(one, recent),
      outcomes(other, old),
      outcomes(other, recent),
    ]);
    expect(got.map((some) => [some.every(agreed), some.some(agreed)])).to.deep.equal([
      [true, true],
      [false, false],
      [false, false],
      [true, true],
    ]);
  });

  it('have their own emulated networks', async () => {
    const { origin } = await listen('<body>here');
    const [one, other, third] = [newSession(), newSession(), newSession()];
    one.enableNetworkEmulation({ offline: true });
    other.enableNetworkEmulation({ latency: 300 });
    const started = performance.now();
    const ends: Record<string, number> = {};
    const timed = async (name: string, ses: Electron.Session): Promise<string> => {
      const outcome = await outcomeOf(ses, origin);
      ends[name] = performance.now() - started;
      return outcome;
    };
    const got = await Promise.all([timed('one', one), timed('other', other), timed('third', third)]);
    expect(got).to.deep.equal(['net::ERR_INTERNET_DISCONNECTED', '<body>here', '<body>here']);
    expect(ends['other']).to.be.above(280);
    const pages = [other, third].map((ses) => newWindow({ webPreferences: { session: ses } }).webContents);
    for (const page of pages) await page.loadURL(origin);
    other.enableNetworkEmulation({ offline: true });
    one.disableNetworkEmulation();
    await until('the page is offline', async () => !(await pages[0]!.executeJavaScript('navigator.onLine')));
    expect(await pages[1]!.executeJavaScript('navigator.onLine')).to.equal(true);
    expect(await Promise.all([outcomeOf(one, origin), outcomeOf(third, origin)])).to.deep.equal([
      '<body>here',
      '<body>here',
    ]);
  });

  it('go on while everything of the other one changes', async () => {
    const held: (() => void)[] = [];
    const { origin } = await listenSecurely(({ url }, response) => {
      if (url === '/quick') response.end('quick');
      else {
        response.write('begun ');
        held.push(() => response.end('ended'));
      }
    });
    const [one, other] = [newSession(), newSession()];
    for (const ses of [one, other]) ses.setCertificateVerifyProc((_, callback) => callback(0));
    const response = await one.fetch(`${origin}/held`);
    const text = response.text();
    const broken = rejectionOf((await other.fetch(`${origin}/held`)).text());
    other.enableNetworkEmulation({ offline: true });
    other.setCertificateVerifyProc(null);
    await other.setProxy({ proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' });
    await other.forceReloadProxyConfig();
    await other.clearHostResolverCache();
    await other.clearAuthCache();
    await other.closeAllConnections();
    expect((await broken).message).to.match(/^net::ERR_/);
    expect(await outcomeOf(one, `${origin}/quick`)).to.equal('quick');
    for (const release of held) release();
    expect(await text).to.equal('begun ended');
  });
});
