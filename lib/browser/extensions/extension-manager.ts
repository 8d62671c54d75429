/**
 * The extensions that an app has loaded into a session. Chromium does not remember them: they are loaded anew into a browser that
 * takes the place of one that has ended, and never into the next run of the app.
 */
import { isAbsolute } from 'node:path';
import { validateObject, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { ProtocolError } from '../devtools/errors';
import { CrashCount } from './crash-count';
import { findUnpacked, loadError, mayAskForFiles, parseManifest, type Unpacked } from './extension-manifest';
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

const DEFAULTS: Electron.LoadExtensionOptions = { allowFileAccess: false };

export class ExtensionManager {
  readonly #context: BrowserContext;
  readonly #extensions = new Map<string, Loaded>();
  /** Ids that load() is about: their states are its own doing. */
  readonly #loading = new Set<string>();
  /** Ids that a browser has had before: what was set for them may still hold. */
  readonly #earlier = perBrowser(() => new Set<string>());
  readonly #pages = perBrowser((browser) => this.#watch(browser, new ExtensionsPage(browser)));
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
    if (!context.inMemory) context.contribute({ beforeStart: forgetExtensions });
    context.onBrowser((browser) => this.#restore(browser));
    context.on('ended', () => {
      for (const loaded of this.#extensions.values()) this.#setLoaded(loaded, false);
    });
  }

  setListener(listener: ExtensionListener): void {
    this.#listener = listener;
  }

  /** Rejects with TypeError for bad arguments, and with Error, in Electron's words, for what cannot be loaded. */
  async load(path: string, options: Electron.LoadExtensionOptions = DEFAULTS): Promise<Electron.Extension> {
    validateString(path, 'path');
    validateObject(options, 'options');
    if (!isAbsolute(path)) throw new Error("The path to the extension in 'loadExtension' must be absolute");
    if (this.#context.inMemory) throw new Error('Extensions cannot be loaded in a temporary session');
    const { allowFileAccess } = { ...DEFAULTS, ...options };
    const unpacked = await findUnpacked(path);
    const browser = await this.#context.browser();
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

  async #load(browser: Browser, { path, manifest }: Unpacked, allowFileAccess: boolean): Promise<Electron.Extension> {
    const page = this.#pages(browser);
    const known = [...this.#extensions.values()].find(({ extension }) => extension.path === path);
    if (known) {
      this.#loading.add(known.extension.id);
      this.#setLoaded(known, false);
    }
    let id = known?.extension.id ?? '';
    try {
      const command = browser.root.send('Extensions.loadUnpacked', { path }).catch((error: unknown) => {
        throw error instanceof ProtocolError ? loadError(path, reasonOf(error)) : error;
      });
      [{ id }] = await Promise.all([command, page.open()]);
      this.#loading.add(id);
      const { extensions } = await browser.root.send('Extensions.getExtensions');
      const { name, version, enabled } = extensions.find((info) => info.id === id) ?? unloaded(path);
      const earlier = this.#earlier(browser);
      const isNew = enabled && !earlier.has(id);
      earlier.add(id);
      // Chromium lets a new one see files.
      if (!isNew || (!allowFileAccess && mayAskForFiles(manifest))) await page.configure(id, allowFileAccess);
      const extension = {
        id,
        manifest: parseManifest(manifest),
        name,
        path,
        version,
        url: `chrome-extension://${id}/`,
      };
      const loaded = { extension, allowFileAccess, isLoaded: false, crashes: new CrashCount() };
      this.#extensions.set(id, loaded);
      this.#setLoaded(loaded, true);
      return { ...extension };
    } catch (error) {
      this.#extensions.delete(id);
      throw error;
    } finally {
      this.#loading.delete(id);
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

function unloaded(path: string): never {
  throw loadError(path, 'It is not there any more.');
}

function reasonOf({ reason }: ProtocolError): string {
  if (!reason.includes('unsupported manifest version')) return reason;
  return `${reason} Chromium has no Manifest V2 any more: use a version with Manifest V3 ("Extensions" in docs/limits.md).`;
}

/** As Electron warns of manifests that it takes. */
function warn(path: string, warnings: readonly string[]): void {
  const text = warnings.map((warning) => `  ${warning}\n`).join('');
  process.emitWarning(`Warnings loading extension at ${path}:\n${text}`, 'ExtensionLoadWarning');
}
