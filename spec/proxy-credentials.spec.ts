// Names and passwords of proxies: who is told them, and who never is.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { rejectionOf } from './lib/fetch';
import { gatePortOf } from './lib/gate';
import { contextOf } from './lib/internals';
import { AS_OTHER, CAN_RUN_UNPRIVILEGED, IS_ROOT } from './lib/other-user';
import { commandLineOf, descendantsOf } from './lib/processes';
import { listenAsProxy, listenAsSOCKS4, listenAsSOCKS5, type LocalProxy } from './lib/proxies';
import { closedPort, listen, listenSecurely, LOCAL_HOST, sendPage } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';
import { listenForWebSockets } from './lib/web-sockets';

const [username, password] = ['jörg', 'pass:word-7d1c'];
const LOGIN = `${username}:${password}`;

interface ProxyConfig extends Electron.ProxyConfig {
  proxyCredentials?: { proxy: string; username: string; password: string }[];
}

/** Loopback addresses too go through `rules`. */
const through = (rules: string, ...proxies: LocalProxy[]): ProxyConfig => ({
  proxyRules: rules,
  proxyBypassRules: '<-loopback>',
  proxyCredentials: proxies.map(({ address }) => ({ proxy: address, username, password })),
});

const textOf = async (ses: Electron.Session, url: string): Promise<string> => (await ses.fetch(url)).text();
const errorOf = async (ses: Electron.Session, url: string): Promise<string> =>
  (await rejectionOf(ses.fetch(url))).message;

