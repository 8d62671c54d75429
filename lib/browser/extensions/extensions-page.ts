/**
 * A hidden page of chrome://extensions: its origin may use chrome.management, which tells of every extension that is loaded and
 * unloaded, and chrome.developerPrivate, whose events cost Chromium more than the load itself. One of its resources is opened as a document, because the page itself loads its whole
 * user interface.
 */
import { EventEmitter } from 'node:events';
import type { Browser } from '../browser-process/browser';
import type { HiddenDocument } from '../hidden-page/hidden-document';
import { HiddenPage } from '../hidden-page/hidden-page';

const PAGE = 'chrome://extensions/strings.m.js';
const BINDING = 'valenceReport';

/** `crashed`: Chromium has unloaded it, because the process of one of its documents (offscreen, popup) has died. */
export type ExtensionState = 'loaded' | 'unloaded' | 'crashed';

interface ExtensionsPageEvents {
  /** An extension has been loaded or unloaded, for whatever reason. */
  state: [id: string, state: ExtensionState];
  /** Its renderer has died: nothing is reported until it is opened again. */
  gone: [];
}

/**
 * Runs in the page, and leaves its functions there. In developer mode Chromium lists warnings, and starts an extension again that
 * asks for it. A change of file access loads the extension anew. What is used: chrome/common/extensions/api/developer_private.idl.
 */
const SCRIPT = `(async () => {
  const { developerPrivate, management } = chrome;
  const report = (id, state) => ${BINDING}(JSON.stringify({ id, state }));
  management.onEnabled.addListener(({ id }) => report(id, 'loaded'));
  management.onDisabled.addListener(async ({ id }) => {
    report(id, 'unloaded');
    const { state } = await developerPrivate.getExtensionInfo(id);
    if (state === 'TERMINATED') report(id, 'crashed');
  });

  const untilLoaded = (id) =>
    new Promise((resolve) => {
      management.onEnabled.addListener(function listener({ id: item }) {
        if (item !== id) return;
        management.onEnabled.removeListener(listener);
        resolve();
      });
    });

  globalThis.configure = async (id, allowFileAccess) => {
    if ((await developerPrivate.getExtensionInfo(id)).state !== 'ENABLED') await management.setEnabled(id, true);
    const { fileAccess } = await developerPrivate.getExtensionInfo(id);
    if (fileAccess.isEnabled && fileAccess.isActive !== allowFileAccess) {
      const loaded = untilLoaded(id);
      await developerPrivate.updateExtensionConfiguration({ extensionId: id, fileAccess: allowFileAccess });
      await loaded;
    }
    return fileAccess.isEnabled ? allowFileAccess : null;
  };

  globalThis.warnings = async (id) =>
    (await developerPrivate.getExtensionInfo(id)).manifestErrors.map(({ message }) => message);

  globalThis.reload = async (id) => {
    if ((await developerPrivate.getExtensionInfo(id)).state !== 'TERMINATED') return;
    const error = await developerPrivate.reload(id, { failQuietly: true, populateErrorForUnpacked: true });
    if (error) throw new Error(error.error);
  };

  await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
})()`;

export class ExtensionsPage extends EventEmitter<ExtensionsPageEvents> {
  readonly #page: HiddenPage;

  constructor(browser: Browser) {
    super();
    this.#page = new HiddenPage(browser, 'Loading an extension', (document) => this.#open(document));
  }

  /** Resolves when every state will be reported. Rejects with BrowserGoneError if the browser ends before. */
  open(): Promise<void> {
    return this.#page.ready();
  }

  /**
   * Enables a loaded extension, with or without access to file: URLs. Resolves with what Chromium has noted about that, or with null if
   * the extension does not ask for it. Rejects as open().
   */
  configure(id: string, allowFileAccess: boolean): Promise<boolean | null> {
    return this.#page.evaluate(`configure(${JSON.stringify(id)}, ${allowFileAccess})`);
  }

  /** What Chromium ignores in its manifest. Rejects as open(). */
  warnings(id: string): Promise<string[]> {
    return this.#page.evaluate(`warnings(${JSON.stringify(id)})`);
  }

  /** Loads a crashed extension again. Rejects as open(), and if Chromium cannot load it. */
  async reload(id: string): Promise<void> {
    await this.#page.evaluate(`reload(${JSON.stringify(id)})`);
  }

  /** Unloads it; what it has stored stays. Rejects as open(). */
  async disable(id: string): Promise<void> {
    await this.#page.evaluate(`chrome.management.setEnabled(${JSON.stringify(id)}, false)`);
  }

  async #open(document: HiddenDocument): Promise<void> {
    const { session } = document;
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name !== BINDING) return;
      const { id, state } = JSON.parse(payload) as { id: string; state: ExtensionState };
      this.emit('state', id, state);
    });
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
    await document.load(PAGE);
    await document.evaluate(SCRIPT);
    document.onGone(() => this.emit('gone'));
  }
}
