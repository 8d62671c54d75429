/** webContents.printToPDF(). Chromium prints a page once at a time: it forgets to answer those that come meanwhile. */
import { bytes } from './capture';
import { pdfSettings } from './pdf-settings';
import type { Page } from './page';
import type { PageHolder } from './page-holder';

export class PDFPrinter {
  readonly #pages: PageHolder;
  /** The last one that was asked for; never rejects. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(pages: PageHolder) {
    this.#pages = pages;
  }

  /** Rejects with TypeError or Error for bad options, and if the page ends before or has ended. */
  async print(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    const settings = pdfSettings(options);
    const printed = this.#last.then(async () => {
      const { session } = await this.#livePage();
      // A process whose end is not reported yet does not answer.
      await session.send('Runtime.evaluate', { expression: '0' });
      return session.send('Page.printToPDF', settings);
    });
    this.#last = printed.catch(() => undefined);
    return bytes((await printed).data);
  }

  /** Asked to print a page whose process has ended, Chromium ends, and with it the pages of the whole session. */
  async #livePage(): Promise<Page> {
    const crashed = (): boolean => this.#pages.crashed && this.#pages.live !== null;
    const page = crashed() ? null : await this.#pages.page();
    if (!page || crashed()) throw new Error('The page has crashed: load it again before it is printed');
    return page;
  }
}
