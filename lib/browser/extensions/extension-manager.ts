/**
 * The extensions that an app has loaded into a session. Chromium does not remember them: they are loaded anew into a browser that
 * takes the place of one that has ended, and never into the next run of the app.
 */
import { isAbsolute } from 'node:path';
import { validateBoolean, validateObject, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { CrashCount } from './crash-count';
import { ExtensionLoader } from './extension-loader';
import {
  extensionId,
  findUnpacked,
  hasReservedKey,
  loadError,
  parseManifest,
  type Unpacked,
} from './extension-manifest';
import { ExtensionsPage } from './extensions-page';
import { forgetExtensions } from './remembered-extensions';

/** Whom changes are reported to. */
export interface ExtensionListener {
  onLoaded(extension: Electron.Extension): void;
  onReady(extension: Electron.Extension): void;
  onUnloaded(extension: Electron.Extension): void;
}

interface Loaded {
  extension: Electron.Extension;
  allowFileAccess: boolean;
  /** False while it is unloaded, by chrome.runtime.reload() for example. */
  isLoaded: boolean;
  crashes: CrashCount;
}

export class ExtensionManager {
  readonly #context: BrowserContext;
  readonly #extensions = new Map<string, Loaded>();
  /** Ids that load() is about: their states are its own doing. */
  readonly #loading = new Set<string>();
  /** Whether they may see files, by id: of those that wait for a browser. */
  readonly #awaited = new Map<string, boolean>();
  /** The same for all that the browser that is being started finds in its preferences. */
  #launched: ReadonlyMap<string, boolean> = new Map();
  readonly #pages = perBrowser((browser) => this.#watch(browser, new ExtensionsPage(browser)));
  readonly #loaders = perBrowser((browser) => new ExtensionLoader(browser, this.#pages(browser), this.#launched));
  /** Loaded, by id with their paths; their warnings are not reported yet. */
  readonly #unread = new Map<string, string>();
  /** How many loads are under way. */
  #waiting = 0;
  /** One load after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #listener: ExtensionListener | null = null;

  /** The one of a session. */
  static readonly of = perContext((context) => new ExtensionManager(context));

  private constructor(context: BrowserContext) {
    this.#context = context;
    if (!context.inMemory) context.contribute({ beforeStart: (userDataDir) => this.#prepare(userDataDir) });
    context.onBrowser((browser) => this.#restore(browser));
    context.on('ended', () => {
      for (const loaded of this.#extensions.values()) this.#setLoaded(loaded, false);
    });
  }

  setListener(listener: ExtensionListener): void {
    this.#listener = listener;
  }

  /** Rejects with TypeError for bad arguments, and with Error, in Electron's words, for what cannot be loaded. */
  async load(path: string, options: Partial<Electron.LoadExtensionOptions> = {}): Promise<Electron.Extension> {
    validateString(path, 'path');
    validateObject(options, 'options');
    if (!isAbsolute(path)) throw new Error("The path to the extension in 'loadExtension' must be absolute");
    if (this.#context.inMemory) throw new Error('Extensions cannot be loaded in a temporary session');
    const { allowFileAccess = false } = options;
    validateBoolean(allowFileAccess, 'options.allowFileAccess');
    const unpacked = await findUnpacked(path);
    if (hasReservedKey(unpacked)) throw loadError(path, "Its manifest has the 'key' of an extension of Valence");
    const browser = await this.#browserFor(unpacked, allowFileAccess);
    this.#waiting++;
    const loading = this.#last.then(async () => {
      const extension = await this.#load(browser, unpacked, allowFileAccess);
      this.#unread.set(extension.id, extension.path);
      return extension;
    });
    this.#last = loading.catch(() => undefined);
    // Nobody waits for warnings, and Chromium takes longer to list them than to load an extension.
    void this.#last.then(() => {
      this.#waiting--;
      setImmediate(() => this.#waiting === 0 && this.#warn(browser));
    });
    // Those that wait for others end with the browser, too.
    const ended = browser.gone('Loading an extension').then((error) => Promise.reject(error));
    return Promise.race([loading, ended]);
  }

  /** What is not loaded is left alone. */
  remove(id: string): void {
    validateString(id, 'extensionId');
    const loaded = this.#extensions.get(id);
    const browser = this.#context.current;
    if (!loaded) return;
    this.#extensions.delete(id);
    this.#setLoaded(loaded, false);
    if (!browser) return;
    this.#last = this.#last.then(async () => {
      if (!this.#extensions.has(id)) await this.#pages(browser).disable(id);
    });
    this.#last = this.#last.catch(() => undefined); // the browser has ended, and the extension with it
  }

  get(id: string): Electron.Extension | null {
    validateString(id, 'extensionId');
    const loaded = this.#extensions.get(id);
    return loaded?.isLoaded ? { ...loaded.extension } : null;
  }

  getAll(): Electron.Extension[] {
    return [...this.#extensions.values()].flatMap(({ extension, isLoaded }) => (isLoaded ? [{ ...extension }] : []));
  }

  /** Before a browser starts. */
  #prepare(userDataDir: string): void {
    const loaded = [...this.#extensions].map(([id, { allowFileAccess }]): [string, boolean] => [id, allowFileAccess]);
    this.#launched = new Map([...loaded, ...this.#awaited]);
    forgetExtensions(userDataDir, this.#launched);
  }

  /** The browser of the session. One that is started knows whether the extension may see files before it loads it. */
  async #browserFor(unpacked: Unpacked, allowFileAccess: boolean): Promise<Browser> {
    const id = extensionId(unpacked);
    if (id === null) return this.#context.browser();
    this.#awaited.set(id, allowFileAccess);
    try {
      return await this.#context.browser();
    } finally {
      this.#awaited.delete(id);
    }
  }

  async #load(browser: Browser, unpacked: Unpacked, allowFileAccess: boolean): Promise<Electron.Extension> {
    const { path, manifest } = unpacked;
    const expectedId = extensionId(unpacked);
    const known = [...this.#extensions.values()].find(({ extension }) => extension.path === path);
    const ids = [expectedId, known?.extension.id].filter((id) => typeof id === 'string');
    for (const id of ids) this.#loading.add(id);
    if (known) this.#setLoaded(known, false);
    try {
      const { id, name, version } = await this.#loaders(browser).load(unpacked, expectedId, allowFileAccess);
      const url = `chrome-extension://${id}/`;
      const extension = { id, manifest: parseManifest(manifest), name, path, version, url };
      const loaded = { extension, allowFileAccess, isLoaded: false, crashes: new CrashCount() };
      this.#extensions.set(id, loaded);
      this.#setLoaded(loaded, true);
      return { ...extension };
    } catch (error) {
      if (known) this.#extensions.delete(known.extension.id);
      throw error;
    } finally {
      for (const id of ids) this.#loading.delete(id);
    }
  }

  /** Reports what Chromium ignores in the manifests that were loaded last. */
  #warn(browser: Browser): void {
    const unread = [...this.#unread];
    this.#unread.clear();
    for (const [id, path] of unread) {
      this.#pages(browser)
        .warnings(id)
        .then(
          (warnings) => warnings.length > 0 && warn(path, warnings),
          () => undefined, // the browser has ended, or the extension is not there any more
        );
    }
  }

  #watch(browser: Browser, page: ExtensionsPage): ExtensionsPage {
    page.on('state', (id, state) => {
      const loaded = this.#extensions.get(id);
      if (!loaded || this.#loading.has(id)) return;
      this.#setLoaded(loaded, state === 'loaded');
      if (state === 'crashed') this.#reload(page, loaded);
    });
    page.on('gone', () => {
      if (browser.alive && this.#extensions.size > 0) page.open().catch(() => undefined); // the browser has ended
    });
    return page;
  }

  /** After a crash, which Chromium leaves to its user. One that crashes again and again stays unloaded. */
  #reload(page: ExtensionsPage, loaded: Loaded): void {
    const { id, path } = loaded.extension;
    if (!loaded.crashes.add()) {
      warn(path, ['It has crashed several times within a minute, and stays unloaded until it is loaded again.']);
      return;
    }
    const reloading = this.#last.then(async () => {
      if (this.#extensions.get(id) === loaded) await page.reload(id);
    });
    this.#last = reloading.catch((error: unknown) => {
      if (this.#context.current) warn(path, [String(error)]);
    });
  }

  #setLoaded(loaded: Loaded, isLoaded: boolean): void {
    if (loaded.isLoaded === isLoaded) return;
    loaded.isLoaded = isLoaded;
    const extension = { ...loaded.extension };
    if (isLoaded) {
      this.#listener?.onLoaded(extension);
      // As in Electron, behind the promise of loadExtension().
      setImmediate(() => {
        if (loaded.isLoaded) this.#listener?.onReady({ ...extension });
      });
    } else {
      this.#listener?.onUnloaded(extension);
    }
  }

  /** A browser after the one that had them. What cannot be loaded again is reported, and is not there any more. */
  async #restore(browser: Browser): Promise<void> {
    for (const { extension, allowFileAccess } of this.#extensions.values()) {
      try {
        await this.#load(browser, await findUnpacked(extension.path), allowFileAccess);
      } catch (error) {
        this.#extensions.delete(extension.id);
        if (browser.alive) warn(extension.path, [String(error)]);
      }
    }
  }
}

/** As Electron warns of manifests that it takes. */
function warn(path: string, warnings: readonly string[]): void {
  const text = warnings.map((warning) => `  ${warning}\n`).join('');
  process.emitWarning(`Warnings loading extension at ${path}:\n${text}`, 'ExtensionLoadWarning');
}
