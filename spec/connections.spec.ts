// Connections of a session: closed at once, whatever goes through them. And what its resolver knows.
import { expect } from 'chai';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { defer } from './lib/cleanup';
import { rejectionOf } from './lib/fetch';
import { contextOf } from './lib/internals';
import { LOCAL_HOST } from './lib/servers';
import { newSession, newWindow, useSharedSession } from './lib/sessions';
import { setSwitch } from './lib/switches';
import { until } from './lib/until';

interface CountingServer {
  origin: string;
  /** Sockets that are open. */
  open: Set<Socket>;
  requests: string[];
}

/** Answers `/` with a page, `/hang…` never, WebSockets with silence. */
async function listenAndCount(): Promise<CountingServer> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  const server = http.createServer(({ url = '' }, response) => {
    requests.push(url);
    if (!url.startsWith('/hang')) response.writeHead(200, { 'content-type': 'text/html' }).end('page');
  });
  server.keepAliveTimeout = 60_000;
  const sockets = new WebSocketServer({ server });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  defer(async () => {
    for (const socket of open) socket.destroy();
    sockets.close();
    server.close();
    await once(server, 'close');
  });
  return { origin: `http://${LOCAL_HOST}:${(server.address() as AddressInfo).port}`, open, requests };
}

const FETCH_HANGING = `globalThis.hanging = fetch('/hang').then(() => 'answered', () => 'failed'); 1`;

describe('ses.closeAllConnections()', () => {
  it('closes idle connections', async () => {
    const { origin, open } = await listenAndCount();
    const ses = newSession();
    await (await ses.fetch(origin)).text();
    expect(open.size).to.be.above(0);
    await ses.closeAllConnections();
    await until('the sockets are closed', () => open.size === 0);
    expect((await ses.fetch(origin)).status).to.equal(200);
  });

  it('closes those of a network service in a process of its own', async () => {
    const { origin, open } = await listenAndCount();
    setSwitch('disable-features', 'NetworkServiceInProcess2');
    const ses = newSession();
    await (await ses.fetch(origin)).text();
    expect(open.size).to.be.above(0);
    await ses.closeAllConnections();
    await until('the sockets are closed', () => open.size === 0);
  });

  it('fails requests under way, of pages and of the main process', async () => {
    const { origin, open, requests } = await listenAndCount();
    const ses = newSession();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(origin);
    await webContents.executeJavaScript(FETCH_HANGING);
    const rejected = rejectionOf(ses.fetch(`${origin}/hang-main`));
    await until('both requests', () => requests.includes('/hang') && requests.includes('/hang-main'));
    await ses.closeAllConnections();
    expect(await webContents.executeJavaScript('hanging')).to.equal('failed');
    expect((await rejected).message).to.match(/^net::ERR_/);
    await until('the sockets are closed', () => open.size === 0);
  });

  it('fails a request that uses a connection for the second time', async () => {
    const { origin, requests } = await listenAndCount();
    const ses = newSession();
    await (await ses.fetch(origin)).text();
    const rejected = rejectionOf(ses.fetch(`${origin}/hang`));
    await until('the request', () => requests.includes('/hang'));
    await ses.closeAllConnections();
    expect((await rejected).message).to.match(/^net::ERR_/);
  });

  it('closes WebSockets', async () => {
    const { origin, open } = await listenAndCount();
    const ses = newSession();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(origin);
    await webContents.executeJavaScript(`new Promise((resolve) => {
      globalThis.socket = new WebSocket(location.origin.replace('http', 'ws'));
      globalThis.socketClosed = new Promise((onClose) => { socket.onclose = ({ code }) => onClose(code); });
      socket.onopen = resolve;
    }).then(() => 1)`);
    await ses.closeAllConnections();
    expect(await webContents.executeJavaScript('socketClosed')).to.equal(1006);
    await until('the sockets are closed', () => open.size === 0);
  });

  it('leaves the connections of another session and the cookies of its own', async () => {
    const { origin, open } = await listenAndCount();
    const [one, other] = [newSession(), newSession()];
    await one.cookies.set({ url: origin, name: 'kept', value: '1' });
    await (await one.fetch(origin)).text();
    await (await other.fetch(origin)).text();
    const before = open.size;
    await one.closeAllConnections();
    await until('sockets are closed', () => open.size < before);
    expect(open.size).to.be.above(0);
    expect(await one.cookies.get({ name: 'kept' })).to.have.lengthOf(1);
  });

  it('resolves where no Chromium runs', async () => {
    await newSession().closeAllConnections();
  });
});

