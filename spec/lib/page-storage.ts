// What pages store, in every storage that ses.clearStorageData() knows.
import type { LocalServer } from './servers';

/** Written into every storage by storeEverything(), to be found in files. */
export const MARKER = 'valence-stored-marker';

/** How much each storage holds, by Electron's names. */
export interface Stored {
  cookies: number;
  filesystem: number;
  indexdb: number;
  localstorage: number;
  serviceworkers: number;
  cachestorage: number;
}

export type Storage = keyof Stored;

export const NOTHING: Stored = {
  cookies: 0,
  filesystem: 0,
  indexdb: 0,
  localstorage: 0,
  serviceworkers: 0,
  cachestorage: 0,
};

/** One of each, as storeEverything() makes it. */
export const EVERYTHING: Stored = {
  cookies: 1,
  filesystem: 1,
  indexdb: 1,
  localstorage: 1,
  serviceworkers: 1,
  cachestorage: 1,
};

/** Anything that runs scripts: a window's webContents, a frame. */
interface ScriptRunner {
  executeJavaScript(code: string): Promise<unknown>;
}

/** Answers every path with a page, and `/worker.js` with a service worker. */
export const storagePages: Parameters<typeof import('./servers').listen>[0] = ({ url }, response) => {
  const isWorker = url === '/worker.js';
  response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
  response.end(isWorker ? `// ${MARKER}` : '<title>storage</title>');
};

/** The same server under a host that is another site. */
export const otherHost = (server: LocalServer): string => `http://localhost:${server.port}`;

/** Stores one thing of each kind. The database stays open. */
export async function storeEverything(page: ScriptRunner): Promise<void> {
  await page.executeJavaScript(`(async () => {
    document.cookie = 'stored=${MARKER}; max-age=3600';
    localStorage.setItem('stored', '${MARKER}');
    const open = indexedDB.open('stored', 1);
    open.onupgradeneeded = () => open.result.createObjectStore('store').put('${MARKER}', 'stored');
    await new Promise((resolve, reject) => Object.assign(open, { onsuccess: resolve, onerror: reject }));
    window.database = open.result;
    await (await caches.open('stored')).put('/stored', new Response('${MARKER}'));
    const directory = await navigator.storage.getDirectory();
    const file = await (await directory.getFileHandle('stored', { create: true })).createWritable();
    await file.write('${MARKER}');
    await file.close();
    await navigator.serviceWorker.register('/worker.js');
    await navigator.serviceWorker.ready;
  })()`);
}

/** Counts what the page's origin has stored. */
export async function readStored(page: ScriptRunner): Promise<Stored> {
  return (await page.executeJavaScript(`(async () => {
    let files = 0;
    for await (const name of (await navigator.storage.getDirectory()).keys()) files++;
    return {
      cookies: document.cookie === '' ? 0 : document.cookie.split(';').length,
      filesystem: files,
      indexdb: (await indexedDB.databases()).length,
      localstorage: localStorage.length,
      serviceworkers: (await navigator.serviceWorker.getRegistrations()).length,
      cachestorage: (await caches.keys()).length,
    };
  })()`)) as Stored;
}
