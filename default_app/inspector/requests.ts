/** Carries out what the inspector's page asks for (common/messages.ts). */
import { BrowserWindow } from 'electron';
import { once } from 'node:events';
import type { Answer, ClearRequest, CookieKey, NewCookie, RequestChannel } from '../common/messages';
import {
  readAddress,
  readBoolean,
  readClearRequest,
  readCookieKey,
  readDownloadAction,
  readGrant,
  readId,
  readNewCookie,
  readPartition,
  readPath,
  readPermission,
  readSpellingChange,
  readString,
  readURL,
} from './arguments';
import type { InspectedSession } from './inspected-session';
import type { SessionCatalog } from './session-catalog';

/** A cookie with an expiry in the past is deleted: exactly this one, where cookies.remove() takes all of that name. */
const PAST = 1;

const urlOf = ({ secure, domain, path }: Electron.Cookie): string =>
  `${secure ? 'https' : 'http'}://${(domain ?? '').replace(/^\./, '')}${path ?? '/'}`;

async function removeCookie(inspected: InspectedSession, key: CookieKey): Promise<null> {
  const cookie = await inspected.findCookie(key);
  const { name, value, domain, hostOnly, path, secure, httpOnly, sameSite, partitionKey } = cookie;
  await inspected.session.cookies.set({
    url: urlOf(cookie),
    name,
    value,
    ...(hostOnly || domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    secure: secure ?? false,
    httpOnly: httpOnly ?? false,
    sameSite,
    expirationDate: PAST,
    ...(partitionKey ? { partitionKey } : {}),
  });
  return null;
}

async function setCookie(inspected: InspectedSession, cookie: NewCookie): Promise<null> {
  const { url, name, value, domain, path, secure, httpOnly, sameSite, expirationDate, topLevelSite } = cookie;
  await inspected.session.cookies.set({
    url,
    name,
    value,
    ...(domain === '' ? {} : { domain }),
    ...(path === '' ? {} : { path }),
    secure,
    httpOnly,
    sameSite,
    ...(expirationDate === null ? {} : { expirationDate }),
    ...(topLevelSite === null ? {} : { partitionKey: { topLevelSite } }),
  });
  return null;
}

async function clearData({ session: ses }: InspectedSession, { kinds, origin }: ClearRequest): Promise<null> {
  const storages = kinds.filter((kind) => kind !== 'httpcache' && kind !== 'codecache');
  if (storages.length > 0) await ses.clearStorageData({ storages, ...(origin === '' ? {} : { origin }) });
  // The caches are the session's, not an origin's.
  if (origin === '' && kinds.includes('httpcache')) await ses.clearCache();
  if (origin === '' && kinds.includes('codecache')) await ses.clearCodeCaches({});
  return null;
}

/** Resolves once the page is there; a page that does not load leaves no window behind. */
async function openPage({ session: ses }: InspectedSession, url: string): Promise<null> {
  const window = new BrowserWindow({ width: 1024, height: 768, webPreferences: { session: ses } });
  try {
    await Promise.race([window.loadURL(url), once(window.webContents, 'did-navigate')]);
  } catch (error) {
    window.destroy();
    throw error;
  }
  return null;
}

/** Answers the page of `contents`, and no other: the handlers are its own. */
export function answerRequests(contents: Electron.WebContents, catalog: SessionCatalog): void {
  const handle = (channel: RequestChannel, handler: (...args: unknown[]) => unknown): void => {
    contents.ipc.handle(channel, async (event, ...args: unknown[]): Promise<Answer<unknown>> => {
      try {
        if (event.senderFrame !== contents.mainFrame) throw new Error('Only the inspector itself may ask.');
        return { ok: true, value: await handler(...args) };
      } catch (error) {
        return { ok: false, error: error instanceof Error ? error.message : String(error) };
      }
    });
  };
  const handleSession = (
    channel: RequestChannel,
    handler: (inspected: InspectedSession, ...args: unknown[]) => unknown,
  ): void => handle(channel, (id, ...args) => handler(catalog.get(readId(id)), ...args));

  handle('inspector:overview', () => catalog.overview());
  handle('inspector:create-session', (name, persistent) => {
    const inspected = catalog.fromPartition(readPartition(name, readBoolean('Persistent', persistent)));
    // What goes wrong is shown where the session is.
    inspected.start().catch(() => undefined);
    return inspected.id;
  });
  handleSession('inspector:details', (inspected) => inspected.details());
  handleSession('inspector:downloads', (inspected) => inspected.downloads.list());
  handleSession('inspector:download-action', (inspected, id, action) => {
    inspected.downloads.act(readId(id), readDownloadAction(action));
    return null;
  });
  handleSession('inspector:start', async (inspected) => {
    await inspected.start();
    return null;
  });
  handleSession(
    'inspector:cookie-value',
    async (inspected, key) => (await inspected.findCookie(readCookieKey(key))).value,
  );
  handleSession('inspector:set-cookie', (inspected, cookie) => setCookie(inspected, readNewCookie(cookie)));
  handleSession('inspector:remove-cookie', (inspected, key) => removeCookie(inspected, readCookieKey(key)));
  handleSession('inspector:revoke-grant', async (inspected, grant) => {
    await inspected.revokeGrant(readGrant(grant));
    return null;
  });
  handleSession('inspector:revoke-permission', async (inspected, key) => {
    await inspected.revokePermission(readPermission(key));
    return null;
  });
  handleSession('inspector:load-extension', async ({ extensions }, path, allowFileAccess) => {
    await extensions.load(readPath(path), readBoolean('Access to files', allowFileAccess));
    return null;
  });
  handleSession('inspector:reload-extension', async ({ extensions }, path) => {
    await extensions.reload(readPath(path));
    return null;
  });
  handleSession('inspector:remove-extension', ({ extensions }, path) => {
    extensions.remove(readPath(path));
    return null;
  });
  handleSession('inspector:change-spelling', ({ spelling }, change) => {
    spelling.change(readSpellingChange(change));
    return null;
  });
  handleSession('inspector:connections', ({ session: ses }) => ses.getNetworkSettings());
  handleSession('inspector:resolve-proxy', ({ session: ses }, url) =>
    ses.resolveProxy(readAddress(readString('The URL', url))),
  );
  handleSession('inspector:clear-data', async (inspected, request) => {
    await clearData(inspected, readClearRequest(request));
    await catalog.look(true);
    return null;
  });
  handleSession('inspector:open-page', (inspected, url) => openPage(inspected, readURL(readString('The URL', url))));
}
