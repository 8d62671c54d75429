// What pages have asked for is listed with the app's answers, and can be taken back.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { evaluateNatively } from './lib/internals';
import { emulateUser, HELD_BACK_KINDS, PERMISSION_KINDS, type PermissionKind } from './lib/permission-kinds';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

interface PermissionGrant {
  permission: string;
  origin: string;
  state: string;
  requests: number;
}

interface PermissionGrants extends NodeJS.EventEmitter {
  list(): PermissionGrant[];
  revoke(grant: Pick<PermissionGrant, 'permission' | 'origin'>): Promise<void>;
}

const GEOLOCATION = PERMISSION_KINDS.find(({ name }) => name === 'geolocation') as PermissionKind;

describe('ses.permissionGrants', () => {
  let server: LocalServer;
  let ses: Electron.Session & { permissionGrants: PermissionGrants };
  let window: BrowserWindow;

  before(async () => {
    server = await listenUntilClosed();
  });
  beforeEach(async () => {
    ses = session.fromPartition(randomPartition()) as typeof ses;
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    await emulateUser(window.webContents);
  });
  afterEach(async () => {
    closeAllWindows();
    await endBrowser(ses);
  });
  after(() => server.close());

  const inPage = (code: string): Promise<unknown> =>
    window.webContents.executeJavaScript(code, true) as Promise<unknown>;

  it('lists what was asked, with the last answer', async () => {
    const callbacks: ((granted: boolean) => void)[] = [];
    ses.setPermissionRequestHandler((_contents, _permission, callback) => void callbacks.push(callback));
    const entry = { permission: 'geolocation', origin: server.origin };
    for (const [requests, granted] of [true, false].entries()) {
      const used = inPage(GEOLOCATION.use);
      const callback = await until('the request', () => callbacks[requests]);
      expect(ses.permissionGrants.list()).to.deep.equal([{ ...entry, state: 'asked', requests: requests + 1 }]);
      callback(granted);
      expect(await used).to.equal(granted ? GEOLOCATION.granted : GEOLOCATION.denied);
      const state = granted ? 'granted' : 'denied';
      expect(ses.permissionGrants.list()).to.deep.equal([{ ...entry, state, requests: requests + 1 }]);
    }
  });

  it('takes a grant back: Chromium no longer acts by it', async () => {
    ses.setPermissionRequestHandler((_contents, _permission, callback) => callback(true));
    expect(await inPage(GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
    expect(await evaluateNatively(window.webContents, GEOLOCATION.use)).to.equal(GEOLOCATION.granted);
    let changes = 0;
    ses.permissionGrants.on('changed', () => (changes += 1));
    const [grant] = ses.permissionGrants.list();
    await ses.permissionGrants.revoke(grant!);
    expect([ses.permissionGrants.list(), changes]).to.deep.equal([[], 1]);
    expect(await evaluateNatively(window.webContents, GEOLOCATION.use)).not.to.equal(GEOLOCATION.granted);
  });

  it('lists what wrappers hold back, and takes it off the list', async () => {
    ses.setPermissionRequestHandler((_contents, _permission, callback) => callback(true));
    for (const { use } of HELD_BACK_KINDS) await inPage(use);
    const listed = ses.permissionGrants.list();
    expect(listed.map(({ permission, state }) => [permission, state])).to.deep.equal(
      HELD_BACK_KINDS.map(({ name }) => [name, 'granted']),
    );
    for (const grant of listed) await ses.permissionGrants.revoke(grant);
    expect(ses.permissionGrants.list()).to.deep.equal([]);
  });

  it('lists nothing without a handler', async () => {
    await inPage(GEOLOCATION.use);
    expect(ses.permissionGrants.list()).to.deep.equal([]);
  });

  it('says what it needs', async () => {
    const error: unknown = await ses.permissionGrants.revoke(7 as never).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
    expect((error as Error).message).to.include('grant must be an entry of list(), got number');
  });
});
