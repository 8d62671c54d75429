/**
 * ses.preconnect(): Chromium connects to an origin before anything is requested from it. It does so for a document of that origin with
 * a hint: a hidden page shows one, which comes from here and not from the server.
 */
import { invalidArgValue, validateInteger, validateObject, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { HiddenPage } from '../hidden-page/hidden-page';
import { LivePolicies } from '../live-policies/live-policies';

const DOCUMENT = Buffer.from('<!doctype html><link rel="icon" href="data:,"><link rel="preconnect" href="/">');
const HEADERS = [{ name: 'Content-Type', value: 'text/html' }];

export class Preconnector {
  readonly #context: BrowserContext;
  readonly #page = perBrowser((browser) => hintPage(browser));
  readonly #allowed = new WeakSet<Browser>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Throws TypeError for bad options. Nobody is told whether a connection was made. */
  preconnect(options: Electron.PreconnectOptions): void {
    const url = this.#context.schemes.toChromium(originOf(options));
    this.#context.allowPrediction();
    // One by one: a page has one document.
    this.#last = this.#last.then(() => this.#show(url)).catch(() => undefined);
  }

  async #show(url: string): Promise<void> {
    const { current } = this.#context;
    const browser = await this.#context.browser();
    // One that ran before does not do it yet.
    if (current === browser && !this.#allowed.has(browser)) await LivePolicies.of(this.#context).changed();
    this.#allowed.add(browser);
    const page = this.#page(browser);
    await page.use((document) => document.load(url));
  }
}

function hintPage(browser: Browser): HiddenPage {
  return new HiddenPage(browser, 'Preconnecting', async ({ session }) => {
    browser.connection.takeRequests(session.sessionId!);
    session.on('Fetch.requestPaused', ({ requestId }) => {
      session.post('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders: HEADERS, body: DOCUMENT });
    });
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  });
}

function originOf(options: Electron.PreconnectOptions): string {
  validateObject(options, 'options');
  const { url, numSockets = 1 } = options;
  validateString(url, 'options.url');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalidArgValue('options.url', 'an http: or https: URL', url);
  }
  validateInteger(numSockets, 'options.numSockets');
  if (numSockets < 1 || numSockets > 6) throw invalidArgValue('options.numSockets', 'from 1 to 6', numSockets);
  return `${new URL(url).origin}/`;
}
