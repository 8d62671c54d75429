// Versions of TLS of a session.
import { expect } from 'chai';
import { once } from 'node:events';
import { listenWithTLS } from './lib/servers';
import { endBrowser, newSession } from './lib/sessions';

const WRONG_VERSION = /^net::ERR_SSL_(VERSION_OR_CIPHER_MISMATCH|PROTOCOL_ERROR)$/;
/** The version was agreed on. */
const UNKNOWN_AUTHORITY = 'net::ERR_CERT_AUTHORITY_INVALID';

const errorOf = async (ses: Electron.Session, url: string): Promise<string> =>
  ses.fetch(url).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );

describe('ses.setSSLConfig(config)', () => {
  it('refuses what is below the lowest version', async () => {
    const ses = newSession();
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect(await errorOf(ses, await listenWithTLS('TLSv1.2'))).to.match(WRONG_VERSION);
    expect(await errorOf(ses, await listenWithTLS('TLSv1.3'))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('refuses what is above the highest version', async () => {
    const ses = newSession();
    ses.setSSLConfig({ maxVersion: 'tls1.2' });
    expect(await errorOf(ses, await listenWithTLS('TLSv1.3'))).to.match(WRONG_VERSION);
    expect(await errorOf(ses, await listenWithTLS('TLSv1.2'))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('leaves another session alone, and a Chromium that runs until the next one, with a warning', async () => {
    const [ses, other] = [newSession(), newSession()];
    const url = await listenWithTLS('TLSv1.2');
    expect(await errorOf(ses, url)).to.equal(UNKNOWN_AUTHORITY);
    const warned = once(process, 'warning') as Promise<[Error & { code: string }]>;
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect((await warned)[0].code).to.equal('VALENCE_SSL_CONFIG_LATE');
    expect(await errorOf(ses, url)).to.equal(UNKNOWN_AUTHORITY);
    await endBrowser(ses);
    expect(await errorOf(ses, url)).to.match(WRONG_VERSION);
    expect(await errorOf(other, url)).to.equal(UNKNOWN_AUTHORITY);
  });

  it('throws for bad versions and for cipher suites', () => {
    const ses = newSession();
    expect(() => ses.setSSLConfig(null as never)).to.throw(TypeError, 'config must be an object, got null');
    expect(() => ses.setSSLConfig({ minVersion: 'ssl3' } as never)).to.throw(
      TypeError,
      'config.minVersion must be one of',
    );
    expect(() => ses.setSSLConfig({ maxVersion: 'tls1.1' } as never)).to.throw(
      TypeError,
      'config.maxVersion must be one',
    );
    expect(() => ses.setSSLConfig({ minVersion: 'tls1.3', maxVersion: 'tls1.2' })).to.throw(TypeError, 'not be below');
    expect(() => ses.setSSLConfig({ disabledCipherSuites: [0x0a] })).to.throw(Error, 'config.disabledCipherSuites');
  });
});
