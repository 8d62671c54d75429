/** The grammar of proxyBypassRules, matched as Chromium does (net/proxy_resolution/proxy_bypass_rules.cc). */
import { BlockList, isIP } from 'node:net';
import { hostOf, portOf, withoutBrackets } from '../host-port';

/** Later rules beat earlier ones; undefined: the rule says nothing of the URL. */
type Rule = (url: URL) => boolean | undefined;

const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16);
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

const isIn = (list: BlockList, host: string): boolean =>
  isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');

/** Hosts that no proxy is asked about, whatever its rules are, unless `<-loopback>` says so. */
export function isImplicitlyBypassed(url: URL): boolean {
  const host = hostOf(url).replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host) || isIn(LINK_LOCAL, host);
}

const pattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

function subnetRule(address: string, bits: string): Rule | null {
  const family = isIP(address);
  const prefix = Number(bits);
  if (family === 0 || !/^\d+$/.test(bits) || prefix > (family === 6 ? 128 : 32)) return null;
  const list = new BlockList();
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  return (url) => isIn(list, hostOf(url)) || undefined;
}

function ruleOf(text: string): Rule | null {
  const lower = text.trim().toLowerCase();
  if (lower === '<-loopback>') return (url) => (isImplicitlyBypassed(url) ? false : undefined);
  if (lower === '<local>') return (url) => (!hostOf(url).includes('.') && isIP(hostOf(url)) === 0) || undefined;
  const [, scheme, rest = ''] = /^(?:([a-z0-9+.-]+):\/\/)?(.*)$/.exec(lower) ?? [];
  if (rest === '') return null;
  const only =
    (rule: Rule): Rule =>
    (url) =>
      scheme === undefined || url.protocol === `${scheme}:` ? rule(url) : undefined;
  const [address = '', bits] = rest.split('/', 2);
  if (bits !== undefined) {
    const rule = subnetRule(withoutBrackets(address), bits);
    return rule && only(rule);
  }
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*|.*?)(?::(\d+))?$/.exec(rest) ?? [];
  const matcher = pattern(withoutBrackets(host.startsWith('.') ? `*${host}` : host));
  return only(
    (url) => (matcher.test(hostOf(url)) && (port === undefined || String(portOf(url)) === port)) || undefined,
  );
}

/** Whether `url` goes to its server without a proxy. `rules`: "*.example.com,<local>" */
export function isBypassed(rules: string, url: URL): boolean {
  const parsed = rules.split(/[,;]/).flatMap((rule) => ruleOf(rule) ?? []);
  for (const rule of parsed.toReversed()) {
    const bypassed = rule(url);
    if (bypassed !== undefined) return bypassed;
  }
  return isImplicitlyBypassed(url);
}
