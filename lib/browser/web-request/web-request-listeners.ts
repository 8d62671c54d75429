/** The listeners of one session and the browsers it has over time. */
import type { BrowserContext } from '../browser-context/browser-context';
import { BrowserRequests } from './browser-requests';
import { ListenerTable } from './listener-table';

export class WebRequestListeners {
  readonly table = new ListenerTable();
  #current: BrowserRequests | null = null;

  constructor(context: BrowserContext) {
    context.onBrowser((browser) => {
      // Ids go on where the browser before ended.
      this.#current = new BrowserRequests(browser, this.table, this.#current?.records.nextFirstId ?? 0);
      this.#current.update();
    });
    this.table.on('changed', () => this.#current?.update());
  }
}
