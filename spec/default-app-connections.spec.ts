// The inspector shows what steers the connections of a session, and asks for the proxy of a URL.
import { expect } from 'chai';
import { newAppHome } from './lib/apps';
import { InspectorPage } from './lib/inspector-page';
import { listenSecurely } from './lib/servers';

/** Source of an object: the facts of the panel by name. */
const FACTS = `Object.fromEntries([...document.querySelectorAll('#panel-connections dt')]
  .map((term) => [term.innerText, term.nextElementSibling.innerText]))`.replaceAll('\n', ' ');

/** Source of a list of the rows' texts, cell by cell. */
const ROWS =
  "[...document.querySelectorAll('.certificates tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText))";

const ANSWER = "document.querySelector('.resolve-proxy output').textContent";

/** An app whose default session has everything; the inspector runs in it. */
const steeringApp = (origin: string): string => `
  const { app, session } = require('electron');
  const path = require('node:path');
  app.whenReady().then(async () => {
    await new Promise((resolve) => {
      app.once('browser-window-created', resolve);
      require(path.join(path.dirname(process.execPath), 'default_app'));
    });
    const ses = session.defaultSession;
    await ses.setProxy({
      proxyRules: 'https=proxy.test:8080,direct://',
      proxyBypassRules: '127.0.0.1,localhost',
      proxyCredentials: [{ proxy: 'proxy.test:8080', username: 'SECRET-NAME', password: 'SECRET-WORD' }],
    });
    ses.setSSLConfig({ maxVersion: 'tls1.2', disabledCipherSuites: [0x9c] });
    ses.setCertificateVerifyProc(({ hostname }, callback) => callback(hostname === 'localhost' ? -206 : 0));
    await ses.fetch('${origin}');
    await ses.fetch('${origin.replace('127.0.0.1', 'localhost')}').catch(() => undefined);
    ses.enableNetworkEmulation({ latency: 20, downloadThroughput: 50_000 });
  });`;

const ask = (page: InspectorPage, url: string): Promise<unknown> =>
  page.run(
    `{ const form = document.querySelector('.resolve-proxy'); form.elements.namedItem('url').value = ${JSON.stringify(url)}; form.requestSubmit(); }`,
  );

describe('default app: connections', () => {
  it('shows that nothing was set, and which proxy a URL has', async () => {
    const page = await InspectorPage.open();
    await page.click('#tab-connections');
    await page.until('the facts', "document.querySelectorAll('#panel-connections dt').length > 0");
    expect(await page.run(FACTS)).to.deep.equal({
      Proxy: 'Not set: the command line and the system decide',
      TLS: 'TLS 1.2 to 1.3',
      Network: 'As it is',
      Certificates: 'Chromium decides',
    });
    await ask(page, 'localhost:80/path');
    await page.until('an answer', `${ANSWER} === 'DIRECT'`);
    await ask(page, '');
    await page.until('an error', `${ANSWER} === '"" is not a URL such as https://example.com/.'`);
  });

  it('shows proxies without their passwords, TLS, emulation, and what the app said of certificates', async () => {
    const { origin } = await listenSecurely();
    const page = await InspectorPage.open(newAppHome(), steeringApp(origin));
    await page.click('#tab-connections');
    await page.until('everything', `${ROWS}.length === 2 && ${FACTS}.Network.startsWith('Emulated')`);
    expect(await page.run(FACTS)).to.deep.equal({
      'Proxy': 'https=proxy.test:8080,direct://',
      'Exceptions': '127.0.0.1,localhost',
      'With a login': 'proxy.test:8080',
      'TLS': 'TLS 1.2 only, without 0x009c',
      'Network': 'Emulated: 20 ms latency, 50.0 kB/s down',
      'Certificates': 'The app decides',
    });
    expect(await page.run(ROWS)).to.deep.equal([
      ['localhost', 'localhost', 'localhost', 'ERR_CERT_AUTHORITY_INVALID', 'refused: ERR_CERT_REVOKED'],
      ['127.0.0.1', 'localhost', 'localhost', 'ERR_CERT_AUTHORITY_INVALID', 'accepted'],
    ]);
    await ask(page, 'site.test');
    await page.until('an answer', `${ANSWER} === 'PROXY proxy.test:8080, then DIRECT'`);
    expect(await page.run('document.documentElement.outerHTML')).not.to.include('SECRET');
  });
});
