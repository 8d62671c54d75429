/** Devices through Chromium's own chooser: a page of bare Chromium whose chooser is clicked over UI DevTools. */
import { setTimeout as delay } from 'node:timers/promises';
import type { UIDevTools } from '../lib/ui-devtools';
import {
  now,
  readTimes,
  requestExpression,
  type DeviceKindName,
  type DevicePage,
  type DeviceRequestTimes,
} from './device-page';
import type { ProtocolPage } from './protocol-page';

/** Chromium's names (chrome/browser/ui/views/permissions/chooser_bubble_ui.cc, device_chooser_content_view.cc). */
const WINDOW = 'ChooserBubbleUiViewDelegate';
/** Where its first row and its buttons take a click, in pixels. */
const ROW = [40, 12] as const;
const BUTTON = [20, 12] as const;

/** Milliseconds between two looks at the views. */
const POLL = 5;
/** A chooser that is still closing refuses the next request at once. */
const ATTEMPTS = 20;
const PAUSE = 250;

export class ChooserPage implements DevicePage {
  readonly #page: ProtocolPage;
  readonly #ui: UIDevTools;

  constructor(page: ProtocolPage, ui: UIDevTools) {
    this.#page = page;
    this.#ui = ui;
  }

  load(url: string): Promise<void> {
    return this.#page.load(url);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#page.evaluate(expression);
  }

  async request(kind: DeviceKindName): Promise<DeviceRequestTimes> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const times = await this.#tryRequest(kind);
      await delay(PAUSE);
      if (times) return times;
    }
    throw new Error(`Chromium's chooser gave the page no device (${kind})`);
  }

  async #tryRequest(kind: DeviceKindName): Promise<DeviceRequestTimes | null> {
    const over = new AbortController();
    const request = this.#page.evaluate(requestExpression(kind), true).finally(() => over.abort());
    const answered = await this.#choose(over.signal);
    return readTimes(await request, answered);
  }

  /** Resolves with the moment before the first click. */
  async #choose(over: AbortSignal): Promise<number> {
    while (!over.aborted) {
      const [[table], [, connect]] = await Promise.all([
        this.#ui.find(WINDOW, 'TableView'),
        this.#ui.find(WINDOW, 'MdTextButton'),
      ]);
      if (table !== undefined && connect !== undefined) {
        const answered = now();
        await this.#ui.click(table, ...ROW);
        await this.#ui.click(connect, ...BUTTON);
        return answered;
      }
      await delay(POLL);
    }
    return 0;
  }
}
