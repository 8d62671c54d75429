/**
 * ses.setProxy(): the proxy settings of one session, as a managed policy of its Chromium. The browser process enforces it
 * from its first request on, and no crash of an extension or page takes it away. It is in a file of the session's own directory
 * (mode 0600), never on a command line.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { invalidArgValue, validateObject, validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { LivePolicies } from '../live-policies/live-policies';
import type { PolicyValue } from '../policies/policies';
import { credentialsIn, type ProxyCredentials, type ProxyLogin } from './proxy-credentials';

const MODES = ['direct', 'auto_detect', 'pac_script', 'fixed_servers', 'system'] as const;
type Mode = (typeof MODES)[number];

/** What a session asks of its proxies. */
export interface ProxySettings {
  readonly mode: Mode;
  readonly rules: string;
  readonly bypass: string;
  /** URL of the PAC script; of a file, its text as a data: URL. */
  readonly pac: string;
}

/** Names of the library's own, which never leave the machine; the last rules win over the app's `<-loopback>`. */
const INTERNAL_HOSTS = '*.invalid;*.valence.localhost';

/** What ses.setProxy() takes: `proxyCredentials` is Valence's own. */
export type AppProxyConfig = Electron.ProxyConfig & { proxyCredentials?: ProxyCredentials[] };

/** The library's own proxy on loopback, through which a session goes while something asks for it. */
export interface ProxyGate {
  /** Null: none is needed. */
  port(): number | null;
  /** Chromium must keep no connection that it has made through it; what is under way goes on until it ends. Returns the end. */
  retire(): () => void;
}

const PAC_SCHEMES = new Set(['http:', 'https:', 'data:', 'file:']);

export class ProxyConfig {
  readonly #context: BrowserContext;
  readonly #outside: () => ProxySettings;
  #settings: ProxySettings | null = null;
  readonly #gate: ProxyGate;
  #logins: ReadonlyMap<string, ProxyLogin> = new Map();
  /** The file that the PAC script is read from, if it is one. */
  #pacFile: string | null = null;

