// Downloads of the running test.
import { once } from 'node:events';
import type * as http from 'node:http';
import { listen, sendPage, type LocalServer } from './servers';
import { newWindow, nextEvent } from './sessions';

/** What Valence's DownloadItem has of Electron 33. */
export interface ValenceDownloadItem extends Electron.DownloadItem {
  getPercentComplete(): number;
  getCurrentBytesPerSecond(): number;
  getEndTime(): number;
}

export interface Begun {
  event: Electron.Event;
  item: ValenceDownloadItem;
  contents: Electron.WebContents | null;
}

/** The next download of a session; `prepare` is called in will-download. */
export async function nextDownload(
  ses: Electron.Session,
  prepare: (item: ValenceDownloadItem, event: Electron.Event) => void = () => undefined,
): Promise<Begun> {
  return new Promise((resolve) => {
    ses.once('will-download', (event, item, contents) => {
      prepare(item as ValenceDownloadItem, event);
      resolve({ event, item: item as ValenceDownloadItem, contents });
    });
  });
}

/** The state of its `done`. */
export async function untilDone(item: Electron.DownloadItem): Promise<string> {
  const [, state] = await nextEvent<[unknown, string]>(item, 'done');
  return state;
}

/** Saves the next download at `savePath`; resolves with item and state when it is done. */
export async function save(
  ses: Electron.Session,
  savePath: string,
): Promise<{ item: ValenceDownloadItem; state: string; contents: Electron.WebContents | null }> {
  const { item, contents } = await nextDownload(ses, (begun) => begun.setSavePath(savePath));
  return { item, contents, state: await untilDone(item) };
}

/** Answers with an attachment. */
export function sendFile(
  response: http.ServerResponse,
  body: string | Buffer,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response
    .writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="file.bin"',
      'content-length': Buffer.byteLength(body),
      ...headers,
    })
    .end(body);
}

/** A server with a page at `/` and files everywhere else. */
export const listenWithFiles = (
  file: http.RequestListener = (_, response) => sendFile(response, 'contents'),
  page = '<title>Downloads</title>',
): Promise<LocalServer> =>
  listen((request, response) => {
    if (request.url === '/') sendPage(response, page);
    else if (request.url === '/favicon.ico') response.writeHead(404).end();
    else file(request, response);
  });

/** A page of `server` in a window of `ses`. */
export async function openPage(ses: Electron.Session, server: LocalServer): Promise<Electron.BrowserWindow> {
  const window = newWindow({ webPreferences: { session: ses } });
  await window.loadURL(`${server.origin}/`);
  return window;
}

/** Clicks a link with these attributes, as a user would. */
export const clickLink = (window: Electron.BrowserWindow, href: string, download?: string): Promise<void> =>
  window.webContents.executeJavaScript(
    `{
      const link = document.createElement('a');
      link.href = ${JSON.stringify(href)};
      ${download === undefined ? '' : `link.download = ${JSON.stringify(download)};`}
      document.body.append(link);
      link.click();
    }`,
    true,
  ) as Promise<void>;

export interface HeldServer extends LocalServer {
  /** Sends the rest. */
  release(): void;
  /** Ends the connections. */
  drop(): void;
}

/** A server whose answer of `total` bytes stops after `first` until the returned function is called. */
export async function listenHeld(
  first: number,
  total: number,
  headers: http.OutgoingHttpHeaders = {},
): Promise<HeldServer> {
  const open = new Set<http.ServerResponse>();
  const server = await listenWithFiles((_, response) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="held.bin"',
      'content-length': total,
      ...headers,
    });
    response.write(Buffer.alloc(first, 1));
    open.add(response);
    void once(response, 'close').then(() => open.delete(response));
  });
  return Object.assign(server, {
    release: () => {
      for (const response of open) response.end(Buffer.alloc(total - first, 2));
    },
    drop: () => {
      for (const response of open) response.destroy();
    },
  });
}
