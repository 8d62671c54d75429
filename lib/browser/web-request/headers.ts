/** Headers between Electron's records and Chromium's lists, and what may stand in them. */
import { invalidArgType } from '../../common/validators';
import { isHeaderValue, splitValues, TOKEN, type HeaderEntry } from '../http';

/** Of requests: one value a name. */
export type RequestHeaders = Record<string, string>;
/** Of responses: every value a name has. */
export type ResponseHeaders = Record<string, string[]>;

export const flatten = (headers: Readonly<ResponseHeaders>): HeaderEntry[] =>
  Object.entries(headers).flatMap(([name, values]) => values.map((value) => ({ name, value })));

/** The headers of a Network event. */
export const responseHeadersOf = (headers: Readonly<Record<string, string>>): ResponseHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, joined]) => [name, splitValues(joined)]));

/** Throws TypeError for what is no record of header values; `place` names it: "response.requestHeaders". */
export function parseHeaders(headers: unknown, place: string): ResponseHeaders {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw invalidArgType(place, 'an object of header values', headers);
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]: [string, unknown]) => {
      if (!TOKEN.test(name)) throw new TypeError(`${place}: ${JSON.stringify(name)} is no header name`);
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return [name, values.map((one) => parseValue(one, `${place}[${JSON.stringify(name)}]`))];
    }),
  );
}

function parseValue(value: unknown, place: string): string {
  if (typeof value !== 'string') {
    throw invalidArgType(place, 'a string or an array of strings', value);
  }
  if (!isHeaderValue(value)) {
    throw new TypeError(`${place} must not contain line breaks or NUL`);
  }
  return value;
}
