/** Hosts and ports of URLs, as sockets want them. */

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** URLs write IPv6 addresses in brackets. */
export const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** A name or an address. */
export const hostOf = ({ hostname }: URL): string => withoutBrackets(hostname);

/** Without one in the URL, that of its scheme; NaN for schemes that have none. */
export const portOf = ({ protocol, port }: URL): number => Number(port || DEFAULT_PORTS[protocol]);
