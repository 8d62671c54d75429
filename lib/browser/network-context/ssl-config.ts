/**
 * ses.setSSLConfig(): versions and cipher suites of TLS. They are switches of the session's Chromium, which reads them at its start
 * only; what is set later holds at the gate (tls-gate.ts), which ends handshakes that agree on something else.
 */
import {
  invalidArgType,
  invalidArgValue,
  validateInteger,
  validateObject,
  validateOneOf,
} from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { toHex, type TLSLimits } from './tls-limits';

const MIN_VERSIONS = ['tls1', 'tls1.1', 'tls1.2', 'tls1.3'] as const;
const MAX_VERSIONS = ['tls1.2', 'tls1.3'] as const;

const MIN_SWITCH = 'ssl-version-min';
const MAX_SWITCH = 'ssl-version-max';
const SUITES_SWITCH = 'cipher-suite-blacklist';

export class SSLConfig {
  readonly #context: BrowserContext;
  #limits: TLSLimits | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
    context.contribute({ switches: () => switchesOf(this.#limits) });
  }

  /** Null: Chromium's own. */
  get limits(): TLSLimits | null {
    return this.#limits;
  }

  /** Whether `browser` was started without one of the limits that hold now. */
  isBehind({ switches }: Browser): boolean {
    return Object.entries(switchesOf(this.#limits)).some(
      ([name, value]) => value !== undefined && value !== switches.get(name),
    );
  }

  /** Throws TypeError for bad versions and suites. Warns if a Chromium runs that was started with limits which are lifted now. */
  set(config: Electron.Config): void {
    this.#limits = limitsOf(config);
    const { current } = this.#context;
    if (!current) return;
    const wanted = switchesOf(this.#limits);
    const isLifted = Object.keys(wanted).some((name) => current.switches.has(name) && wanted[name] === undefined);
    if (isLifted || suitesAgain(current.switches.get(SUITES_SWITCH), wanted[SUITES_SWITCH])) {
      process.emitWarning(
        'ses.setSSLConfig() lifts limits that the Chromium of this session was started with: it keeps them until its next start.',
        { code: 'VALENCE_SSL_CONFIG_LATE' },
      );
    }
  }
}

function switchesOf(limits: TLSLimits | null): Record<string, string | undefined> {
  const { minVersion, maxVersion, disabledCipherSuites: suites = [] } = limits ?? {};
  return {
    // Chromium knows nothing below 1.2 any more.
    [MIN_SWITCH]: minVersion === 'tls1.3' ? minVersion : undefined,
    [MAX_SWITCH]: maxVersion === 'tls1.2' ? maxVersion : undefined,
    [SUITES_SWITCH]: suites.length > 0 ? suites.map(toHex).join() : undefined,
  };
}

/** Whether a suite of the first list is missing in the second. */
function suitesAgain(before: string | null | undefined, now: string | undefined): boolean {
  const allowed = new Set(now?.split(','));
  return (before?.split(',') ?? []).some((suite) => !allowed.has(suite));
}

function limitsOf(config: Electron.Config): TLSLimits | null {
  validateObject(config, 'config');
  const { minVersion = 'tls1', maxVersion = 'tls1.3', disabledCipherSuites = [] } = config;
  validateOneOf(minVersion, 'config.minVersion', MIN_VERSIONS);
  validateOneOf(maxVersion, 'config.maxVersion', MAX_VERSIONS);
  if (minVersion === 'tls1.3' && maxVersion === 'tls1.2') {
    throw new TypeError("config.maxVersion must not be below config.minVersion, got 'tls1.2' and 'tls1.3'");
  }
  const suites = suitesOf(disabledCipherSuites);
  if (minVersion !== 'tls1.3' && maxVersion === 'tls1.3' && suites.length === 0) return null;
  return { minVersion: minVersion === 'tls1.3' ? minVersion : 'tls1.2', maxVersion, disabledCipherSuites: suites };
}

function suitesOf(value: unknown): number[] {
  if (!Array.isArray(value)) {
    throw invalidArgType('config.disabledCipherSuites', 'an array of numbers such as 0xc02f', value);
  }
  for (const [index, suite] of value.entries()) {
    const name = `config.disabledCipherSuites[${index}]`;
    validateInteger(suite, name);
    if (suite < 0 || suite > 0xffff) throw invalidArgValue(name, 'from 0 to 0xffff', suite);
  }
  return [...new Set(value as number[])].sort((one, other) => one - other);
}
