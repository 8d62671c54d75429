/**
 * The one writer of Browser.setPermission. What was set holds for the session: a browser that takes the place of another one is
 * given it before it has a page.
 */
import type Protocol from 'devtools-protocol';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';

/** Origins are in Chromium's words; a setting without one is for every origin that has none of its own. */
export type PermissionSetting = Omit<Protocol.Browser.SetPermissionRequest, 'browserContextId'>;

interface Entry {
  setting: PermissionSetting;
  browser: Browser | null;
  /** Whether `browser` has taken it. */
  written: Promise<void>;
}

const byContext = new WeakMap<BrowserContext, PermissionSettings>();

export class PermissionSettings {
  readonly #context: BrowserContext;
  /** The last word on each permission and origin. */
  readonly #entries = new Map<string, Entry>();

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.onBrowser((browser) => {
      for (const { setting } of this.#entries.values()) void this.#write(setting, browser);
    });
  }

  /** The one of a session. */
  static of(context: BrowserContext): PermissionSettings {
    const known = byContext.get(context);
    if (known) return known;
    const settings = new PermissionSettings(context);
    byContext.set(context, settings);
    return settings;
  }

  /**
   * Resolves when Chromium acts by it; at once if no browser runs. Written before this returns: what the browser is asked next comes
   * behind it. Rejects with ProtocolError for a permission that Chromium does not know, with BrowserGoneError if it ends before.
   */
  set(setting: PermissionSetting): Promise<void> {
    const known = this.#entries.get(keyOf(setting));
    const browser = this.#context.current;
    if (known?.setting.setting === setting.setting && known.browser === browser) return known.written;
    return this.#write(setting, browser);
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
