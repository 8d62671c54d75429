/**
 * Values between the main process and a page as JSON text, with the results that structured clone has in Electron
 * (docs/api/ipc-renderer.md, https://html.spec.whatwg.org/#structuredserializeinternal).
 *
 * What JSON carries as it is travels as it is; everything else is copied by the platform's own structuredClone(), which
 * decides what may pass, and written by devalue.
 */
import { stringify, unflatten, type DefaultStringifyOperations } from 'devalue';
import { decodeBase64 } from './base64';
import { holdsUncloneable } from './uncloneable';

/** The platform's: Node.js has it, Chromium has it, ECMAScript does not describe it. */
declare const structuredClone: (value: unknown) => unknown;

/** How a value was written: as plain JSON, or flattened by devalue. */
type Encoding = 0 | 1;
const JSON_ENCODING = 0;
const DEVALUE_ENCODING = 1;

/** A serialized value after JSON.parse(). */
export type SerializedValue = [encoding: Encoding, body: unknown];

/** Electron's words for everything that structured clone refuses. */
export const CLONE_ERROR = 'An object could not be cloned.';

/** `cause` may be anything, also the error itself. */
interface ErrorFields {
  name: string;
  message: string;
  stack: string | undefined;
  cause?: unknown;
}

/** The names that structured clone keeps; any other becomes "Error". */
const ERROR_TYPES: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/**
 * Writes the JSON text of a SerializedValue. Throws Error 'An object could not be cloned.' for functions, symbols,
 * promises, weak collections and platform objects, and for views whose type the reader does not know.
 *
 * An array with named properties that holds itself is written and cannot be read. A Uint8Array that shows a part of its buffer
 * (every small Node.js Buffer) takes only that part along.
 */
export function serialize(value: unknown, unknownViews: readonly string[] = []): string {
  if (isJsonSafe(value, new Set())) return `[${JSON_ENCODING},${JSON.stringify(value)}]`;
  try {
    if (holdsUncloneable(value)) throw new Error(CLONE_ERROR);
    return `[${DEVALUE_ENCODING},${stringify(structuredClone(value), REDUCERS, { operations: operations(unknownViews) })}]`;
  } catch {
    throw new Error(CLONE_ERROR);
  }
}

/**
 * Reads what serialize() wrote. Throws Error for anything else: the text may come from a compromised renderer. Throws also for a
 * value that only the writer's JavaScript engine has, such as a RegExp of a newer syntax.
 */
export function deserialize(serialized: unknown): unknown {
  if (Array.isArray(serialized) && serialized.length === 2) {
    const [encoding, body] = serialized as unknown[];
    if (encoding === JSON_ENCODING) return body;
    if (encoding === DEVALUE_ENCODING && (typeof body === 'number' || Array.isArray(body))) {
      return unflatten(body as number | unknown[], REVIVERS);
    }
  }
  throw new Error('Not a serialized value');
}

/** True if JSON gives back an equal value: no shared references, nothing that JSON drops or changes. */
function isJsonSafe(value: unknown, seen: Set<object>): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || isJsonSafeObject(value, seen);
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
  }
}

function isJsonSafeObject(value: object, seen: Set<object>): boolean {
  if (seen.has(value) || 'toJSON' in value) return false;
  seen.add(value);
  if (Array.isArray(value)) {
    // By index: every() and for-of would pass over or hide holes.
    for (let index = 0; index < value.length; index++) if (!isJsonSafe(value[index], seen)) return false;
    return Object.getPrototypeOf(value) === Array.prototype && !hasNamedProperties(value);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) if (!isJsonSafe((value as Record<string, unknown>)[key], seen)) return false;
  return true;
}

/** devalue refuses an object with such a property: it could become its reader's prototype. */
const hasProtoProperty = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === '[object Object]' && Object.hasOwn(value as object, '__proto__');

/** Beside its elements. */
const hasNamedProperties = (array: unknown[]): boolean => {
  const last = Object.keys(array).at(-1);
  // Elements come first.
  return last !== undefined && !/^\d+$/.test(last);
};

/** Without those of elements. */
const namedEntries = (array: unknown[]): [string, unknown][] =>
  Object.entries(array).filter(([name]) => !/^\d+$/.test(name));

const REDUCERS = {
  NamedArray: (value: unknown): [unknown[], [string, unknown][]] | false =>
    Array.isArray(value) && hasNamedProperties(value) && [value.slice(), namedEntries(value)],
  Entries: (value: unknown): [string, unknown][] | false => hasProtoProperty(value) && Object.entries(value),
  // False for everything else, as devalue wants it.
  Error: (value: unknown): ErrorFields | false => {
    if (!(value instanceof Error) || Object.prototype.toString.call(value) !== '[object Error]') return false;
    const { name, message, stack } = value;
    return { name, message, stack, ...('cause' in value ? { cause: value.cause } : {}) };
  },
};

/** Not by assignment: a property may be named `__proto__`. */
function defineEntries<T extends object>(object: T, entries: unknown): T {
  if (!Array.isArray(entries)) throw new Error('Not a serialized value');
  for (const [key, value] of entries as [string, unknown][]) {
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
  }
  return object;
}

const REVIVERS = {
  Entries: (entries: unknown): object => defineEntries({}, entries),
  NamedArray: (parts: unknown): unknown[] => {
    const [elements, entries] = Array.isArray(parts) ? (parts as unknown[]) : [];
    if (!Array.isArray(elements)) throw new Error('Not a serialized value');
    return defineEntries(elements, entries);
  },
  Error: (fields: unknown): Error => {
    const { name, message, stack, cause } = fields as ErrorFields;
    const ErrorType = (typeof name === 'string' && Object.hasOwn(ERROR_TYPES, name) && ERROR_TYPES[name]) || Error;
    const error = new ErrorType(message);
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
    if (Object.hasOwn(fields as object, 'cause')) {
      Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
    }
    return error;
  },
  ArrayBuffer: (text: unknown): ArrayBuffer => {
    if (typeof text !== 'string') throw new Error('Not a serialized value');
    return decodeBase64(text);
  },
};

/** Types of views that one of the two engines has and the other may not have. */
const RECENT_VIEWS = ['Float16Array'];

/** What serialize() must not write for this process. */
export const unknownViews = (): string[] => RECENT_VIEWS.filter((name) => !(name in globalThis));

const operations = (refused: readonly string[]): Partial<DefaultStringifyOperations> => ({
  // Data: structuredClone() has let no promise pass.
  isThenable: () => false,
  viewInfo: (view: ArrayBufferView & { length?: number }) => {
    if (refused.includes(Object.prototype.toString.call(view).slice(8, -1))) throw new Error(CLONE_ERROR);
    const { buffer, byteOffset, byteLength, length = byteLength } = isPartOfBuffer(view) ? new Uint8Array(view) : view;
    return { buffer, byteOffset, byteLength, length, bufferByteLength: buffer.byteLength };
  },
});

function isPartOfBuffer(view: ArrayBufferView): view is Uint8Array {
  return view instanceof Uint8Array && view.byteLength !== view.buffer.byteLength;
}
