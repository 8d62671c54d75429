/**
 * The one writer of Browser.setPermission. What was set holds for the session: every browser of it is given all of it before its
 * first page runs, and one that has no page is not bothered.
 */
import type Protocol from 'devtools-protocol';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import type { Target } from '../targets/target';

/** Origins are in Chromium's words; a setting without one is for every origin that has none of its own. */
export type PermissionSetting = Omit<Protocol.Browser.SetPermissionRequest, 'browserContextId'>;

interface Entry {
  setting: PermissionSetting;
  browser: Browser | null;
  /** Whether `browser` has taken it. */
  written: Promise<void>;
}

export class PermissionSettings {
  /** The last word on each permission and origin. */
  readonly #entries = new Map<string, Entry>();
  /** The browser that has them. */
  #browser: Browser | null = null;

  private constructor(context: BrowserContext) {
    context.onBrowser((browser) => {
      browser.targets.addSetup((target) => this.#onTarget(browser, target));
    });
  }

  /** The one of a session. */
  static readonly of = perContext((context) => new PermissionSettings(context));

  /**
   * Resolves when Chromium acts by it; at once if there is no page yet. Written before this returns: what the browser is asked next
   * comes behind it. Rejects with ProtocolError for a permission or origin that cannot be set, with BrowserGoneError if the
   * browser ends before.
   */
  set(setting: PermissionSetting): Promise<void> {
    const browser = this.#browser?.alive ? this.#browser : null;
    const known = this.#entries.get(keyOf(setting));
    if (known?.setting.setting === setting.setting && known.browser === browser) return known.written;
    return this.#write(setting, browser);
  }

  #onTarget(browser: Browser, { type, info }: Target): void {
    if (this.#browser === browser) return;
    if (type !== 'page' && !info.url.startsWith('http')) return; // the helper's worker
    this.#browser = browser;
    for (const { setting } of this.#entries.values()) void this.#write(setting, browser);
  }

  #write(setting: PermissionSetting, browser: Browser | null): Promise<void> {
    const written = browser
      ? browser.root.send('Browser.setPermission', setting).then(() => undefined)
      : Promise.resolve();
    this.#entries.set(keyOf(setting), { setting, browser, written });
    written.catch(() => undefined); // callers of set() are told
    return written;
  }
}

/** Descriptors come from one table each: the order of their fields is the same. */
const keyOf = ({ permission, origin = '', embeddedOrigin = '' }: PermissionSetting): string =>
  JSON.stringify([permission, origin, embeddedOrigin]);
