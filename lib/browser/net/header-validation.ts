/** What may be a header of a request (net/http/http_util.cc). */

/** Throws TypeError and Error as Electron does. */
export function validateHeader(name: unknown, value: unknown): asserts name is string {
  if (typeof name !== 'string') throw new TypeError('`name` should be a string in setHeader(name, value)');
  if (value === undefined || value === null) throw new Error(`\`value\` required in setHeader("${name}", value)`);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new Error(`Invalid header name: '${name}'`);
  // Numbers and lists become text, here as on the wire.
  const text = value as string;
  if (/[\0\r\n]/.test(text)) throw new Error(`Invalid value for header '${name}': '${text}'`);
}
