import { expect } from 'chai';
import { net } from 'electron';
import { once } from 'node:events';
import { browserPid, newSession, newWindow } from './lib/sessions';
import { rejectionOf } from './lib/fetch';
import { fetchIn } from './lib/protocol';
import { listen, type LocalServer } from './lib/servers';
import { childrenWith, signalAll } from './lib/processes';
import { stopHelperWorker } from './lib/internals';
import { until } from './lib/until';

/** Ends the process that runs the pages and the service worker of the helper extension. */
async function killHelper(ses: Electron.Session): Promise<void> {
  const pids = childrenWith(browserPid(ses), '--type=renderer', '--extension-process');
  expect(pids).not.to.deep.equal([]);
  await signalAll(pids, 'SIGKILL');
}

/** Behind a request the library knows that the process has ended: Chromium tells it a moment later. */
const untilTold = async (ses: Electron.Session, origin: string): Promise<void> => {
  await (await ses.fetch(origin)).text();
};

describe('ses.fetch()', () => {
  /** Answers `/never` with nothing, `/half` with a part. */
  const serve = (): Promise<LocalServer> =>
    listen(({ url }, response) => {
      if (url === '/half') response.writeHead(200, { 'content-length': 10 }).write('half');
      else if (url !== '/never') response.end('whole');
    });

  const untilAsked = (server: LocalServer): Promise<boolean> => until('asked', () => server.requests.length > 0);

  describe('ses.fetch() and a helper process that is killed', () => {
    it('rejects what is pending, and works the next time', async () => {
      const [ses, server] = [newSession(), await serve()];
      const pending = rejectionOf(ses.fetch(`${server.origin}/never`));
      await untilAsked(server);
      await killHelper(ses);
      expect((await pending).message).to.match(/^net::ERR_/);
      expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
    });

    it('errors a body that is being read', async () => {
      const [ses, server] = [newSession(), await serve()];
      const response = await ses.fetch(`${server.origin}/half`);
      const text = rejectionOf(response.text());
      await killHelper(ses);
      expect((await text).message).to.match(/net::ERR_|terminated/);
      expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
    });

    it('works when it is killed while nothing is pending, again and again', async () => {
      const [ses, server] = [newSession(), await serve()];
      for (let round = 0; round < 3; round++) {
        expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
        await killHelper(ses);
      }
      expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
    });

    it('works in a request that is made before anybody was told', async () => {
      const [ses, server] = [newSession(), await serve()];
      await (await ses.fetch(server.origin)).text();
      const killed = killHelper(ses);
      const outcome = ses.fetch(server.origin).then(
        async (response) => response.text(),
        (error: unknown) => (error as Error).message,
      );
      await killed;
      expect(await outcome).to.match(/^(whole|net::ERR_.*)$/);
      expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
    });

    it('leaves the pages of the session alone', async () => {
      const [ses, server] = [newSession(), await serve()];
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL(server.origin);
      await (await ses.fetch(server.origin)).text();
      await killHelper(ses);
      expect(await webContents.executeJavaScript('document.body.textContent')).to.equal('whole');
      expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
    });
  });

  describe('ses.fetch() and a helper worker that is stopped', () => {
    it('works the next time, as do cookies, clearing and events', async () => {
      const [ses, server] = [newSession(), await serve()];
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL(server.origin);
      const told: string[] = [];
      ses.cookies.on('changed', (_, { name }) => told.push(name));
      await (await ses.fetch(server.origin)).text();
      for (const name of ['one', 'two']) {
        await stopHelperWorker(ses);
        expect(await (await ses.fetch(server.origin)).text()).to.equal('whole');
        await ses.clearStorageData({ storages: ['indexdb'] });
        await ses.cookies.set({ url: server.origin, name, value: '1' });
        await until('the change told', () => told.includes(name));
      }
    });
  });

  describe('net.request() and a helper process that is killed', () => {
    it('emits an error for what is pending, and works the next time', async () => {
      const [ses, server] = [newSession(), await serve()];
      const request = net.request({ url: `${server.origin}/never`, session: ses });
      const failed = once(request, 'error') as Promise<[Error]>;
      request.end();
      await untilAsked(server);
      await killHelper(ses);
      expect((await failed)[0].message).to.match(/^net::ERR_/);
      const next = net.request({ url: server.origin, session: ses });
      const answered = once(next, 'response') as Promise<[Electron.IncomingMessage]>;
      next.end();
      const [response] = await answered;
      expect(response.statusCode).to.equal(200);
      const ended = once(response as unknown as NodeJS.EventEmitter, 'end');
      (response as unknown as NodeJS.ReadableStream).resume();
      await ended;
    });
  });
});

