/** Proxies that no call of setProxy() has set: switches of Chromium, then the environment (proxy_config_service_linux.cc). */
import type { ProxySettings } from './proxy-config';

type Switch = (name: string) => string | null | undefined;
type Environment = Readonly<Record<string, string | undefined>>;

const settings = (mode: ProxySettings['mode'], rules = '', bypass = '', pac = ''): ProxySettings => ({
  mode,
  rules,
  bypass,
  pac,
});

/** Null if the command line says nothing about proxies. */
export function commandLineProxy(get: Switch): ProxySettings | null {
  if (get('no-proxy-server') !== undefined) return settings('direct');
  const pac = get('proxy-pac-url');
  if (pac) return settings('pac_script', '', '', pac);
  if (get('proxy-auto-detect') !== undefined) return settings('auto_detect');
  const server = get('proxy-server');
  if (server) return settings('fixed_servers', server, get('proxy-bypass-list') ?? '');
  return null;
}

/** Proxies of the environment: http_proxy, no_proxy … */
export function environmentProxy(environment: Environment = process.env): ProxySettings {
  const get = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  const automatic = environment['auto_proxy'];
  if (automatic !== undefined)
    return automatic === '' ? settings('auto_detect') : settings('pac_script', '', '', automatic);
  const bypass = get('no_proxy')
    .split(/[,;\s]+/)
    .map((rule) => (rule !== '' && /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(rule) ? `*${rule}` : rule))
    .join();
  const all = get('all_proxy');
  if (all !== '') return settings('fixed_servers', withoutCredentials(all), bypass);
  const rules = ['http', 'https', 'ftp'].flatMap((scheme) => {
    const proxy = get(`${scheme}_proxy`);
    return proxy === '' ? [] : [`${scheme}=${withoutCredentials(proxy)}`];
  });
  if (rules.length > 0) return settings('fixed_servers', rules.join(';'), bypass);
  const socks = get('SOCKS_SERVER');
  return socks === ''
    ? settings('direct')
    : settings('fixed_servers', `socks${environment['SOCKS_VERSION'] === '4' ? '4' : '5'}://${socks}`, bypass);
}

/** A slash at the end counts for nothing; Chromium takes no credentials from the environment. */
const withoutCredentials = (proxy: string): string =>
  proxy.replace(/\/+$/, '').replace(/^([a-z0-9]+:\/\/)?[^@]*@/i, '$1');
