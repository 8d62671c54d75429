/** What may be a header of a request (net/http/http_util.cc). */

import { isHeaderValue, TOKEN } from '../http';

/** Throws TypeError and Error as Electron does. */
export function validateHeader(name: unknown, value: unknown): asserts name is string {
  if (typeof name !== 'string') throw new TypeError('`name` should be a string in setHeader(name, value)');
  if (value === undefined || value === null) throw new Error(`\`value\` required in setHeader("${name}", value)`);
  if (!TOKEN.test(name)) throw new Error(`Invalid header name: '${name}'`);
  // Numbers and lists become text, here as on the wire.
  const text = value as string;
  if (!isHeaderValue(text)) throw new Error(`Invalid value for header '${name}': '${text}'`);
}
