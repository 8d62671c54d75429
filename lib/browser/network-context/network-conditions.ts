/** ses.enableNetworkEmulation(): a session that is offline, or on a slow network, for everything that it requests. */
import { invalidArgValue, validateBoolean, validateNumber, validateObject } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { NetworkActivity, type NetworkConditions } from '../request-pipeline/network-activity';

const LIMITS = ['latency', 'downloadThroughput', 'uploadThroughput'] as const;

export class EmulatedNetwork {
  readonly #context: BrowserContext;
  #conditions: NetworkConditions | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
    context.onBrowser((browser) => {
      if (this.#conditions) void NetworkActivity.of(browser).setConditions(this.#conditions);
    });
  }

  /** Null: nothing is emulated. */
  get conditions(): NetworkConditions | null {
    return this.#conditions;
  }

  /** Throws TypeError for options that no network can have. */
  enable(options: Electron.EnableNetworkEmulationOptions): void {
    this.#apply(conditionsOf(options));
  }

  disable(): void {
    this.#apply(null);
  }

  #apply(conditions: NetworkConditions | null): void {
    this.#conditions = conditions;
    const { current } = this.#context;
    if (current) void NetworkActivity.of(current).setConditions(conditions);
  }
}

function conditionsOf(options: Electron.EnableNetworkEmulationOptions): NetworkConditions {
  validateObject(options, 'options');
  const { offline = false } = options;
  validateBoolean(offline, 'options.offline');
  const [latency, downloadThroughput, uploadThroughput] = LIMITS.map((name) => {
    const value = options[name] ?? 0;
    validateNumber(value, `options.${name}`);
    if (!Number.isFinite(value) || value < 0) {
      throw invalidArgValue(`options.${name}`, 'a finite number from 0 up, where 0 sets no limit', value);
    }
    return value;
  }) as [number, number, number];
  return { offline, latency, downloadThroughput, uploadThroughput };
}
