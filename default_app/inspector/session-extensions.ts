/** The extensions of one session, with what is wrong with them. */
import { EventEmitter } from 'node:events';
import type { ExtensionRow } from '../common/messages';
import type { ExtensionWarnings } from './extension-warnings';
import { shortenPath } from './session-names';

interface Failed {
  extension: Electron.Extension;
  error: string;
}

export class SessionExtensions extends EventEmitter<{ changed: [] }> {
  readonly #session: Electron.Session;
  readonly #warnings: ExtensionWarnings;
  /** By path: those that could not be loaded again. */
  readonly #failed = new Map<string, Failed>();
  /** Paths of those whose loading was seen, with their warnings. */
  readonly #seen = new Set<string>();
  /** Paths of those that were loaded here with access to files. */
  readonly #withFiles = new Set<string>();

  constructor(ses: Electron.Session, warnings: ExtensionWarnings) {
    super();
    this.#session = ses;
    this.#warnings = warnings;
    ses.extensions.on('extension-loaded', (_event, { path }) => {
      this.#seen.add(path);
      this.emit('changed');
    });
    ses.extensions.on('extension-unloaded', () => this.emit('changed'));
    warnings.on('changed', () => this.emit('changed'));
  }

  rows(): ExtensionRow[] {
    const loaded = this.#session.getAllExtensions().map((extension) => this.#row(extension, null));
    const failed = [...this.#failed.values()].map(({ extension, error }) => this.#row(extension, error));
    return [...loaded, ...failed].sort((a, b) => a.name.localeCompare(b.name) || a.path.localeCompare(b.path));
  }

  /** Rejects with Chromium's reason for what is no extension. */
  async load(path: string, allowFileAccess: boolean): Promise<void> {
    this.#warnings.forget(path);
    const extension = await this.#session.loadExtension(path, { allowFileAccess });
    this.#failed.delete(extension.path);
    if (allowFileAccess) this.#withFiles.add(extension.path);
    else this.#withFiles.delete(extension.path);
    this.emit('changed');
  }

  /** Rejects with Chromium's reason if it cannot be loaded again; it stays in the list. Throws Error if there is none. */
  async reload(path: string): Promise<void> {
    const extension = this.#find(path);
    try {
      await this.load(path, this.#withFiles.has(path));
    } catch (error) {
      this.#failed.set(path, { extension, error: error instanceof Error ? error.message : String(error) });
      this.emit('changed');
      throw error;
    }
  }

  /** Throws Error if there is none. */
  remove(path: string): void {
    const { id } = this.#find(path);
    this.#failed.delete(path);
    this.#session.removeExtension(id);
    this.emit('changed');
  }

  #find(path: string): Electron.Extension {
    const loaded = this.#session.getAllExtensions().find((extension) => extension.path === path);
    const found = loaded ?? this.#failed.get(path)?.extension;
    if (!found) throw new Error(`No extension is loaded from ${path}.`);
    return found;
  }

  #row({ id, name, version, path }: Electron.Extension, error: string | null): ExtensionRow {
    const warnings = this.#seen.has(path) ? this.#warnings.of(path) : null;
    return { id, name, version, path, shortPath: shortenPath(path), warnings, error };
  }
}
