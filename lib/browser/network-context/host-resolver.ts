/** Names to addresses with a session's own resolver and cache: what chrome://net-internals asks (its WebUI handler). */
import { isIP } from 'node:net';
import { invalidArgValue, validateObject, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { withoutBrackets } from '../host-port';
import { netError } from '../net-error';
import { netInternalsOf, sending } from './net-internals';

/** Exactly one of them. */
interface Answer {
  addresses?: string[];
  /** "net::ERR_…" */
  error?: string;
}

/** What the page can ask for, of what Electron can. */
const ONLY: Readonly<Record<'source' | 'cacheUsage' | 'secureDnsPolicy', string>> = {
  source: 'any',
  cacheUsage: 'allowed',
  secureDnsPolicy: 'allow',
};

export class HostResolver {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Rejects with a net error if there is no address, with TypeError or Error for what cannot be asked. */
  async resolve(host: string, options: Electron.ResolveHostOptions = {}): Promise<Electron.ResolvedHost> {
    validateString(host, 'host');
    checkOptions(options);
    const wanted = options.queryType === undefined ? null : options.queryType === 'A' ? 'ipv4' : 'ipv6';
    const endpoints = (await this.#look(host))
      .map(toEndpoint)
      .filter(({ family }) => wanted === null || family === wanted);
    if (endpoints.length === 0) throw netError('ERR_NAME_NOT_RESOLVED');
    return { endpoints };
  }

  /** Null if there are none. */
  async addressesOf(host: string): Promise<string[] | null> {
    return this.#look(host).catch(() => null);
  }

  /** Resolves when Chromium has forgotten every answer. Does nothing without a browser. */
  async clearCache(): Promise<void> {
    const { current } = this.#context;
    if (!current) return;
    // With a call that is answered: commands of a page keep their order.
    await netInternalsOf(current).evaluate(sending('clearHostResolverCache'));
  }

  async #look(given: string): Promise<string[]> {
    const host = withoutBrackets(given).toLowerCase();
    if (isIP(host) !== 0) return [host];
    const page = netInternalsOf(await this.#context.browser());
    const { addresses = [], error } = await page.evaluate<Answer>(`import('chrome://resources/js/cr.js')
      .then(({ sendWithPromise }) => sendWithPromise('resolveHost', ${JSON.stringify(host)}))
      .then(({ resolved_addresses: addresses }) => ({ addresses }), (error) => ({ error: String(error) }))`);
    if (error !== undefined) throw netError(error);
    return addresses;
  }
}

function checkOptions(options: Electron.ResolveHostOptions): void {
  validateObject(options, 'options');
  const { queryType } = options;
  if (queryType !== undefined && queryType !== 'A' && queryType !== 'AAAA') {
    throw invalidArgValue('options.queryType', "'A' or 'AAAA'", queryType);
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
