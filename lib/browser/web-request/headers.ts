/** Headers between Electron's records and Chromium's lists, and what may stand in them. */
import { groupByName } from '../../common/headers';
import type { HeaderEntry } from '../request-pipeline/verdict';

/** RFC 9110, 5.6.2: token. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What would end the header. */
const FORBIDDEN = ['\r', '\n', '\0'];

/** Of requests: one value a name. */
export type RequestHeaders = Record<string, string>;
/** Of responses: every value a name has. */
export type ResponseHeaders = Record<string, string[]>;

export const toEntries = (headers: Readonly<Record<string, string>>): HeaderEntry[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

export const fromEntries = groupByName;

export const flatten = (headers: Readonly<ResponseHeaders>): HeaderEntry[] =>
  Object.entries(headers).flatMap(([name, values]) => values.map((value) => ({ name, value })));

/** Case does not count in the names of headers. */
export const valuesOf = (entries: readonly HeaderEntry[], name: string): string[] =>
  entries.filter((entry) => entry.name.toLowerCase() === name).map(({ value }) => value);

/** Network events join the values of a name with newlines. */
export const splitValues = (headers: Readonly<Record<string, string>>): ResponseHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.split('\n')]));

/** Throws TypeError for what is no record of header values; `place` names it: "response.requestHeaders". */
export function parseHeaders(headers: unknown, place: string): ResponseHeaders {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw new TypeError(`${place} must be an object of header values`);
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]: [string, unknown]) => {
      if (!NAME.test(name)) throw new TypeError(`${place}: ${JSON.stringify(name)} is no header name`);
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return [name, values.map((one) => parseValue(one, `${place}[${JSON.stringify(name)}]`))];
    }),
  );
}

function parseValue(value: unknown, place: string): string {
  if (typeof value !== 'string') {
    throw new TypeError(`${place} must be a string or an array of strings, got ${typeof value}`);
  }
  if (FORBIDDEN.some((character) => value.includes(character))) {
    throw new TypeError(`${place} must not contain line breaks or NUL`);
  }
  return value;
}
