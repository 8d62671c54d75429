// net.request() and the Digest scheme: what is sent for each form of the challenge, checked by the rules of RFC 7616.
import { expect } from 'chai';
import { net } from 'electron';
import { createHash } from 'node:crypto';
import type * as http from 'node:http';
import { listen, LOCAL_HOST, type LocalServer } from './lib/servers';
import { newSession, newWindow, useSharedSession } from './lib/sessions';

const [USER, PASSWORD] = ['us"er', 'pass:wörd, "more"'];
const REALM = 'a "realm", of two';
const REALM_FIELD = `realm="${REALM.replaceAll('"', '\\"')}"`;

/** Whether the header is right, by the rules for it. */
function isRight({ method = '', url = '', headers }: http.IncomingMessage): boolean {
  const { authorization = '' } = headers;
  const field = (name: string): string | undefined => {
    const [, text, plain] = new RegExp(`\\b${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^ ,]+))`).exec(authorization) ?? [];
    return text?.replace(/\\(.)/g, '$1') ?? plain;
  };
  if (!authorization.startsWith('Digest ') || field('username') !== USER || field('uri') !== url) return false;
  const [algorithm = 'MD5', qop, client = ''] = [field('algorithm'), field('qop'), field('cnonce')];
  const hash = (...parts: string[]): string =>
    createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5')
      .update(parts.join(':'))
      .digest('hex');
  const secret = hash(USER, REALM, PASSWORD);
  const key = algorithm.endsWith('-sess') ? hash(secret, 'n"1', client) : secret;
  const rest = qop ? [field('nc')!, client, qop] : [];
  return field('response') === hash(key, 'n"1', ...rest, hash(method, url));
}

const CHALLENGES: Record<string, string[]> = {
  '/plain?a=b,c': [`Digest ${REALM_FIELD}, nonce="n\\"1"`],
  '/qop': [`Digest ${REALM_FIELD}, nonce="n\\"1", qop="auth-int, auth", opaque="o", algorithm=MD5`],
  '/session': [`Digest ${REALM_FIELD}, nonce="n\\"1", qop=auth, algorithm=MD5-sess`],
  '/sha-256': [`digest nonce="n\\"1" , qop="auth",algorithm=SHA-256,${REALM_FIELD}`],
  '/best': ['Basic realm="basic"', `Digest ${REALM_FIELD}, nonce="n\\"1", algorithm=MD5`],
};
const NONE: Record<string, string> = {
  '/no-nonce': `Digest ${REALM_FIELD}`,
  '/sha-512': `Digest ${REALM_FIELD}, nonce="n", algorithm=SHA-512-256`,
  '/body-too': `Digest ${REALM_FIELD}, nonce="n", qop=auth-int`,
  '/nothing': 'Digest',
  '/garbage': 'Digest realm="a\\, nonce=",,,=;"',
  '/other': 'Bearer realm="here"',
};

describe("net.request() event 'login' for Digest", () => {
  let server: LocalServer;
  const ses = useSharedSession();

  beforeEach(async () => {
    server = await listen((request, response) => {
      const { url = '' } = request;
      if (url === '/led') response.writeHead(302, { location: '/qop' }).end();
      else if (isRight(request)) response.end('in');
      else response.writeHead(401, { 'www-authenticate': CHALLENGES[url] ?? NONE[url] ?? [] }).end('who?');
    });
  });

  /** The answer, and what the listener was told. */
  async function ask(path: string, options: object = {}): Promise<[text: string, asked: Electron.AuthInfo[]]> {
    const asked: Electron.AuthInfo[] = [];
    const request = net.request({ session: ses(), url: `${server.origin}${path}`, ...options });
    request.on('login', (info, callback) => {
      asked.push(info);
      if (asked.length > 1) callback();
      else callback(USER, PASSWORD);
    });
    const text = new Promise<string>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        let read = '';
        response.on('data', (chunk) => (read += String(chunk)));
        response.on('end', () => resolve(read));
      });
    });
    request.end();
    return [await text, asked];
  }

  for (const path of Object.keys(CHALLENGES)) {
    it(`logs in: ${path}`, async () => {
      const info = { isProxy: false, scheme: 'digest', host: LOCAL_HOST, port: server.port, realm: REALM };
      expect(await ask(path)).to.deep.equal(['in', [info]]);
    });
  }

  it('logs in with another method', async () => {
    expect((await ask('/qop', { method: 'DELETE' }))[0]).to.equal('in');
  });

  for (const path of Object.keys(NONE)) {
    it(`gives the server's answer: ${path}`, async () => {
      expect(await ask(path)).to.deep.equal(['who?', []]);
    });
  }

  it("gives the server's answer behind a redirect", async () => {
    expect(await ask('/led')).to.deep.equal(['who?', []]);
  });

  it('knows what a page of the session has logged in with', async () => {
    const own = newSession();
    const { webContents } = newWindow({ webPreferences: { session: own } });
    webContents.on('login', (event, _details, _info, callback) => {
      event.preventDefault();
      callback(USER, PASSWORD);
    });
    await webContents.loadURL(`${server.origin}/qop`);
    expect(await webContents.executeJavaScript('document.body.textContent')).to.equal('in');
    expect(await ask('/qop', { session: own })).to.deep.equal(['in', []]);
  });
});
