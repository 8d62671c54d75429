/**
 * What a PAC script may call, as text for the page that evaluates it. Answers of the resolver are in `addresses`, by host, and
 * null where there is none; a host that is not in there is added to `wanted`, and the evaluation starts again.
 */
export const PAC_FUNCTIONS = `
const lookUp = (host) => {
  const name = String(host).toLowerCase();
  if (isAddress(name)) return [name];
  if (!(name in addresses)) { wanted.push(name); throw UNKNOWN; }
  return addresses[name];
};
const isIPv4 = (text) => /^\\d{1,3}(\\.\\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
const isAddress = (text) => isIPv4(text) || text.includes(':');
const numberOf = (address) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const convert_addr = numberOf;
const alert = () => undefined;

const isPlainHostName = (host) => !/[.:]/.test(host);
const dnsDomainIs = (host, domain) => String(host).toLowerCase().endsWith(String(domain).toLowerCase());
const localHostOrDomainIs = (host, name) => host === name || (isPlainHostName(host) && name.startsWith(host + '.'));
const dnsDomainLevels = (host) => String(host).split('.').length - 1;
const shExpMatch = (text, glob) =>
  new RegExp('^' + String(glob).replace(/[.+^\${}()|[\\]\\\\]/g, '\\\\$&').replace(/\\*/g, '.*').replace(/\\?/g, '.') + '$').test(text);

const isResolvable = (host) => (lookUp(host) ?? []).some(isIPv4);
const isResolvableEx = (host) => (lookUp(host) ?? []).length > 0;
const dnsResolve = (host) => (lookUp(host) ?? []).find(isIPv4) ?? null;
const dnsResolveEx = (host) => (lookUp(host) ?? []).join(';');
const myIpAddress = () => own.find(isIPv4) ?? '127.0.0.1';
const myIpAddressEx = () => own.join(';');
const sortIpAddressList = (list) => String(list).split(';').map((one) => one.trim()).sort().join(';');
const isInNet = (host, pattern, mask) => {
  const address = dnsResolve(host);
  if (address === null || !isIPv4(pattern) || !isIPv4(mask)) return false;
  const masked = (text) => text.split('.').map((part, index) => Number(part) & Number(mask.split('.')[index])).join();
  return masked(address) === masked(pattern);
};
const bitsOf = (address) => {
  if (isIPv4(address)) return numberOf(address).toString(2).padStart(32, '0');
  const [head, tail] = address.split('::');
  const groups = (text) => (text ? text.split(':') : []);
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array(Math.max(zeros, 0)).fill('0'), ...groups(tail)]
    .map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('');
};
const isInNetEx = (host, prefix) => {
  const [net, length] = String(prefix).split('/');
  return (lookUp(host) ?? []).some((address) => isIPv4(address) === isIPv4(net) &&
    bitsOf(address).slice(0, Number(length)) === bitsOf(net).slice(0, Number(length)));
};

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const clock = (args) => {
  const gmt = args.at(-1) === 'GMT';
  const now = new Date();
  const get = (part) => now[(gmt ? 'getUTC' : 'get') + part]();
  return [gmt ? args.slice(0, -1) : args, get];
};
const between = (from, value, to) => (from <= to ? from <= value && value <= to : value >= from || value <= to);
const weekdayRange = (...all) => {
  const [[from, to = from], get] = clock(all);
  return between(DAYS.indexOf(from), get('Day'), DAYS.indexOf(to));
};
const timeRange = (...all) => {
  const [args, get] = clock(all.map((one) => (one === 'GMT' ? one : Number(one))));
  const now = get('Hours') * 3600 + get('Minutes') * 60 + get('Seconds');
  if (args.length === 1) return get('Hours') === args[0];
  const seconds = ([hours, minutes = 0, rest = 0]) => hours * 3600 + minutes * 60 + rest;
  const half = args.length / 2;
  const end = seconds(args.slice(half)) - (args.length === 2 ? 1 : 0);
  return between(seconds(args.slice(0, half)), now, end);
};
const dateRange = (...all) => {
  const [args, get] = clock(all);
  const kind = (value) => (typeof value === 'string' ? 'month' : value > 31 ? 'year' : 'day');
  const number = (value) => (typeof value === 'string' ? MONTHS.indexOf(value) : value);
  const now = { year: get('FullYear'), month: get('Month'), day: get('Date') };
  const point = (values) => {
    const given = Object.fromEntries(values.map((value) => [kind(value), number(value)]));
    return ['year', 'month', 'day'].filter((part) => part in given).map((part) => [given[part], now[part]]);
  };
  const rank = (values) => values.reduce((sum, value) => sum * 10000 + value, 0);
  const half = args.length === 1 ? 1 : args.length / 2;
  const from = point(args.slice(0, half));
  const to = point(args.length === 1 ? args : args.slice(half));
  return between(rank(from.map(([value]) => value)), rank(from.map(([, value]) => value)), rank(to.map(([value]) => value)));
};
`;
