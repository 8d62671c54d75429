/** app.configureHostResolver(): how every session of the app looks up names, as managed policies of its Chromium. */
import { validateBoolean, validateObject, validateOneOf, validateStringArray } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { LivePolicies } from '../live-policies/live-policies';
import type { Policies } from '../policies/policies';

const MODES = ['off', 'automatic', 'secure'] as const;

class DnsConfig {
  /** The sessions that have not been collected. */
  readonly #contexts = new Set<WeakRef<BrowserContext>>();
  /** Null: nothing was set, and Chromium's own defaults hold. */
  #policies: Policies | null = null;

  add(context: BrowserContext): void {
    this.#contexts.add(new WeakRef(context));
    context.contribute({ policies: () => this.#policies ?? {} });
  }

  /** Throws TypeError for bad options. Takes effect in a Chromium that runs a moment later. */
  set(options: Electron.ConfigureHostResolverOptions): void {
    this.#policies = policiesOf(options);
    for (const reference of this.#contexts) {
      const context = reference.deref();
      // Whoever uses a session that has ended is told so by that call.
      if (context) context.holdUse(LivePolicies.of(context).changed());
      else this.#contexts.delete(reference);
    }
  }
}

/** As in Electron, each call sets everything: what it does not name has the default again. */
function policiesOf(options: Electron.ConfigureHostResolverOptions): Policies {
  validateObject(options, 'options');
  const { enableBuiltInResolver, secureDnsMode, secureDnsServers = [], enableAdditionalDnsQueryTypes } = options;
  if (enableBuiltInResolver !== undefined) validateBoolean(enableBuiltInResolver, 'enableBuiltInResolver');
  if (enableAdditionalDnsQueryTypes !== undefined)
    validateBoolean(enableAdditionalDnsQueryTypes, 'enableAdditionalDnsQueryTypes');
  if (secureDnsMode !== undefined) validateOneOf(secureDnsMode, 'secureDnsMode', MODES);
  validateStringArray(secureDnsServers, 'secureDnsServers');
  for (const server of secureDnsServers) {
    if (!isTemplate(server)) throw new TypeError(`not a valid DoH template: ${server}`);
  }
  return {
    BuiltInDnsClientEnabled: enableBuiltInResolver,
    DnsOverHttpsMode: secureDnsMode ?? 'automatic',
    DnsOverHttpsTemplates: secureDnsServers.length > 0 ? secureDnsServers.join(' ') : undefined,
    AdditionalDnsQueryTypesEnabled: enableAdditionalDnsQueryTypes ?? true,
  };
}

/** An https: URL, with no expression but `{?dns}` (net/dns/public/dns_over_https_server_config.cc). */
function isTemplate(server: string): boolean {
  const url = server.replace(/\{\?dns\}$/, '');
  return !/[{}\s]/.test(url) && URL.canParse(url) && new URL(url).protocol === 'https:';
}

export const dnsConfig = new DnsConfig();