describe('ses.resolveHost(host, options)', () => {
  const ses = useSharedSession();

  for (const [host, address, family] of [
    ['::1', '::1', 'ipv6'],
    ['[::1]', '::1', 'ipv6'],
    ['2001:DB8::1', '2001:db8::1', 'ipv6'],
    ['127.0.0.1', '127.0.0.1', 'ipv4'],
  ] as const) {
    it(`gives back the address that ${host} is`, async () => {
      expect(await ses().resolveHost(host)).to.deep.equal({ endpoints: [{ address, family }] });
    });
  }

  it('resolves a name in upper case', async () => {
    const { endpoints } = await ses().resolveHost('LOCALHOST', { queryType: 'A' });
    expect(endpoints).to.deep.equal([{ address: '127.0.0.1', family: 'ipv4' }]);
  });

  it('rejects an address of the other family', async () => {
    const error = await rejectionOf(ses().resolveHost('::1', { queryType: 'A' }));
    expect(error.message).to.equal('net::ERR_NAME_NOT_RESOLVED');
  });
});

describe('ses.clearHostResolverCache()', () => {
  it('leaves the resolver working', async () => {
    const ses = newSession();
    await ses.resolveHost('localhost');
    await ses.clearHostResolverCache();
    expect((await ses.resolveHost('localhost')).endpoints).to.not.have.lengthOf(0);
  });

  it('resolves where no Chromium runs', async () => {
    await newSession().clearHostResolverCache();
  });
});

describe('ses.preconnect(options)', () => {
  it('opens a connection that the next page of the origin uses, and requests nothing', async () => {
    const { origin, open, requests } = await listenAndCount();
    const ses = newSession();
    // As if the server were not on this machine.
    const overrides = `127.0.0.1:${new URL(origin).port}=public`;
    contextOf(ses).contribute({ switches: () => ({ 'ip-address-space-overrides': overrides }) });
    ses.preconnect({ url: `${origin}/page`, numSockets: 2 });
    await until('the connection', () => open.size > 0);
    expect(requests).to.deep.equal([]);
    const before = [...open];
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(origin);
    expect(before.some((socket) => socket.bytesRead > 0)).to.equal(true);
  });

  it('goes on when it cannot connect', async () => {
    const { origin } = await listenAndCount();
    const ses = newSession();
    ses.preconnect({ url: 'http://nowhere.invalid/' });
    expect((await ses.fetch(origin)).status).to.equal(200);
  });

  it('throws for bad options', () => {
    const ses = newSession();
    expect(() => ses.preconnect(null as never)).to.throw(TypeError, 'options must be an object, got null');
    expect(() => ses.preconnect({ url: 'nowhere' })).to.throw(
      TypeError,
      "options.url must be an http: or https: URL, got 'nowhere'",
    );
    for (const url of ['', 'ftp://a.test', 'file:///etc/passwd', 'javascript:1', 'data:,', 'http://', 'ws://a.test']) {
      expect(() => ses.preconnect({ url })).to.throw(TypeError, 'options.url must be an http: or https: URL');
    }
    for (const numSockets of ['2', null, NaN, 1.5, Infinity]) {
      expect(() => ses.preconnect({ url: 'https://a.test', numSockets } as never)).to.throw(
        TypeError,
        'options.numSockets must be an integer',
      );
    }
    for (const numSockets of [0, 7, -1]) {
      expect(() => ses.preconnect({ url: 'https://a.test', numSockets })).to.throw(
        TypeError,
        'options.numSockets must be from 1 to 6',
      );
    }
  });
});
