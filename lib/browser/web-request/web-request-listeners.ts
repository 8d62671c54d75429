/** The listeners of one session and the browsers it has over time. */
import type { BrowserContext } from '../browser-context/browser-context';
import { allowlistedId } from '../browser-process/extension-folders';
import { BrowserListeners } from './browser-listeners';
import { ListenerTable } from './listener-table';

export class WebRequestListeners {
  readonly table = new ListenerTable();
  #current: BrowserListeners | null = null;
  readonly #warned = new Set<string>();

  constructor(context: BrowserContext) {
    // The extension that holds WebSockets may do so; it is loaded only while a listener needs it.
    context.contribute({ switches: () => ({ 'allowlisted-extension-id': allowlistedId() }) });
    context.onBrowser((browser) => {
      // Ids go on where the browser before ended.
      const firstId = this.#current?.records.nextFirstId ?? 0;
      this.#current = new BrowserListeners(browser, this.table, context.schemes, firstId, (header) =>
        this.#warn(header),
      );
      this.#current.update();
    });
    this.table.on('changed', () => this.#current?.update());
    // Filters may name a scheme that comes later.
    context.schemes.on('added', () => this.#current?.update());
  }

  #warn(header: string): void {
    const name = header.toLowerCase();
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    process.emitWarning(
      `webRequest: Chromium does not let the request header ${JSON.stringify(header)} be set; it is sent as it was.`,
      { code: 'VALENCE_UNSAFE_HEADER' },
    );
  }
}
