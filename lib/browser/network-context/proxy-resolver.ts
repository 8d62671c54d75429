/** ses.resolveProxy(): which proxies a request would go through, by the rules that the session's Chromium goes by. */
import { invalidArgValue, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { hostOf } from '../host-port';
import { PACScripts, type LookUp } from './pac-script';
import { isBypassed, isImplicitlyBypassed } from './proxy-bypass';
import type { ProxyConfig, ProxySettings } from './proxy-config';
import { applyProxyRules, normalizePACAnswer } from './proxy-rules';
import { environmentProxy } from './system-proxy';

const DIRECT = 'DIRECT';
const WPAD = 'http://wpad/wpad.dat';

/** Chromium's own bounds (net/proxy_resolution/pac_file_fetcher_impl.cc): bytes, milliseconds. */
const MAX_PAC_SIZE = 1024 * 1024;
const PAC_TIMEOUT = 30_000;

export interface ProxyResolverOptions {
  context: BrowserContext;
  config: ProxyConfig;
  lookUp: LookUp;
  /** What holds where nothing was set. */
  outside: () => ProxySettings;
}

export class ProxyResolver {
  readonly #options: ProxyResolverOptions;
  readonly #scripts: PACScripts;
  /** Texts of PAC scripts of servers, by URL. */
  readonly #fetched = new Map<string, Promise<string>>();

  constructor(options: ProxyResolverOptions) {
    this.#options = options;
    this.#scripts = new PACScripts(options.context, options.lookUp);
  }

  /** "PROXY foopy:80;DIRECT". Rejects with TypeError for what is no URL. */
  async resolve(url: string): Promise<string> {
    validateString(url, 'url');
    if (!URL.canParse(url)) throw invalidArgValue('url', "a URL such as 'https://example.com/'", url);
    const parsed = new URL(url);
    const { config, outside } = this.#options;
    return this.#apply(config.settings ?? outside(), parsed);
  }

  /** PAC scripts are fetched again. */
  forget(): void {
    this.#fetched.clear();
  }

  async #apply(settings: ProxySettings, url: URL): Promise<string> {
    switch (settings.mode) {
      case 'direct':
        return DIRECT;
      case 'system':
        return this.#apply(environmentProxy(), url);
      case 'fixed_servers':
        if (settings.rules.trim() === '' || isBypassed(settings.bypass, url)) return DIRECT;
        return applyProxyRules(settings.rules, url.protocol.slice(0, -1));
      default:
        return this.#ask(settings.mode === 'pac_script' ? settings.pac : WPAD, url);
    }
  }

  /** As Chromium does: a script that cannot be loaded, throws or answers nonsense means no proxy. */
  async #ask(pac: string, url: URL): Promise<string> {
    if (isImplicitlyBypassed(url)) return DIRECT;
    const asked = new URL(url);
    asked.username = asked.password = asked.hash = '';
    if (asked.protocol === 'https:' || asked.protocol === 'wss:') asked.pathname = asked.search = '';
    try {
      return normalizePACAnswer(await this.#scripts.evaluate(await this.#textOf(pac), asked.href, hostOf(asked)));
    } catch {
      return DIRECT;
    }
  }

  #textOf(pac: string): Promise<string> {
    if (pac.startsWith('data:')) return textOfDataURL(pac);
    const known = this.#fetched.get(pac);
    if (known) return known;
    const fetched = fetchPAC(pac);
    this.#fetched.set(pac, fetched);
    fetched.catch(() => this.#fetched.delete(pac));
    return fetched;
  }
}

const textOfDataURL = async (url: string): Promise<string> => (await fetch(url)).text();

/** Without a proxy, as Chromium loads it: redirects are followed, and the whole transfer has one time limit. */
async function fetchPAC(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PAC_TIMEOUT) });
  if (response.status === 200) return readText(response);
  await response.body?.cancel();
  throw new Error(`${url}: ${response.status}`);
}

async function readText({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > MAX_PAC_SIZE) throw new Error(`The PAC script is larger than ${MAX_PAC_SIZE} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
