/** Members of Session under the names that later versions of Electron have for them (docs/api/extensions-api.md). */
import { EventEmitter } from 'node:events';
import type { ExtensionManager } from '../extensions/extension-manager';
import { requireLibrary, type LIBRARY } from '../internals';

type Members = 'loadExtension' | 'removeExtension' | 'getExtension' | 'getAllExtensions';

export class Extensions extends EventEmitter implements Pick<Electron.Session, Members> {
  readonly #manager: ExtensionManager;

  constructor(key: typeof LIBRARY, manager: ExtensionManager) {
    super();
    requireLibrary(key);
    this.#manager = manager;
  }

  /** Resolves when Chromium runs it. Rejects with Error, in Electron's words, for what is no extension that Chromium takes. */
  async loadExtension(path: string, options?: Electron.LoadExtensionOptions): Promise<Electron.Extension> {
    return this.#manager.load(path, options);
  }

  /** Unloads it; what it has stored stays. */
  removeExtension(extensionId: string): void {
    this.#manager.remove(extensionId);
  }

  getExtension(extensionId: string): Electron.Extension | null {
    return this.#manager.get(extensionId);
  }

  getAllExtensions(): Electron.Extension[] {
    return this.#manager.getAll();
  }
}