describe('ses.setProxy(config) with proxyCredentials', () => {
  const ses = useSharedSession();

  it('logs in to an HTTP proxy, for pages, workers, WebSockets and the main process', async () => {
    const proxy = await listenAsProxy({ credentials: LOGIN });
    const plain = await listen(({ url }, response) => sendPage(response, `plain ${url}`));
    const secure = await listenSecurely('secure');
    const sockets = await listenForWebSockets();
    await ses().setProxy(through(proxy.address, proxy));
    expect(await textOf(ses(), `${plain.origin}/a`)).to.equal('plain /a');
    expect(await errorOf(ses(), secure.origin)).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
    const { webContents } = newWindow({ webPreferences: { session: ses() } });
    await webContents.loadURL(`${plain.origin}/page`);
    const inPage = (script: string): Promise<unknown> => webContents.executeJavaScript(script);
    expect(await inPage('document.body.textContent')).to.equal('plain /page');
    const worker = `postMessage(await (await fetch('${plain.origin}/worker')).text())`;
    expect(
      await inPage(`new Promise((resolve) => {
        const url = URL.createObjectURL(new Blob([${JSON.stringify(worker)}], { type: 'text/javascript' }));
        new Worker(url, { type: 'module' }).onmessage = ({ data }) => resolve(data);
      })`),
    ).to.equal('plain /worker');
    expect(
      await inPage(
        `new Promise((resolve) => { new WebSocket('${sockets.origin}/b').onmessage = ({ data }) => resolve(data); })`,
      ),
    ).to.equal('/b');
    expect(proxy.asked).to.include.members([
      `GET ${plain.origin}/a`,
      `GET ${plain.origin}/page`,
      `GET ${plain.origin}/worker`,
      `CONNECT ${LOCAL_HOST}:${secure.port}`,
      `CONNECT ${sockets.origin.slice('ws://'.length)}`,
    ]);
    expect(new Set(proxy.logins)).to.deep.equal(new Set([LOGIN]));
    expect(await ses().resolveProxy(plain.origin)).to.equal(`PROXY ${proxy.address}`);
  });

  it('logs in to a SOCKS5 proxy', async () => {
    const proxy = await listenAsSOCKS5(LOGIN);
    const plain = await listen('plain');
    const secure = await listenSecurely('secure');
    await ses().setProxy(through(`socks5://${proxy.address}`, proxy));
    expect(await textOf(ses(), `http://site.test:${plain.port}/`)).to.equal('plain');
    expect(await errorOf(ses(), secure.origin)).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
    expect(proxy.asked).to.include.members([`SOCKS5 site.test:${plain.port}`, `SOCKS5 ${LOCAL_HOST}:${secure.port}`]);
    expect(new Set(proxy.logins)).to.deep.equal(new Set([LOGIN]));
  });

  it('passes a SOCKS4 proxy beside one that wants a login', async () => {
    const [proxy, wanting] = [await listenAsSOCKS4(), await listenAsProxy({ credentials: LOGIN })];
    const plain = await listen('plain');
    await ses().setProxy(through(`http=socks4://${proxy.address};https=${wanting.address}`, wanting));
    expect(await textOf(ses(), plain.origin)).to.equal('plain');
    expect(proxy.asked).to.deep.equal([`SOCKS4 ${LOCAL_HOST}:${plain.port}`]);
  });

  it('fails where the login is wrong', async () => {
    const proxy = await listenAsProxy({ credentials: 'another:one' });
    const socks = await listenAsSOCKS5('another:one');
    const [plain, secure] = [await listen('plain'), await listenSecurely()];
    // Whoever has a login for a proxy does not want to go past it.
    await ses().setProxy(through(`${proxy.address},direct://`, proxy));
    expect(await errorOf(ses(), plain.origin)).to.equal('net::ERR_PROXY_AUTH_REQUESTED');
    expect(await errorOf(ses(), secure.origin)).to.equal('net::ERR_PROXY_AUTH_REQUESTED');
    await ses().setProxy(through(`socks5://${socks.address}`, socks));
    expect(await errorOf(ses(), plain.origin)).to.equal('net::ERR_SOCKS_CONNECTION_FAILED');
    expect(await errorOf(ses(), secure.origin)).to.equal('net::ERR_SOCKS_CONNECTION_FAILED');
  });

  it('tells no other proxy, of a list or of a PAC script', async () => {
    const [proxy, other] = [await listenAsProxy({ credentials: LOGIN }), await listenAsProxy()];
    const { origin } = await listen('plain');
    const down = `${LOCAL_HOST}:${await closedPort()}`;
    await ses().setProxy(through(`${down},${other.address}`, proxy));
    expect(await textOf(ses(), `${origin}/list`)).to.equal('plain');
    const script = `function FindProxyForURL(url) {
      return url.includes('own.test') ? 'PROXY ${proxy.address}' : 'PROXY ${other.address}'; }`;
    const pacScript = `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(script)}`;
    await ses().setProxy({ ...through('', proxy), mode: 'pac_script', pacScript });
    const port = origin.split(':')[2];
    expect(await textOf(ses(), `http://own.test:${port}/pac`)).to.equal('plain');
    expect(await textOf(ses(), `http://other.test:${port}/pac`)).to.equal('plain');
    expect(proxy.asked).to.deep.equal([`GET http://own.test:${port}/pac`]);
    expect(other.asked).to.deep.equal([`GET ${origin}/list`, `GET http://other.test:${port}/pac`]);
    expect([proxy.logins, other.logins]).to.deep.equal([[LOGIN], []]);
  });

  it('passes on bodies, large answers and many requests on few connections', async () => {
    const proxy = await listenAsProxy({ credentials: LOGIN });
    const { origin } = await listen((request, response) => {
      if (request.url === '/large') response.end(Buffer.alloc(3_000_000, 'x'));
      else request.pipe(response);
    });
    await ses().setProxy(through(proxy.address, proxy));
    const body = 'y'.repeat(500_000);
    expect(await (await ses().fetch(origin, { method: 'POST', body })).text()).to.equal(body);
    expect(await textOf(ses(), `${origin}/large`)).to.have.lengthOf(3_000_000);
    const before = proxy.connections.size;
    for (let index = 0; index < 10; index += 1) await textOf(ses(), `${origin}/${index}`);
    expect(proxy.connections.size).to.be.at.most(before);
    await ses().closeAllConnections();
    await until('no connection', () => proxy.connections.size === 0);
    expect(await textOf(ses(), origin)).to.equal('');
  });

  it('fails an answer that a proxy breaks off', async () => {
    const proxy = await listenAsProxy({
      credentials: LOGIN,
      answer: (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('half');
        setImmediate(() => response.destroy());
      },
    });
    await ses().setProxy(through(proxy.address, proxy));
    expect(await rejectionOf(textOf(ses(), 'http://site.test/'))).to.be.instanceOf(Error);
  });

  it('keeps them for its own session, and for as long as they are set', async () => {
    const proxy = await listenAsProxy({ credentials: LOGIN, answer: (_, response) => sendPage(response, 'proxied') });
    const other = newSession();
    const url = 'http://site.test/';
    const wrong = {
      ...through(proxy.address),
      proxyCredentials: [{ proxy: proxy.address, username: 'b', password: 'c' }],
    };
    await Promise.all([ses().setProxy(through(proxy.address, proxy)), other.setProxy(wrong)]);
    expect(await textOf(ses(), url)).to.equal('proxied');
    expect(await errorOf(other, url)).to.equal('net::ERR_PROXY_AUTH_REQUESTED');
    await other.setProxy(through(proxy.address, proxy));
    expect(await textOf(other, url)).to.equal('proxied');
    await endBrowser(other);
    expect(await textOf(other, url)).to.equal('proxied');
    await other.setProxy(through(proxy.address));
    expect(await (await other.fetch(url)).text()).to.equal('proxy says no');
    expect(await textOf(ses(), url)).to.equal('proxied');
  });

  it('shows them to no process, file or log', async () => {
    const proxy = await listenAsProxy({ credentials: LOGIN, answer: (_, response) => sendPage(response, 'proxied') });
    await ses().setProxy(through(proxy.address, proxy));
    const log = path.join(tempDir(), 'net.json');
    await ses().netLog.startLogging(log);
    expect(await textOf(ses(), 'http://site.test/')).to.equal('proxied');
    await ses().netLog.stopLogging();
    const pid = browserPid(ses());
    const { userDataDir } = await contextOf(ses()).browser();
    const secrets = [password, Buffer.from(LOGIN).toString('base64')];
    const texts = [
      ...commandLineOf(pid),
      ...descendantsOf(pid).flatMap(({ commandLine }) => commandLine),
      readFileSync(`/proc/${pid}/environ`, 'latin1'),
      readFileSync(log, 'latin1'),
      ...readdirSync(path.join(userDataDir, 'Managed Policies', 'managed')).map((name) =>
        readFileSync(path.join(userDataDir, 'Managed Policies', 'managed', name), 'latin1'),
      ),
    ];
    expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).to.deep.equal([]);
  });

  if (IS_ROOT && CAN_RUN_UNPRIVILEGED) {
    it('lends them to no other user of the machine', async () => {
      const proxy = await listenAsProxy({ credentials: LOGIN });
      await ses().setProxy(through(proxy.address, proxy));
      const port = await gatePortOf(ses());
      const script = `
        const socket = require('node:net').connect(${port}, '${LOCAL_HOST}');
        socket.on('connect', () => process.stdout.write('connected'));
        socket.on('data', (data) => process.stdout.write(data)).on('error', () => undefined);
        socket.write('CONNECT site.test:443 HTTP/1.1\\r\\nHost: site.test:443\\r\\n\\r\\n\\x16\\x03\\x01');`;
      const [program = '', ...args] = AS_OTHER;
      const stranger = spawn(program, [...args, process.execPath, '-e', script], {
        env: { ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const said: Buffer[] = [];
      stranger.stdout.on('data', (data: Buffer) => said.push(data));
      await once(stranger, 'close');
      expect(Buffer.concat(said).toString()).to.equal('connected');
      expect([proxy.asked, proxy.logins]).to.deep.equal([[], []]);
    });
  }

  const PROXY = 'foopy:80';
  for (const [name, proxyCredentials, message] of [
    ['no array', { proxy: PROXY, username, password }, 'config.proxyCredentials must be an array'],
    ['no object', [LOGIN], 'config.proxyCredentials[0] must be an object, got string'],
    ['no proxy', [{ username, password }], 'config.proxyCredentials[0].proxy must be a string, got undefined'],
    ['no port', [{ proxy: 'foopy', username, password }], '.proxy must be a host and a port'],
    ['a scheme', [{ proxy: 'http://foopy:80', username, password }], '.proxy must be a host and a port'],
    ['no password', [{ proxy: PROXY, username }], '.password must be a string, got undefined'],
    ['a number', [{ proxy: PROXY, username: 1, password }], '.username must be a string, got number'],
    ['no name', [{ proxy: PROXY, username: '', password }], '.username must be a name without a colon'],
    ['a colon', [{ proxy: PROXY, username: 'a:b', password }], '.username must be a name without a colon'],
    ['256 bytes', [{ proxy: PROXY, username, password: password.repeat(20) }], '.password must have 255 bytes at most'],
  ] as const) {
    it(`rejects ${name}`, async () => {
      const error = await rejectionOf(ses().setProxy({ proxyCredentials } as unknown as ProxyConfig));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include(message);
      expect(error.message).not.to.include(password);
    });
  }
});
