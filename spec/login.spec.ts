// HTTP authentication of pages: who is asked, what an answer does, and what is remembered of it.
import { expect } from 'chai';
import { app, net } from 'electron';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { defer } from './lib/cleanup';
import { listenAsProxy } from './lib/proxies';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';

type Login = (username?: string, password?: string) => void;
type AppListener = (
  event: Electron.Event,
  contents: Electron.WebContents,
  details: Electron.AuthenticationResponseDetails,
  authInfo: Electron.AuthInfo,
  callback: Login,
) => void;

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** `/basic…` and `/digest` want user and pass, everything else nothing. */
const server = (): Promise<LocalServer> =>
  listen(({ url = '', method = '', headers: { authorization = '' } }, response) => {
    const refuse = (challenge: string): void =>
      sendPageWith(401, '<title>refused</title>refused', { 'www-authenticate': challenge });
    const sendPageWith = (status: number, html: string, headers: Record<string, string>): void => {
      response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
    };
    if (url.startsWith('/basic')) {
      if (authorization === basic('user:pass')) sendPage(response, `<title>in</title>${authorization}`);
      else refuse('Basic realm="here"');
    } else if (url.startsWith('/digest')) {
      const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
      const hashes = [md5('user:there:pass'), field('nonce'), md5(`${method}:${url}`)];
      if (authorization.startsWith('Digest') && field('response') === md5(hashes.join(':')))
        sendPage(response, '<title>in</title>');
      else refuse('Digest realm="there", nonce="n1"');
    } else sendPage(response, '<title>open</title>');
  });

function onAppLogin(listener: AppListener): void {
  app.on('login', listener);
  defer(() => app.removeListener('login', listener));
}

const fetchStatus = (contents: Electron.WebContents, path: string): Promise<unknown> =>
  contents.executeJavaScript(`fetch('${path}').then((r) => r.status, String)`) as Promise<unknown>;

async function openPage(ses: Electron.Session, url: string): Promise<Electron.WebContents> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL(url);
  return webContents;
}

describe('a 401 without a listener', () => {
  it("shows the server's page", async () => {
    const { origin } = await server();
    const contents = await openPage(newSession(), `${origin}/basic`);
    expect(contents.getTitle()).to.equal('refused');
  });

  it('is the answer to a fetch, an image, a script, a frame and a worker', async () => {
    const { origin } = await server();
    const contents = await openPage(newSession(), origin);
    expect(await fetchStatus(contents, '/basic')).to.equal(401);
    const ended: unknown =
      await contents.executeJavaScript(`Promise.all(['img', 'script', 'iframe'].map((tag) => new Promise((resolve) => {
      const element = document.createElement(tag);
      element.onload = () => resolve(tag + ' load');
      element.onerror = () => resolve(tag + ' error');
      element.src = '/basic';
      document.documentElement.append(element);
    })))`);
    expect(ended).to.deep.equal(['img error', 'script error', 'iframe load']);
    const worker: unknown = await contents.executeJavaScript(`new Promise((resolve) => {
      const source = "onmessage = async ({ data }) => postMessage((await fetch(data)).status)";
      const worker = new Worker(URL.createObjectURL(new Blob([source])));
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage(location.origin + '/basic');
    })`);
    expect(worker).to.equal(401);
  });

  it('logs in with what loadURL() has in its URL', async () => {
    const { origin } = await server();
    const contents = await openPage(newSession(), `${origin.replace('//', '//user:pass@')}/basic`);
    expect(contents.getTitle()).to.equal('in');
  });

  it('stays the answer while webRequest holds requests', async () => {
    const { origin } = await server();
    const ses = newSession();
    ses.webRequest.onBeforeRequest((_, callback) => callback({}));
    const contents = await openPage(ses, `${origin}/basic`);
    expect(contents.getTitle()).to.equal('refused');
    expect(await fetchStatus(contents, '/basic2')).to.equal(401);
  });
});

