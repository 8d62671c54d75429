/** What HTTP says of headers and statuses, and how Chromium writes headers. */

export interface HeaderEntry {
  name: string;
  value: string;
}

/** RFC 9110, 5.6.2: what the name of a header is, and a method. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** False for text that would end the header. */
export const isHeaderValue = (text: string): boolean => !/[\0\r\n]/.test(text);

/** Whatever their headers say, these have no body: https://fetch.spec.whatwg.org/#null-body-status, and 101. */
export const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** With a Location they lead to another URL: https://fetch.spec.whatwg.org/#redirect-status */
export const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The DevTools protocol joins the values of one header with line feeds. */
export const splitValues = (joined: string): string[] => joined.split('\n');

/** The headers of a Network event as a list. */
export const splitHeaders = (headers: Readonly<Record<string, string>>): HeaderEntry[] =>
  Object.entries(headers).flatMap(([name, joined]) => splitValues(joined).map((value) => ({ name, value })));

export const toEntries = (headers: Readonly<Record<string, string>>): HeaderEntry[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

/** A list as a record; of a name that is there twice, the last one counts. */
export const toRecord = (headers: readonly HeaderEntry[]): Record<string, string> =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));

/** Every value of a name, in order. `key` says which names are one. Servers name headers as they like: `__proto__`. */
export function groupByName(
  headers: Iterable<HeaderEntry>,
  key: (name: string) => string = (name) => name,
): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const values = grouped.get(key(name));
    if (values) values.push(value);
    else grouped.set(key(name), [value]);
  }
  return Object.fromEntries(grouped);
}

/** The value in a record of headers; undefined if there is none. `wanted` is in lower case, in `headers` case does not count. */
export function headerOf(headers: Readonly<Record<string, string | undefined>>, wanted: string): string | undefined {
  const key = Object.keys(headers).find((name) => name.toLowerCase() === wanted);
  return key === undefined ? undefined : headers[key];
}

/** The values in a list of headers, in order. `wanted` is in lower case, in `headers` case does not count. */
export const valuesOf = (headers: readonly HeaderEntry[], wanted: string): string[] =>
  headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);

/** Those whose names none of `others` has. Case does not count. */
export function withoutNames(
  headers: readonly HeaderEntry[],
  others: readonly Pick<HeaderEntry, 'name'>[],
): HeaderEntry[] {
  const names = new Set(others.map(({ name }) => name.toLowerCase()));
  return headers.filter(({ name }) => !names.has(name.toLowerCase()));
}
