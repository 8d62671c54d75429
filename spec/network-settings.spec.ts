// What ses.getNetworkSettings() says of what was set, and never says.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { listenSecurely, LOCAL_HOST } from './lib/servers';
import { newSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

interface Judgement {
  hostname: string;
  answer: string | null;
}

interface Settings {
  proxy: object | null;
  ssl: object;
  emulation: object | null;
  verifiesCertificates: boolean;
  certificates: Judgement[];
}

const settingsOf = (ses: Electron.Session): Settings =>
  (ses as Electron.Session & { getNetworkSettings(): Settings }).getNetworkSettings();

const NONE = { mode: 'fixed_servers', pacScript: '', proxyRules: '', proxyBypassRules: '', proxiesWithCredentials: [] };

describe('ses.getNetworkSettings()', () => {
  it('says that nothing was set', () => {
    expect(settingsOf(newSession())).to.deep.equal({
      proxy: null,
      ssl: { minVersion: 'tls1.2', maxVersion: 'tls1.3', disabledCipherSuites: [] },
      emulation: null,
      verifiesCertificates: false,
      certificates: [],
    });
  });

  it('says what was set, as a copy, and until it is set anew', async () => {
    const ses = newSession();
    const proxy = { proxy: 'foopy:80', username: 'SECRET-NAME', password: 'SECRET-WORD' };
    await ses.setProxy({ proxyRules: 'FOOPY', proxyBypassRules: '*.a', proxyCredentials: [proxy] } as object);
    ses.setSSLConfig({ minVersion: 'tls1.3', disabledCipherSuites: [0xc030, 0xc02f, 0xc02f] });
    ses.enableNetworkEmulation({ latency: 3 });
    const settings = settingsOf(ses);
    expect(settings).to.deep.equal({
      proxy: { ...NONE, proxyRules: 'FOOPY', proxyBypassRules: '*.a', proxiesWithCredentials: ['foopy:80'] },
      ssl: { minVersion: 'tls1.3', maxVersion: 'tls1.3', disabledCipherSuites: [0xc02f, 0xc030] },
      emulation: { offline: false, latency: 3, downloadThroughput: 0, uploadThroughput: 0 },
      verifiesCertificates: false,
      certificates: [],
    });
    expect(JSON.stringify(settings)).not.to.include('SECRET');
    Object.assign(settings.ssl, { minVersion: 'none' });
    await ses.setProxy({ mode: 'system' });
    ses.setSSLConfig({});
    ses.disableNetworkEmulation();
    expect(settingsOf(ses)).to.deep.equal({
      ...settingsOf(newSession()),
      proxy: { ...NONE, mode: 'system' },
    });
  });

  it('names the PAC script that was given, without a password', async () => {
    const ses = newSession();
    const file = path.join(tempDir(), 'proxy.pac');
    writeFileSync(file, 'function FindProxyForURL() { return "DIRECT"; }');
    const pacScript = pathToFileURL(file).href;
    await ses.setProxy({ pacScript });
    expect(settingsOf(ses).proxy).to.deep.equal({ ...NONE, mode: 'pac_script', pacScript });
    await ses.setProxy({ pacScript: 'http://user:SECRET@site.test/proxy.pac' });
    expect(settingsOf(ses).proxy).to.have.property('pacScript', 'http://site.test/proxy.pac');
  });

  it('lists what the procedure was asked, and its answers', async () => {
    const { origin, port } = await listenSecurely('secure');
    const ses = newSession();
    const held: ((result: number) => void)[] = [];
    ses.setCertificateVerifyProc(({ hostname }, callback) => {
      if (hostname === LOCAL_HOST) callback(0);
      else if (hostname === 'a.localhost') callback(-3);
      else held.push(callback);
    });
    await ses.fetch(origin);
    await ses.fetch(`https://a.localhost:${port}`).catch(() => undefined);
    const waiting = ses.fetch(`https://b.localhost:${port}`).catch((error: unknown) => (error as Error).message);
    await until('a question', () => held.length > 0);
    const answers = (): unknown[] => settingsOf(ses).certificates.map(({ hostname, answer }) => [hostname, answer]);
    expect(settingsOf(ses).certificates.at(-1)).to.deep.equal({
      hostname: LOCAL_HOST,
      subjectName: 'localhost',
      issuerName: 'localhost',
      verificationResult: 'net::ERR_CERT_AUTHORITY_INVALID',
      answer: 'accepted',
    });
    const others = [
      ['a.localhost', 'chromium'],
      [LOCAL_HOST, 'accepted'],
    ];
    expect(answers()).to.deep.equal([['b.localhost', null], ...others]);
    held[0]!(-206);
    expect(await waiting).to.equal('net::ERR_CERT_REVOKED');
    expect(answers()).to.deep.equal([['b.localhost', 'net::ERR_CERT_REVOKED'], ...others]);
    ses.setCertificateVerifyProc(null);
    expect(settingsOf(ses)).to.deep.include({ verifiesCertificates: false, certificates: [] });
  });
});
