/** Loads extensions into one browser, with or without access to files. */
import type { Browser } from '../browser-process/browser';
import { ProtocolError } from '../devtools/errors';
import { loadError, mayAskForFiles, type Unpacked } from './extension-manifest';
import type { ExtensionsPage } from './extensions-page';
import { WorkerHold } from './worker-hold';

/** What Chromium says of a loaded extension. */
export interface LoadedInfo {
  id: string;
  /** In the language of the browser. */
  name: string;
  version: string;
}

export class ExtensionLoader {
  readonly #browser: Browser;
  readonly #page: ExtensionsPage;
  readonly #workers: WorkerHold;
  /** Whether they may see files, by id, as Chromium has noted it. It lets those of which it has noted nothing. */
  readonly #fileAccess: Map<string, boolean>;

  /** `fileAccess`: what the browser has found in its preferences. */
  constructor(browser: Browser, page: ExtensionsPage, fileAccess: ReadonlyMap<string, boolean>) {
    this.#browser = browser;
    this.#page = page;
    this.#workers = new WorkerHold(browser);
    this.#fileAccess = new Map(fileAccess);
  }

  /** `id`: null if it cannot be known before. Rejects with Chromium's reason, or with BrowserGoneError. */
  async load({ path, manifest }: Unpacked, id: string | null, allowFileAccess: boolean): Promise<LoadedInfo> {
    const asks = id !== null && mayAskForFiles(manifest);
    if (!asks || allowFileAccess || !this.#noted(id)) return this.#load(path, asks, allowFileAccess);
    // Chromium lets every extension see files that asks for them, and loads it anew to take that back.
    const held = this.#workers.start(id);
    try {
      return await this.#load(path, asks, false);
    } finally {
      held.end();
    }
  }

  async #load(path: string, asks: boolean, allowFileAccess: boolean): Promise<LoadedInfo> {
    const [loaded] = await Promise.all([this.#command(path), this.#page.open()]);
    const { enabled, ...info } = await this.#info(loaded.id, path);
    if (!enabled || (asks && this.#noted(info.id) !== allowFileAccess)) await this.#configure(info.id, allowFileAccess);
    return info;
  }

  #noted(id: string): boolean {
    return this.#fileAccess.get(id) ?? true;
  }

  async #configure(id: string, allowFileAccess: boolean): Promise<void> {
    const noted = await this.#page.configure(id, allowFileAccess);
    if (noted !== null) this.#fileAccess.set(id, noted);
  }

  #command(path: string): Promise<{ id: string }> {
    return this.#browser.root.send('Extensions.loadUnpacked', { path }).catch((error: unknown) => {
      throw error instanceof ProtocolError ? loadError(path, reasonOf(error)) : error;
    });
  }

  async #info(id: string, path: string): Promise<LoadedInfo & { enabled: boolean }> {
    const { extensions } = await this.#browser.root.send('Extensions.getExtensions');
    const found = extensions.find((info) => info.id === id);
    if (!found) throw loadError(path, 'It is not there any more.');
    const { name, version, enabled } = found;
    return { id, name, version, enabled };
  }
}

function reasonOf({ reason }: ProtocolError): string {
  if (!reason.includes('unsupported manifest version')) return reason;
  return `${reason} Chromium has no Manifest V2 any more: use a version with Manifest V3 ("Extensions" in docs/limits.md).`;
}