describe('app event login', () => {
  for (const scheme of ['basic', 'digest']) {
    it(`logs in with the ${scheme} scheme, and tells whom it asks`, async () => {
      const { origin, port } = await server();
      const ses = newSession();
      const heard: unknown[] = [];
      onAppLogin((event, contents, details, authInfo, callback) => {
        if (contents.session !== ses) return;
        event.preventDefault();
        heard.push({ details, authInfo });
        callback('user', 'pass');
      });
      const contents = await openPage(ses, `${origin}/${scheme}`);
      expect(contents.getTitle()).to.equal('in');
      const realm = scheme === 'basic' ? 'here' : 'there';
      expect(heard).to.deep.equal([
        {
          details: { url: `${origin}/${scheme}` },
          authInfo: { isProxy: false, scheme, host: '127.0.0.1', port, realm },
        },
      ]);
    });
  }

  it('shows the answer of the server if no listener prevents the default, or the callback has no arguments', async () => {
    const { origin } = await server();
    const ses = newSession();
    onAppLogin((event, contents, { url }, _, callback) => {
      if (contents.session !== ses || url.endsWith('1')) return;
      event.preventDefault();
      callback();
    });
    expect((await openPage(ses, `${origin}/basic1`)).getTitle()).to.equal('refused');
    expect((await openPage(ses, `${origin}/basic2`)).getTitle()).to.equal('refused');
  });

  it('shows the answer of the server if a listener throws, with an uncaught exception', async () => {
    const { origin } = await server();
    const ses = newSession();
    onAppLogin((event, contents) => {
      if (contents.session !== ses) return;
      event.preventDefault();
      throw new Error('no idea');
    });
    const uncaught = nextUncaughtException();
    expect((await openPage(ses, `${origin}/basic`)).getTitle()).to.equal('refused');
    expect((await uncaught).message).to.equal('no idea');
  });

  it('is the answer to later requests of the main process, too', async () => {
    const { origin } = await server();
    const ses = newSession();
    onAppLogin((event, _contents, _details, _authInfo, callback) => {
      event.preventDefault();
      callback('user', 'pass');
    });
    await openPage(ses, `${origin}/basic`);
    const asked: string[] = [];
    const statusOf = (session: Electron.Session): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = net.request({ url: `${origin}/basic`, session });
        request.on('login', (_authInfo, callback) => {
          asked.push('login');
          callback();
        });
        request.on('response', (response) => {
          response.on('end', () => resolve(response.statusCode));
          response.on('data', () => undefined);
        });
        request.on('error', reject);
        request.end();
      });
    expect(await statusOf(ses)).to.equal(200);
    expect(asked).to.deep.equal([]);
    expect(await statusOf(newSession())).to.equal(401);
    expect(asked).to.deep.equal(['login']);
  });

  it('logs in to a proxy', async () => {
    const proxy = await listenAsProxy({
      credentials: 'user:pass',
      answer: (_, response) => sendPage(response, '<title>proxied</title>'),
    });
    const ses = newSession();
    const asked: Electron.AuthInfo[] = [];
    onAppLogin((event, contents, _, authInfo, callback) => {
      if (contents.session !== ses) return;
      event.preventDefault();
      asked.push(authInfo);
      callback('user', 'pass');
    });
    await ses.setProxy({ proxyRules: proxy.address });
    const contents = await openPage(ses, 'http://site.test/');
    expect(contents.getTitle()).to.equal('proxied');
    expect(asked).to.deep.equal([
      { isProxy: true, scheme: 'basic', host: '127.0.0.1', port: proxy.port, realm: 'proxy' },
    ]);
    expect(await (await ses.fetch('http://site.test/main')).text()).to.contain('proxied');
  });

  it('asks anew when what was said is wrong', async () => {
    const { origin } = await server();
    const ses = newSession();
    const words = [
      ['user', 'wrong'],
      ['user', 'pass'],
    ] as const;
    let count = 0;
    onAppLogin((event, contents, _, __, callback) => {
      if (contents.session !== ses) return;
      event.preventDefault();
      callback(...words[count++]!);
    });
    expect((await openPage(ses, `${origin}/basic`)).getTitle()).to.equal('in');
    expect(count).to.equal(2);
  });
});

describe('webContents event login', () => {
  it('is emitted for frames and fetches of the page, in a session whose Chromium runs already', async () => {
    const { origin } = await server();
    const contents = await openPage(newSession(), origin);
    const urls: string[] = [];
    contents.on('login', (event, { url }, _, callback) => {
      event.preventDefault();
      urls.push(url);
      callback('user', 'pass');
    });
    await contents.loadURL(`${origin}/`);
    expect(await fetchStatus(contents, '/basic')).to.equal(200);
    expect(urls).to.deep.equal([`${origin}/basic`]);
  });

  it('does not reach another session', async () => {
    const { origin } = await server();
    const [one, other] = [newSession(), newSession()];
    const contents = await openPage(one, origin);
    contents.on('login', (event, _, __, callback) => {
      event.preventDefault();
      callback('user', 'pass');
    });
    await contents.loadURL(`${origin}/basic`);
    expect(contents.getTitle()).to.equal('in');
    expect((await openPage(other, `${origin}/basic`)).getTitle()).to.equal('refused');
  });
});

describe('net.request() of a URL with credentials', () => {
  for (const credentials of [undefined, 'include'] as const) {
    it(`logs in with them: credentials ${credentials ?? 'left out'}`, async () => {
      const { origin } = await server();
      const url = `${origin.replace('//', '//user:pass@')}/basic`;
      const request = net.request({ url, session: newSession(), ...(credentials ? { credentials } : {}) });
      request.end();
      const [response] = (await once(request, 'response')) as [Electron.IncomingMessage];
      expect(response.statusCode).to.equal(200);
      response.on('data', () => undefined);
      await once(response, 'end');
    });
  }
});

describe('ses.clearAuthCache()', () => {
  it('forgets logins, and neither cookies nor pages', async () => {
    const { origin } = await server();
    const ses = newSession();
    const contents = await openPage(ses, `${origin.replace('//', '//user:pass@')}/basic`);
    await ses.cookies.set({ url: origin, name: 'kept', value: '1' });
    await contents.loadURL(origin);
    expect(await fetchStatus(contents, '/basic')).to.equal(200);
    await ses.clearAuthCache();
    expect(await fetchStatus(contents, '/basic')).to.equal(401);
    expect(await ses.cookies.get({ name: 'kept' })).to.have.lengthOf(1);
    expect(contents.getTitle()).to.equal('open');
  });

  it('resolves where no Chromium runs', async () => {
    await newSession().clearAuthCache();
  });
});

describe('ses.allowNTLMCredentialsForDomains(domains)', () => {
  it('leaves requests to other servers alone', async () => {
    const { origin } = await server();
    const ses = newSession();
    ses.allowNTLMCredentialsForDomains('*example.com, *foobar.com');
    expect((await openPage(ses, `${origin}/basic`)).getTitle()).to.equal('refused');
  });

  it('rejects what is no string', () => {
    expect(() => newSession().allowNTLMCredentialsForDomains(1 as never)).to.throw(
      TypeError,
      'domains must be a string',
    );
  });
});
