// The net module, but for net.request().
import { net, session } from 'electron';
import { expect } from 'chai';
import { printed, runApp, source } from './lib/apps';
import { listenEcho } from './lib/echo-server';
import { listen, LOCAL_HOST } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as Error).message,
  );

describe('net', () => {
  it('throws before the app is ready', async () => {
    const exit = await runApp(
      source(`
        const { net } = require('electron');
        const attempt = (run) => { try { run(); print('did not throw'); } catch (error) { print(error.message); } };
        attempt(() => net.request('http://localhost/'));
        attempt(() => net.fetch('http://localhost/'));
        app.whenReady().then(() => app.quit());
      `),
    );
    expect(printed(exit)).to.deep.equal([
      'net module can only be used after app is ready',
      'Session can only be received when app is ready',
    ]);
  });

  it('is there for ES modules', async () => {
    const code = `
      import { app, net } from 'electron';
      console.log(JSON.stringify(typeof net.fetch));
      app.whenReady().then(() => app.quit());
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal(['function']);
  });
});

describe('net.fetch(input[, init])', () => {
  it('asks in the default session', async () => {
    const server = await listenEcho();
    const cookie = { url: server.origin, name: 'default', value: '1' };
    await session.defaultSession.cookies.set(cookie);
    const echo = (await (await net.fetch(server.origin)).json()) as { headers: Record<string, string> };
    await session.defaultSession.cookies.remove(cookie.url, cookie.name);
    expect(echo.headers['cookie']).to.equal('default=1');
  });
});

describe('net.isOnline()', () => {
  const shared = useSharedSession();

  it('says what pages are told', async () => {
    const server = await listen();
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(server.origin);
    expect(net.isOnline()).to.equal(await window.webContents.executeJavaScript('navigator.onLine'));
  });

  it('is net.online', () => {
    expect(net.online).to.equal(net.isOnline());
  });
});

describe('ses.resolveHost(host[, options])', () => {
  const shared = useSharedSession();

  it('gives the addresses of a name', async () => {
    const { endpoints } = await shared().resolveHost('localhost');
    expect(endpoints).to.deep.include({ address: LOCAL_HOST, family: 'ipv4' });
  });

  it('gives those of one family with queryType', async () => {
    const { endpoints } = await shared().resolveHost('localhost', { queryType: 'A' });
    expect(endpoints).to.deep.equal([{ address: LOCAL_HOST, family: 'ipv4' }]);
    expect(await messageOf(shared().resolveHost(LOCAL_HOST, { queryType: 'AAAA' }))).to.equal(
      'net::ERR_NAME_NOT_RESOLVED',
    );
  });

  it('rejects for a name that nobody has', async () => {
    for (const host of ['nowhere.invalid', 'no host', '']) {
      expect(await messageOf(shared().resolveHost(host))).to.equal('net::ERR_NAME_NOT_RESOLVED');
    }
  });

  it('rejects what cannot be asked', async () => {
    const ses = shared();
    expect(await messageOf(ses.resolveHost(1 as unknown as string))).to.equal('host must be a string, got number');
    expect(await messageOf(ses.resolveHost('a', { queryType: 'MX' as 'A' }))).to.equal(
      "options.queryType must be 'A' or 'AAAA', got 'MX'",
    );
    expect(await messageOf(ses.resolveHost('a', { source: 'dns' }))).to.include("can be asked with 'any' only");
    expect(await messageOf(ses.resolveHost('a', { cacheUsage: 'disallowed' }))).to.include('options.cacheUsage');
    expect(await messageOf(ses.resolveHost('a', { secureDnsPolicy: 'disable' }))).to.include('options.secureDnsPolicy');
  });

  it('is net.resolveHost() for the default session', async () => {
    expect(await net.resolveHost('localhost')).to.deep.equal(await session.defaultSession.resolveHost('localhost'));
  });
});
