/**
 * Evaluates PAC scripts in a page of the session that has no network: what a script says is the answer of a web server, and is
 * not run in the main process. Names are resolved outside: the script runs again with each answer, as in Chromium
 * (services/proxy_resolver/proxy_resolver_v8_tracing.h).
 */
import { networkInterfaces } from 'node:os';
import type { BrowserContext } from '../browser-context/browser-context';
import { perBrowser } from '../browser-process/per-browser';
import { evaluation } from '../devtools/evaluate';
import { HiddenPage } from '../hidden-page/hidden-page';
import { PAC_FUNCTIONS } from './pac-functions';

/** Milliseconds that one run may take. */
const TIMEOUT = 2000;
/** Names that one script may ask for. */
const MAX_LOOK_UPS = 20;

/** Addresses of a host; null if there are none. */
export type LookUp = (host: string) => Promise<string[] | null>;

interface Run {
  answer?: string;
  wanted: string[];
  error?: string;
}

/** The document must not reach the network. Nothing removes a policy again. */
const NO_NETWORK = `document.head.innerHTML =
  '<meta http-equiv="Content-Security-Policy" content="default-src \\'none\\'; form-action \\'none\\'">'`;

export class PACScripts {
  readonly #context: BrowserContext;
  readonly #lookUp: LookUp;
  readonly #page = perBrowser(
    (browser) =>
      new HiddenPage(browser, 'Evaluating a PAC script', async (document) => {
        await document.evaluate(NO_NETWORK);
      }),
  );

  constructor(context: BrowserContext, lookUp: LookUp) {
    this.#context = context;
    this.#lookUp = lookUp;
  }

  /** What FindProxyForURL() of `script` returns. Rejects with Error if it throws or does not end. */
  async evaluate(script: string, url: string, host: string): Promise<unknown> {
    const page = this.#page(await this.#context.browser());
    const addresses: Record<string, string[] | null> = {};
    for (let count = 0; count <= MAX_LOOK_UPS; count += 1) {
      const expression = expressionOf(script, url, host, addresses);
      const run = await page.use(async ({ session }) => {
        const { result, thrown } = await evaluation(session, { expression, returnByValue: true, timeout: TIMEOUT });
        if (thrown) throw new Error(`The PAC script failed: ${thrown.exception?.description ?? thrown.text}`);
        return result.value as Run;
      });
      if (run.error !== undefined) throw new Error(`The PAC script failed: ${run.error}`);
      const [wanted] = run.wanted;
      if (wanted === undefined) return run.answer;
      addresses[wanted] = await this.#lookUp(wanted);
    }
    throw new Error(`The PAC script asks for more than ${MAX_LOOK_UPS} names.`);
  }
}

function expressionOf(script: string, url: string, host: string, addresses: object): string {
  const own = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ internal }) => !internal).map(({ address }) => address),
  );
  return `(() => {
    const wanted = [];
    const UNKNOWN = new Error('look-up');
    const addresses = ${JSON.stringify(addresses)};
    const own = ${JSON.stringify(own)};
    ${PAC_FUNCTIONS}
    try {
      const find = (0, () => {
        ${script}
        ;return typeof FindProxyForURLEx === 'function' ? FindProxyForURLEx : FindProxyForURL;
      })();
      return { answer: String(find(${JSON.stringify(url)}, ${JSON.stringify(host)})), wanted: [] };
    } catch (error) {
      return wanted.length > 0 ? { wanted } : { wanted, error: String(error) };
    }
  })()`;
}
