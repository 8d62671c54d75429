/**
 * Compiled JavaScript and WebAssembly of one session. Chromium has no command for it (Network.clearBrowserCache takes
 * the HTTP cache, too), and no switch for its directory: entries are removed on disk, and the directory is a link.
 */
import { lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { invalidArgType, invalidArgValue, validateObject } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { profileDirectory, profileOf } from './profile-directory';
import { SimpleCache } from './simple-cache';

const NAME = 'Code Cache';
/** The profile's own code cache while a link stands in its place. */
const ASIDE = 'Code Cache.default';

export class CodeCache {
  readonly #context: BrowserContext;
  #path: string | null = null;
  #hooked = false;

  constructor(context: BrowserContext) {
    this.#context = context;
    // A link that an earlier run of the app has left must not outlive its setCodeCachePath().
    if (!context.inMemory) this.#hook();
  }

  /**
   * Keeps code caches in `path` from now on. A directory that cannot be made means no code cache, as in Electron.
   * Throws TypeError for what is no absolute path.
   */
  setPath(path: string): void {
    if (typeof path !== 'string' || !isAbsolute(path) || path.includes('\0')) {
      throw new TypeError('Absolute path must be provided to store code cache.');
    }
    this.#path = resolve(path);
    this.#hook();
    const { current } = this.#context;
    // Chromium opens every entry by its path: a running browser follows the link from its next script on.
    if (current) this.#place(current.userDataDir);
  }

  /** Removes the code of `urls`, of all scripts if there are none. */
  async clear(urls: string[]): Promise<void> {
    const profile = profileOf(this.#context);
    if (profile === null) return;
    const directory = join(profile, NAME);
    const wanted = new Set(urls.map((url) => withoutFragment(url)));
    for (const kind of await kinds(directory)) {
      const cache = new SimpleCache(join(directory, kind));
      if (!(await cache.recognized())) {
        throw new Error(`${cache.directory} holds no code cache of a known format: nothing was removed from it`);
      }
      await (wanted.size === 0 ? cache.remove() : cache.remove((key) => wanted.has(resourceURL(key))));
    }
  }

  #hook(): void {
    if (this.#hooked) return;
    this.#hooked = true;
    this.#context.contribute({ beforeStart: (userDataDir) => this.#place(userDataDir) });
  }

  /** Makes `Default/Code Cache` what it has to be: a link to the path, or the profile's own directory. */
  #place(userDataDir: string): void {
    const profile = profileDirectory(userDataDir);
    const place = join(profile, NAME);
    const path = this.#path === place ? null : this.#path;
    const target = linkTarget(place);
    if (target === path) return;
    if (target !== null) unlinkSync(place);
    if (path === null) {
      if (exists(join(profile, ASIDE))) renameSync(join(profile, ASIDE), place);
      return;
    }
    makeDirectory(path);
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    if (exists(place)) {
      rmSync(join(profile, ASIDE), { recursive: true, force: true });
      renameSync(place, join(profile, ASIDE));
    }
    symlinkSync(path, place);
  }
}

/** Checks the options of ses.clearCodeCaches(). Returns absolute URLs; none stands for all. Throws TypeError. */
export function codeCacheURLs(options: Electron.ClearCodeCachesOptions | undefined = {}): string[] {
  validateObject(options, 'options');
  const { urls = [] } = options;
  if (!Array.isArray(urls)) throw invalidArgType('options.urls', 'an array of URLs', urls);
  for (const url of urls as unknown[]) {
    if (typeof url !== 'string' || !URL.canParse(url)) throw invalidArgValue('options.urls', 'an array of URLs', url);
  }
  return urls;
}

function withoutFragment(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

/** Keys are `_key<URL> \n<origin>…` (content/browser/code_cache/generated_code_cache.cc). */
function resourceURL(key: string): string {
  return /^_key(\S+) \n/.exec(key)?.[1] ?? '';
}

/** `js`, `wasm` and so on. */
async function kinds(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Null if it is no link. */
function linkTarget(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : null;
}

/** As in Electron, a directory that cannot be made is no error: code is then not cached. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    process.emitWarning(`No code cache: ${(error as Error).message}`, { code: 'VALENCE_CODE_CACHE' });
  }
}
