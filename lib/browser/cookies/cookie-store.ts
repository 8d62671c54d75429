/** The cookies of one session in its Chromium: read, write, remove, flush. */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { ProtocolError } from '../devtools/errors';
import { atStorageSession } from '../helper-extension/storage-session';
import { fromProtocol, type PartitionedCookie } from './cookie-conversion';
import { appliesTo } from './cookie-filter';
import { answered, NetworkServiceGoneError, readCookies } from './network-service';

/** An origin nobody can have: clearing its cookies makes the network service write all others to disk. */
const UNUSED_ORIGIN = 'https://flush.invalid';

/** In seconds since 1970: a cookie that expired removes the one in its place. */
const LONG_AGO = 1;

interface QueuedCookie {
  param: Protocol.Network.CookieParam;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class CookieStore {
  readonly #browser: () => Promise<Browser>;
  #queue: QueuedCookie[] = [];

  /** `browser` starts the session's Chromium if need be. */
  constructor(browser: () => Promise<Browser>) {
    this.#browser = browser;
  }

  async all(): Promise<PartitionedCookie[]> {
    const browser = await this.#browser();
    this.#writeQueue(browser);
    return (await readCookies(browser)).map(fromProtocol);
  }

  /**
   * Stores a cookie. Those that are set in one turn of the event loop travel in one command: a command costs more than
   * a cookie, and Chromium stores them in order either way.
   */
  async set(param: Protocol.Network.CookieParam): Promise<void> {
    const browser = await this.#browser();
    return new Promise((resolve, reject) => {
      this.#queue.push({ param, resolve, reject });
      if (this.#queue.length === 1) setImmediate(() => this.#writeQueue(browser));
    });
  }

  /** Removes the cookies called `name` that a request for `url` would carry. */
  async remove(url: URL, name: string): Promise<void> {
    const doomed = (await this.all()).filter((cookie) => cookie.name === name && appliesTo(cookie, url));
    if (doomed.length === 0) return;
    const browser = await this.#browser();
    await atStorageSession(browser, (session) => {
      const deletions = doomed.map((cookie) => session.send('Network.deleteCookies', deletionOf(name, cookie)));
      return answered(browser, Promise.all(deletions));
    }).catch((error: unknown) => {
      throw error instanceof NetworkServiceGoneError
        ? new Error(`Failed to remove cookies - ${error.message}`, { cause: error })
        : error;
    });
  }

  /** Removes the cookies without expiration date that Chromium has brought back from its last run. */
  async removeSessionCookies(browser: Browser): Promise<void> {
    const cookies = await readCookies(browser);
    const doomed = cookies.filter(({ session }) => session).map((cookie) => ({ ...cookie, expires: LONG_AGO }));
    if (doomed.length > 0) await answered(browser, browser.root.send('Storage.setCookies', { cookies: doomed }));
  }

  /** Resolves when every cookie stored so far is in the profile's database. */
  async flush(): Promise<void> {
    const browser = await this.#browser();
    this.#writeQueue(browser);
    await atStorageSession(browser, (session) =>
      session.send('Storage.clearDataForOrigin', { origin: UNUSED_ORIGIN, storageTypes: 'cookies' }),
    );
  }

  #writeQueue(browser: Browser): void {
    const batch = this.#queue;
    if (!batch.length) return;
    this.#queue = [];
    setCookies(browser, batch).then(
      () => {
        for (const cookie of batch) cookie.resolve();
      },
      (error: unknown) => this.#oneByOne(browser, batch, error),
    );
  }

  /** Chromium refuses a batch as a whole for one bad cookie: find it and store the others. */
  async #oneByOne(browser: Browser, batch: QueuedCookie[], error: unknown): Promise<void> {
    if (batch.length === 1 || !(error instanceof ProtocolError)) {
      for (const cookie of batch) cookie.reject(failureOf(error));
      return;
    }
    for (const cookie of batch) {
      await setCookies(browser, [cookie]).then(
        () => cookie.resolve(),
        (refusal: unknown) => this.#oneByOne(browser, [cookie], refusal),
      );
    }
  }
}

const setCookies = (browser: Browser, batch: readonly QueuedCookie[]): Promise<void> =>
  answered(browser, browser.root.send('Storage.setCookies', { cookies: batch.map(({ param }) => param) }));

/** What set() rejects with. */
function failureOf(error: unknown): unknown {
  if (error instanceof ProtocolError) return new Error(`Setting cookie failed: Chromium refused it: ${error.reason}`);
  if (!(error instanceof NetworkServiceGoneError)) return error;
  return new Error(`Setting cookie failed: ${error.message}`, { cause: error });
}

const deletionOf = (
  name: string,
  { domain, path, partitionKey }: PartitionedCookie,
): Protocol.Network.DeleteCookiesRequest => ({
  name,
  ...(domain === undefined ? {} : { domain }),
  ...(path === undefined ? {} : { path }),
  ...(partitionKey
    ? { partitionKey: { ...partitionKey, hasCrossSiteAncestor: partitionKey.hasCrossSiteAncestor ?? false } }
    : {}),
});