  /** `outside`: what holds where nothing was set. */
  constructor(context: BrowserContext, outside: () => ProxySettings, gate: ProxyGate) {
    this.#context = context;
    this.#outside = outside;
    this.#gate = gate;
    context.contribute({ policies: () => ({ ProxySettings: this.#policy() }) });
  }

  /** Of proxies that are told a name and a password: "foopy:80". */
  get proxiesWithCredentials(): string[] {
    return [...this.#logins.keys()];
  }

  /** Whether proxies are told a name and a password, which Chromium does not get to know. */
  get hasCredentials(): boolean {
    return this.#logins.size > 0;
  }

  /** What a proxy is told. `address`: "foopy:80" */
  loginFor(address: string): ProxyLogin | undefined {
    return this.#logins.get(address.toLowerCase());
  }

  /** Resolves when the settings and the gate, as they are now, are in force. New connections are made for what is requested then. */
  async apply(): Promise<void> {
    const end = this.#gate.retire();
    try {
      await LivePolicies.of(this.#context).changed();
    } finally {
      end();
    }
  }

  #policy(): PolicyValue | undefined {
    const gate = this.#gate.port();
    if (gate !== null) return gatePolicy(gate, this.#settings ?? this.#outside());
    return this.#settings ? policyOf(this.#settings) : undefined;
  }

  /** Null: nothing was set, and Chromium goes by its command line and the system. */
  get settings(): ProxySettings | null {
    return this.#settings;
  }

  /** The same as the app has said it: with the URL of a PAC file. */
  get configured(): ProxySettings | null {
    const settings = this.#settings;
    return settings && this.#pacFile !== null ? { ...settings, pac: pathToFileURL(this.#pacFile).href } : settings;
  }

  /** Resolves when requests go by it. Rejects with TypeError for bad settings, and if the PAC file cannot be read. */
  async set(config: AppProxyConfig): Promise<void> {
    const { file, ...settings } = settingsOf(config);
    const logins = credentialsIn(config.proxyCredentials);
    const pac = file === null ? settings.pac : await dataURLOf(file);
    this.#pacFile = file;
    this.#settings = { ...settings, pac };
    this.#logins = logins;
    await this.apply();
  }

  /** Resolves when Chromium has forgotten what it knew of proxies, and has asked for the PAC script again. */
  async reload(): Promise<void> {
    const settings = this.#settings;
    if (!settings) return;
    const pac = this.#pacFile === null ? settings.pac : await dataURLOf(this.#pacFile);
    if (this.#settings === settings) this.#settings = { ...settings, pac };
    if (pac !== settings.pac) await this.apply();
  }
}

function policyOf({ mode, rules, bypass, pac }: ProxySettings): PolicyValue {
  if (mode === 'fixed_servers' && !isDirect({ mode, rules, bypass, pac })) {
    const list = bypass === '' ? INTERNAL_HOSTS : `${bypass};${INTERNAL_HOSTS}`;
    return { ProxyMode: mode, ProxyServer: rules, ProxyBypassList: list };
  }
  if (mode === 'pac_script') return { ProxyMode: mode, ProxyPacUrl: pac };
  return { ProxyMode: mode === 'fixed_servers' ? 'direct' : mode };
}

/** Whether no URL has a proxy. */
const isDirect = ({ mode, rules }: ProxySettings): boolean =>
  mode === 'direct' || (mode === 'fixed_servers' && rules.trim() === '');

/** Without proxies, plain HTTP goes its own way; otherwise the gate knows the proxy of each request. */
function gatePolicy(port: number, settings: ProxySettings): PolicyValue {
  const gate = `127.0.0.1:${port}`;
  return {
    ProxyMode: 'fixed_servers',
    ProxyServer: isDirect(settings) ? `https=${gate}` : gate,
    ProxyBypassList: `<-loopback>;${INTERNAL_HOSTS}`,
  };
}

function settingsOf(config: AppProxyConfig): ProxySettings & { file: string | null } {
  validateObject(config, 'config');
  const { pacScript = '', proxyRules = '', proxyBypassRules = '' } = config;
  validateString(pacScript, 'config.pacScript');
  validateString(proxyRules, 'config.proxyRules');
  validateString(proxyBypassRules, 'config.proxyBypassRules');
  const mode = config.mode ?? (pacScript === '' ? 'fixed_servers' : 'pac_script');
  if (!MODES.includes(mode))
    throw new TypeError(`Invalid mode: config.mode must be one of ${MODES.join(', ')}, got ${mode}`);
  // Chromium would ignore such a proxy, and send everything without one.
  if (proxyRules.includes('@')) {
    throw new TypeError(
      "config.proxyRules must not hold a user name or password: give them as config.proxyCredentials, or answer the 'login' event of the app.",
    );
  }
  const base = { mode, rules: proxyRules, bypass: proxyBypassRules, pac: pacScript, file: null };
  if (mode !== 'pac_script') return base;
  // As in Electron: without a script there is no proxy.
  if (pacScript === '') return { ...base, mode: 'direct' };
  if (!URL.canParse(pacScript) || !PAC_SCHEMES.has(new URL(pacScript).protocol)) {
    throw invalidArgValue('config.pacScript', 'an http:, https:, data: or file: URL of a PAC script', pacScript);
  }
  return new URL(pacScript).protocol === 'file:' ? { ...base, file: fileURLToPath(pacScript) } : base;
}

/** Chromium loads PAC scripts from no file. */
async function dataURLOf(file: string): Promise<string> {
  try {
    const text = await readFile(file);
    return `data:application/x-ns-proxy-autoconfig;base64,${text.toString('base64')}`;
  } catch (cause) {
    throw new Error(`config.pacScript: the PAC script ${file} cannot be read.`, { cause });
  }
}
