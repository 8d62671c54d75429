/** The schemes that the app has given privileges, before it was ready. */
import {
  invalidArgType,
  invalidArgValue,
  validateBoolean,
  validateObject,
  validateString,
} from '../../common/validators';
import type { CustomSchemePlace } from '../../common/scheme-map';

export interface PrivilegedScheme extends CustomSchemePlace {
  bypassCSP: boolean;
  allowServiceWorkers: boolean;
  supportFetchAPI: boolean;
  corsEnabled: boolean;
}

const PRIVILEGES = [
  'standard',
  'secure',
  'bypassCSP',
  'allowServiceWorkers',
  'supportFetchAPI',
  'corsEnabled',
  'stream',
  'codeCache',
] as const;

/** Schemes of Chromium's own that handlers can take over, with the patterns of their URLs. */
export const BUILT_IN: Readonly<Record<string, string>> = {
  http: 'http://*/*',
  https: 'https://*/*',
  file: 'file:///*',
};

export const isBuiltIn = (scheme: string): boolean => Object.hasOwn(BUILT_IN, scheme);

/** Schemes of Chromium's own whose requests it pauses for nobody. */
const OUT_OF_REACH = new Set([
  'about',
  'blob',
  'chrome',
  'chrome-extension',
  'chrome-untrusted',
  'data',
  'devtools',
  'filesystem',
  'javascript',
  'view-source',
  'ws',
  'wss',
]);

/** RFC 3986, 3.1; in lower case, as URLs have it. Throws TypeError for what is no scheme, Error for one out of reach. */
export function checkScheme(scheme: unknown, name = 'scheme'): string {
  validateString(scheme, name);
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) {
    const expected = 'the name of a URL scheme in lower case, without colon (such as "atom")';
    throw invalidArgValue(name, expected, scheme);
  }
  if (OUT_OF_REACH.has(scheme)) {
    throw new Error(
      `${name} must be a custom scheme, http, https or file: Chromium lets nobody answer '${scheme}:' requests`,
    );
  }
  return scheme;
}

function privilegedScheme(entry: Electron.CustomScheme): PrivilegedScheme {
  validateObject(entry, 'customSchemes[]');
  const scheme = checkScheme(entry.scheme, 'customSchemes[].scheme');
  if (isBuiltIn(scheme)) throw new Error(`customSchemes[].scheme must be a custom scheme, got '${scheme}'`);
  const privileges: Electron.Privileges = entry.privileges ?? {};
  validateObject(privileges, 'customSchemes[].privileges');
  for (const name of PRIVILEGES) {
    const value: unknown = privileges[name];
    if (value !== undefined) validateBoolean(value, `customSchemes[].privileges.${name}`);
  }
  const has = (name: (typeof PRIVILEGES)[number]): boolean => privileges[name] === true;
  return {
    scheme,
    standard: has('standard'),
    secure: has('secure'),
    bypassCSP: has('bypassCSP'),
    allowServiceWorkers: has('allowServiceWorkers'),
    supportFetchAPI: has('supportFetchAPI'),
    corsEnabled: has('corsEnabled'),
  };
}

export class PrivilegedSchemes {
  readonly #schemes = new Map<string, PrivilegedScheme>();
  #registered = false;

  /** Throws TypeError for bad entries, Error if called twice. */
  register(customSchemes: Electron.CustomScheme[]): void {
    if (!Array.isArray(customSchemes))
      throw invalidArgType('customSchemes', 'an array of custom schemes', customSchemes);
    const schemes = customSchemes.map(privilegedScheme);
    if (this.#registered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once');
    this.#registered = true;
    for (const scheme of schemes) this.#schemes.set(scheme.scheme, scheme);
  }

  get(scheme: string): PrivilegedScheme | undefined {
    return this.#schemes.get(scheme);
  }

  all(): PrivilegedScheme[] {
    return [...this.#schemes.values()];
  }
}
