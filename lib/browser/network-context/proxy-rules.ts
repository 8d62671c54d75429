/** The grammar of proxyRules and of PAC answers, read as Chromium reads it (net/proxy_resolution/proxy_config.cc). */

/** By scheme of a proxy: the word of PAC answers, and the port where none is given. */
const SCHEMES: Readonly<Record<string, readonly [word: string, port: number]>> = {
  http: ['PROXY', 80],
  https: ['HTTPS', 443],
  quic: ['QUIC', 443],
  socks: ['SOCKS5', 1080],
  socks4: ['SOCKS', 1080],
  socks5: ['SOCKS5', 1080],
};

const DIRECT = 'DIRECT';

/** "[::1]:80", "host:80" or "host"; null for what is neither, or has no port and there is no default one. */
export function hostAndPort(text: string, defaultPort = 0): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  if (!match) return null;
  const port = Number(match[2] ?? defaultPort);
  return port > 0 && port < 65_536 ? `${match[1]!.toLowerCase()}:${port}` : null;
}

/** "PROXY foopy:80" of "foopy", "http://foopy" …; null for what Chromium ignores. */
function proxyOf(uri: string, defaultScheme: string): string | null {
  const text = uri.trim();
  const [, given, rest = ''] = /^(?:([a-z0-9]+):\/\/)?(.*)$/i.exec(text) ?? [];
  const scheme = (given ?? defaultScheme).toLowerCase();
  if (scheme === 'direct') return rest === '' ? DIRECT : null;
  const known = SCHEMES[scheme];
  const address = known && hostAndPort(rest, known[1]);
  return known && address ? `${known[0]} ${address}` : null;
}

const listOf = (uris: string, defaultScheme = 'http'): string[] =>
  uris.split(',').flatMap((uri) => proxyOf(uri, defaultScheme) ?? []);

/** What proxyRules say of a URL: "PROXY foopy:80;DIRECT". `scheme`: "https". */
export function applyProxyRules(rules: string, scheme: string): string {
  const perScheme = new Map<string, string[]>();
  for (const entry of rules.split(';')) {
    const [name = '', uris] = entry.split('=', 2);
    if (uris === undefined) {
      if (perScheme.size > 0 || name.trim() === '') continue;
      return listOf(name).join(';') || DIRECT;
    }
    const key = name.trim().toLowerCase();
    perScheme.set(key, [...(perScheme.get(key) ?? []), ...listOf(uris, key === 'socks' ? 'socks4' : 'http')]);
  }
  // "socks" is for what has no proxy of its own. WebSockets have none, and take that of https, else of http.
  const isWebSocket = scheme === 'ws' || scheme === 'wss';
  const order = isWebSocket ? ['socks', 'https', 'http'] : [scheme, 'socks'];
  const list = order.map((key) => perScheme.get(key) ?? []).find(({ length }) => length > 0);
  return list?.join(';') ?? DIRECT;
}

const PAC_WORDS = new Set(['PROXY', 'HTTPS', 'QUIC', 'SOCKS', 'SOCKS4', 'SOCKS5']);
const PAC_PORTS: Readonly<Record<string, number>> = { PROXY: 80, HTTPS: 443, QUIC: 443 };

/** What a PAC script answered, without what Chromium ignores. Nothing that it knows means DIRECT. */
export function normalizePACAnswer(answer: unknown): string {
  if (typeof answer !== 'string') return DIRECT;
  const proxies = answer.split(';').flatMap((entry) => {
    const [word = '', ...rest] = entry.trim().split(/\s+/);
    const kind = word.toUpperCase();
    if (kind === DIRECT) return rest.length === 0 ? [DIRECT] : [];
    const address = PAC_WORDS.has(kind) ? hostAndPort(rest.join(' '), PAC_PORTS[kind] ?? 1080) : null;
    return address ? [`${kind === 'SOCKS4' ? 'SOCKS' : kind} ${address}`] : [];
  });
  return proxies.join(';') || DIRECT;
}