describe('ses.protocol', () => {
  describe('protocol.registerHttpProtocol() and a helper process that is killed', () => {
    it('answers the next request', async () => {
      const [ses, server] = [newSession(), await listen('<title>Server</title>')];
      ses.protocol.registerHttpProtocol('app', (_, callback) =>
        callback({ url: server.origin, session: null as unknown as Electron.Session }),
      );
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL('app://host/');
      await killHelper(ses);
      await webContents.loadURL('app://host/');
      expect(webContents.getTitle()).to.equal('Server');
    });

    it('fails the pending one for the page', async () => {
      const ses = newSession();
      const server = await listen(({ url }, response) => void (url === '/never' || response.end('<p>')));
      ses.protocol.registerHttpProtocol('app', ({ url }, callback) =>
        callback({ url: server.origin + new URL(url).pathname, session: null as unknown as Electron.Session }),
      );
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL('app://host/');
      const failed = fetchIn(webContents, '/never');
      await until('asked', () => server.requests.some(({ url }) => url === '/never'));
      await killHelper(ses);
      expect(await failed).to.equal('TypeError');
    });
  });
});

describe('ses.cookies', () => {
  describe('ses.cookies and a helper process that is killed', () => {
    it('are set, told and removed', async () => {
      const ses = newSession();
      const url = 'http://own.test/';
      const told: string[] = [];
      ses.cookies.on('changed', (_, { name }) => told.push(name));
      await ses.cookies.set({ url, name: 'one', value: '1' });
      await until('one told', () => told.includes('one'));
      await killHelper(ses);
      await ses.cookies.set({ url, name: 'two', value: '2' });
      // What happens while there is no process is told to nobody.
      await until('a change told', async () => {
        await ses.cookies.set({ url, name: 'later', value: String(told.length) });
        return told.includes('later');
      });
      expect((await ses.cookies.get({ url })).map(({ name }) => name)).to.have.members(['one', 'two', 'later']);
    });
  });
});

describe('ses.clearStorageData([options])', () => {
  it('works after its helper process was killed', async () => {
    const ses = newSession();
    const { origin } = await listen();
    await (await ses.fetch(origin)).text();
    await ses.cookies.set({ url: origin, name: 'one', value: '1' });
    await killHelper(ses);
    await untilTold(ses, origin);
    await ses.clearStorageData({ storages: ['cookies'] });
    expect(await ses.cookies.get({})).to.deep.equal([]);
  });
});

describe('ses.clearCache()', () => {
  it('works after its helper process was killed', async () => {
    const ses = newSession();
    const { origin } = await listen();
    await (await ses.fetch(origin)).text();
    await killHelper(ses);
    await untilTold(ses, origin);
    await ses.clearCache();
  });
});

describe('ses.resolveHost(host[, options])', () => {
  it('works after its helper process was killed', async () => {
    const ses = newSession();
    await ses.resolveHost('localhost');
    expect(await (await ses.fetch((await listen()).origin)).text()).to.include('Valence');
    await killHelper(ses);
    expect((await ses.resolveHost('localhost')).endpoints).not.to.deep.equal([]);
  });
});
