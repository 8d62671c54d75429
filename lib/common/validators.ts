/**
 * Checks of arguments, named as those of Node.js (lib/internal/validators.js). Each throws a TypeError that names the argument,
 * what was expected, and what was received. script/lint --only=validators finds checks that are written by hand.
 */

/** Where typeof says "object". */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** For a value of a wrong type. `expected`: "a string or a Buffer". */
export const invalidArgType = (name: string, expected: string, value: unknown): TypeError =>
  new TypeError(`${name} must be ${expected}, got ${typeOf(value)}`);

/** Objects may have no text of their own. */
const textOf = (value: unknown): string =>
  ['object', 'function'].includes(typeof value) ? typeOf(value) : String(value);

/** For a value of the right type. `expected`: "an absolute path". */
export const invalidArgValue = (name: string, expected: string, value: unknown): TypeError =>
  new TypeError(`${name} must be ${expected}, got ${typeof value === 'string' ? `'${value}'` : textOf(value)}`);

export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType(name, 'a string', value);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'a boolean', value);
}

export function validateNumber(value: unknown, name: string): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'a number', value);
}

export function validateInteger(value: unknown, name: string): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'an integer', value);
  if (!Number.isInteger(value)) throw invalidArgValue(name, 'an integer', value);
}

/** An array is no object here, and a function is none. */
export function validateObject(value: unknown, name: string): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidArgType(name, 'an object', value);
  }
}

/** An object with a number under each of these names. */
export function validateNumbers(value: unknown, name: string, fields: readonly string[]): void {
  validateObject(value, name);
  for (const field of fields) validateNumber((value as Record<string, unknown>)[field], `${name}.${field}`);
}

export function validateFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgType(name, 'a function', value);
}

/** Handlers: null removes one. */
export function validateFunctionOrNull(value: unknown, name: string): void {
  if (value !== null && typeof value !== 'function') throw invalidArgType(name, 'a function or null', value);
}

export function validateStringArray(value: unknown, name: string): asserts value is string[] {
  if (!Array.isArray(value)) throw invalidArgType(name, 'an array of strings', value);
  for (const [index, one] of value.entries()) validateString(one, `${name}[${index}]`);
}

export function validateOneOf<T>(value: unknown, name: string, allowed: readonly T[]): asserts value is T {
  if (allowed.includes(value as T)) return;
  const write = (one: unknown): string => (one === '' ? "''" : textOf(one));
  throw new TypeError(`${name} must be one of ${allowed.map(write).join(', ')}, got ${write(value)}`);
}
