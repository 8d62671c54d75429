/** Names to addresses with a session's own resolver and cache: what chrome://net-internals asks (its WebUI handler). */
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { HelperExtension } from '../helper-extension/helper-extension';
import { netError } from './net-error';

const PAGE = 'chrome://net-internals/';

/** What the page can ask for, of what Electron can. */
const ONLY: Readonly<Record<'source' | 'cacheUsage' | 'secureDnsPolicy', string>> = {
  source: 'any',
  cacheUsage: 'allowed',
  secureDnsPolicy: 'allow',
};

export class HostResolver {
  readonly #context: BrowserContext;
  #page: { browser: Browser; session: Promise<CDPSession> } | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Rejects with a net error if there is no address, with TypeError or Error for what cannot be asked. */
  async resolve(host: string, options: Electron.ResolveHostOptions = {}): Promise<Electron.ResolvedHost> {
    if (typeof host !== 'string') throw new TypeError(`host must be a string, got ${typeof host}`);
    checkOptions(options);
    const session = await this.#session();
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `import('chrome://resources/js/cr.js')
        .then(({ sendWithPromise }) => sendWithPromise('resolveHost', ${JSON.stringify(host)}))
        .then(({ resolved_addresses: addresses }) => ({ addresses }), (error) => ({ error: String(error) }))`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`${PAGE}: ${exceptionDetails.text}`);
    const { addresses = [], error } = result.value as { addresses?: string[]; error?: string };
    if (error !== undefined) throw netError(error);
    const wanted = options.queryType === undefined ? null : options.queryType === 'A' ? 'ipv4' : 'ipv6';
    const endpoints = addresses.map(toEndpoint).filter(({ family }) => wanted === null || family === wanted);
    if (endpoints.length === 0) throw netError('ERR_NAME_NOT_RESOLVED');
    return { endpoints };
  }

  async #session(): Promise<CDPSession> {
    const browser = await this.#context.browser();
    if (this.#page?.browser !== browser) this.#page = { browser, session: this.#open(browser) };
    return this.#page.session;
  }

  async #open(browser: Browser): Promise<CDPSession> {
    // Chromium makes hidden pages only while another page or worker exists.
    await HelperExtension.of(browser).session();
    const { targetId } = await browser.root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await browser.root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = browser.connection.session(sessionId);
    await session.send('Page.enable');
    const loaded = new Promise<void>((resolve) => session.once('Page.loadEventFired', () => resolve()));
    await session.send('Page.navigate', { url: PAGE });
    const ended = browser.connection.closed.then(async () => {
      throw await browser.gone('Resolving a host');
    });
    await Promise.race([loaded, ended]);
    return session;
  }
}

function checkOptions(options: Electron.ResolveHostOptions): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('options must be an object');
  const { queryType } = options;
  if (queryType !== undefined && queryType !== 'A' && queryType !== 'AAAA') {
    throw new TypeError("options.queryType must be 'A' or 'AAAA'");
  }
  for (const [name, only] of Object.entries(ONLY)) {
    const value = options[name as keyof typeof ONLY];
    if (value !== undefined && value !== only) {
      throw new Error(`options.${name}: Chromium's resolver can be asked with '${only}' only, got '${value}'`);
    }
  }
}

const toEndpoint = (address: string): Electron.ResolvedEndpoint => ({
  address,
  family: address.includes(':') ? 'ipv6' : 'ipv4',
});
