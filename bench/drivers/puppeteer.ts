/** Puppeteer as its documentation shows it, with the pipe instead of a port. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import {
  fetchExpression,
  type AnsweringPage,
  type BenchAnswer,
  type BenchCookie,
  type BenchPage,
  type BenchSession,
  type BodyPage,
  type Driver,
  type DriverOptions,
  type Interception,
  type PageOptions,
  type RequestPage,
  type SessionKind,
} from './driver';
import { rootSwitches } from './root-switches';

class PuppeteerPage implements AnsweringPage, BodyPage, RequestPage {
  readonly streams = false;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async load(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#page.evaluate(expression);
  }

  async intercept(mode: Interception): Promise<void> {
    const holds = mode !== 'none' && mode !== 'observe';
    this.#page.removeAllListeners('request').removeAllListeners('requestfinished');
    if (holds) this.#page.on('request', (request) => void request.continue());
    if (mode.endsWith('observe')) this.#page.on('requestfinished', () => undefined);
    await this.#page.setRequestInterception(holds);
  }

  async fulfill(path: string, body: Buffer): Promise<void> {
    await this.#page.setRequestInterception(true);
    this.#page.on('request', (request) => {
      const answer = request.url().endsWith(path)
        ? request.respond({ status: 200, contentType: 'application/octet-stream', body })
        : request.continue();
      void answer;
    });
  }

  async fetchResponse(url: string): Promise<() => Promise<Buffer>> {
    const arrived = this.#page.waitForResponse((response) => response.url().endsWith(url));
    const [response] = await Promise.all([arrived, this.evaluate(fetchExpression(url))]);
    return async () => Buffer.from(await response.content());
  }
}

class PuppeteerSession implements BenchSession {
  readonly #context: BrowserContext;
  /** The blank page that a new browser opens with. */
  #blank: Page | null;

  constructor(context: BrowserContext, blank: Page | null) {
    this.#context = context;
    this.#blank = blank;
  }

  async setCookie(cookie: BenchCookie): Promise<void> {
    await this.setCookies([cookie]);
  }

  async setCookies(cookies: readonly BenchCookie[]): Promise<void> {
    await this.#context.setCookie(
      ...cookies.map(({ name, value, host }) => ({ name, value, domain: host, path: '/' })),
    );
  }

  async countCookies(): Promise<number> {
    return (await this.#context.cookies()).length;
  }

  async newPage({ invoke }: PageOptions = {}): Promise<BenchPage> {
    const page = await this.#nextPage();
    if (invoke) await page.exposeFunction('benchInvoke', invoke);
    return new PuppeteerPage(page);
  }

  async newRequestPage(): Promise<RequestPage> {
    return new PuppeteerPage(await this.#nextPage());
  }

  async newBodyPage(): Promise<BodyPage> {
    return new PuppeteerPage(await this.#nextPage());
  }

  async newAnsweringPage(answer: (path: string) => BenchAnswer): Promise<AnsweringPage> {
    const page = await this.#nextPage();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const { type, body } = answer(new URL(request.url()).pathname);
      void request.respond({ status: 200, contentType: type, body: body as Buffer });
    });
    return new PuppeteerPage(page);
  }

  #nextPage(): Promise<Page> | Page {
    const blank = this.#blank;
    this.#blank = null;
    return blank ?? this.#context.newPage();
  }
}

class PuppeteerDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #browsers: Browser[] = [];

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  firstSession(): Promise<BenchSession> {
    return this.furtherSession('memory');
  }

  async furtherSession(kind: SessionKind): Promise<BenchSession> {
    if (kind === 'context') return new PuppeteerSession(await this.#browsers[0]!.createBrowserContext(), null);
    const browser = await launch({
      executablePath: this.#options.executable,
      pipe: true,
      args: rootSwitches(),
      // Without a directory it makes a temporary one.
      ...(kind === 'persistent' ? { userDataDir: mkdtempSync(join(this.#options.scratch, 'profile-')) } : {}),
    });
    this.#browsers.push(browser);
    const [blank = null] = await browser.pages();
    return new PuppeteerSession(browser.defaultBrowserContext(), blank);
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
  }
}

export const open = (options: DriverOptions): Driver => new PuppeteerDriver(options);
