/** ses.setSSLConfig(): versions of TLS, as switches of the session's Chromium, which reads them at its start only. */
import { validateObject, validateOneOf } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';

const MIN_VERSIONS = ['tls1', 'tls1.1', 'tls1.2', 'tls1.3'] as const;
const MAX_VERSIONS = ['tls1.2', 'tls1.3'] as const;

export class SSLConfig {
  readonly #context: BrowserContext;
  #config: Electron.Config = {};

  constructor(context: BrowserContext) {
    this.#context = context;
    context.contribute({
      switches: () => {
        const { minVersion, maxVersion } = this.#config;
        return {
          // Chromium knows nothing below 1.2 any more.
          'ssl-version-min': minVersion === 'tls1.3' ? minVersion : undefined,
          'ssl-version-max': maxVersion === 'tls1.2' ? maxVersion : undefined,
        };
      },
    });
  }

  /** Throws TypeError for bad versions, and Error for cipher suites. Warns if a Chromium runs, which goes on as it is. */
  set(config: Electron.Config): void {
    validateObject(config, 'config');
    const { minVersion = 'tls1', maxVersion = 'tls1.3', disabledCipherSuites = [] } = config;
    validateOneOf(minVersion, 'config.minVersion', MIN_VERSIONS);
    validateOneOf(maxVersion, 'config.maxVersion', MAX_VERSIONS);
    if (minVersion === 'tls1.3' && maxVersion === 'tls1.2') {
      throw new TypeError("config.maxVersion must not be below config.minVersion, got 'tls1.2' and 'tls1.3'");
    }
    if (!Array.isArray(disabledCipherSuites) || disabledCipherSuites.length > 0) {
      throw new Error(
        'config.disabledCipherSuites must be an empty array: stock Chromium cannot disable cipher suites of one session.',
      );
    }
    const before = this.#config;
    this.#config = { minVersion, maxVersion };
    const isChanged = (before.minVersion ?? 'tls1') !== minVersion || (before.maxVersion ?? 'tls1.3') !== maxVersion;
    if (isChanged && this.#context.current) {
      process.emitWarning(
        'ses.setSSLConfig() holds from the next start of the Chromium of this session: call it before the session is used.',
        { code: 'VALENCE_SSL_CONFIG_LATE' },
      );
    }
  }
}
