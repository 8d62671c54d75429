/** Playwright as its documentation shows it; a pipe is its own default. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type LaunchOptions, type Page } from 'playwright-core';
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
import type { BenchDownloads } from './downloads';
import { PlaywrightDownloads } from './playwright-downloads';
import { rootSwitches } from './root-switches';

class PlaywrightPage implements AnsweringPage, BodyPage, RequestPage {
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
    await this.#page.unrouteAll();
    this.#page.removeAllListeners('requestfinished');
    const pattern = mode === 'others' ? '**/others/**' : '**/*';
    if (mode !== 'none' && mode !== 'observe') await this.#page.route(pattern, (route) => route.continue());
    if (mode.endsWith('observe')) this.#page.on('requestfinished', () => undefined);
  }

  async fulfill(path: string, body: Buffer): Promise<void> {
    await this.#page.route(`**${path}`, (route) => route.fulfill({ contentType: 'application/octet-stream', body }));
  }

  async fetchResponse(url: string): Promise<() => Promise<Buffer>> {
    const arrived = this.#page.waitForResponse((response) => response.url().endsWith(url));
    const [response] = await Promise.all([arrived, this.evaluate(fetchExpression(url))]);
    return () => response.body();
  }
}

class PlaywrightSession implements BenchSession {
  readonly #context: BrowserContext;
  /** The blank page that a persistent context opens with. */
  #blank: Page | null;

  constructor(context: BrowserContext) {
    this.#context = context;
    this.#blank = context.pages()[0] ?? null;
  }

  async setCookie(cookie: BenchCookie): Promise<void> {
    await this.setCookies([cookie]);
  }

  async setCookies(cookies: readonly BenchCookie[]): Promise<void> {
    await this.#context.addCookies(cookies.map(({ name, value, host }) => ({ name, value, domain: host, path: '/' })));
  }

  async countCookies(): Promise<number> {
    return (await this.#context.cookies()).length;
  }

  async newPage({ invoke }: PageOptions = {}): Promise<BenchPage> {
    const page = await this.#nextPage();
    if (invoke) await page.exposeFunction('benchInvoke', invoke);
    return new PlaywrightPage(page);
  }

  async newRequestPage(): Promise<RequestPage> {
    return new PlaywrightPage(await this.#nextPage());
  }

  async newBodyPage(): Promise<BodyPage> {
    return new PlaywrightPage(await this.#nextPage());
  }

  async newAnsweringPage(answer: (path: string) => BenchAnswer): Promise<AnsweringPage> {
    const page = await this.#nextPage();
    await page.route(/^https:/, (route, request) => {
      const { type, body } = answer(new URL(request.url()).pathname);
      return route.fulfill({ contentType: type, body: body as Buffer });
    });
    return new PlaywrightPage(page);
  }

  async newDownloads(_directory: string, pageURL: string): Promise<BenchDownloads> {
    const page = await this.#nextPage();
    await page.goto(pageURL);
    return new PlaywrightDownloads(page);
  }

  #nextPage(): Promise<Page> | Page {
    const blank = this.#blank;
    this.#blank = null;
    return blank ?? this.#context.newPage();
  }
}

class PlaywrightDriver implements Driver {
  readonly #options: DriverOptions;
  readonly #launchOptions: LaunchOptions;
  #browser: Browser | null = null;
  readonly #contexts: BrowserContext[] = [];

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#launchOptions = { executablePath: options.executable, args: rootSwitches() };
  }

  async firstSession(): Promise<BenchSession> {
    this.#browser = await chromium.launch(this.#launchOptions);
    return new PlaywrightSession(await this.#browser.newContext());
  }

  async furtherSession(kind: SessionKind): Promise<BenchSession> {
    if (kind === 'context') return new PlaywrightSession(await this.#browser!.newContext());
    // Without a directory it makes a temporary one.
    const directory = kind === 'persistent' ? mkdtempSync(join(this.#options.scratch, 'profile-')) : '';
    const context = await chromium.launchPersistentContext(directory, this.#launchOptions);
    this.#contexts.push(context);
    return new PlaywrightSession(context);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#contexts.map((context) => context.close()), this.#browser?.close()]);
  }
}

export const open = (options: DriverOptions): Driver => new PlaywrightDriver(options);
