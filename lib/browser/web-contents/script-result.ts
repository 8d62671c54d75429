/** Values of executeJavaScript(): from the protocol's deep serialization to what structured clone would have given. */
import type Protocol from 'devtools-protocol';

type Deep = Protocol.Runtime.DeepSerializedValue;

const notCloneable = (): Error => new Error('An object could not be cloned.');

/** Electron's text for a script that threw before it returned a value. */
const FAILED =
  'Script failed to execute, this normally means an error was thrown. Check the renderer console for the error.';

const ERRORS: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function numberOf(value: unknown): number {
  switch (value) {
    case 'NaN':
      return NaN;
    case '-0':
      return -0;
    case 'Infinity':
      return Infinity;
    case '-Infinity':
      return -Infinity;
    default:
      return value as number;
  }
}

/** Types whose content deep serialization leaves out. */
const OPAQUE = new Set(['arraybuffer', 'dataview', 'error', 'typedarray']);

/** True if the value, or one inside of it, is there by name only: it must be asked for in another way. */
export function isIncomplete(deep: Deep | undefined): boolean {
  if (deep === undefined || typeof deep !== 'object') return false;
  if (OPAQUE.has(deep.type)) return true;
  if (!Array.isArray(deep.value)) return false;
  return (deep.value as (Deep | Pair)[]).some((item) =>
    Array.isArray(item) ? isIncomplete(item[0] as Deep) || isIncomplete(item[1]) : isIncomplete(item),
  );
}

type Pair = [key: string | Deep, value: Deep];

/** One value and all it holds; objects met before are the same object again. */
class ResultDecoder {
  readonly #seen = new Map<number, unknown>();

  decode(deep: Deep): unknown {
    // The protocol has more types than its description.
    switch (deep.type as string) {
      case 'undefined':
        return undefined;
      case 'null':
        return null;
      case 'string':
      case 'boolean':
        return deep.value;
      case 'number':
        return numberOf(deep.value);
      case 'bigint':
        return BigInt(deep.value as string);
      case 'date':
        return this.#remember(deep, new Date(deep.value as string));
      case 'regexp': {
        const { pattern, flags } = deep.value as { pattern: string; flags?: string };
        return this.#remember(deep, new RegExp(pattern, flags));
      }
      case 'array':
        return this.#array(deep);
      case 'set':
        return this.#set(deep);
      case 'map':
        return this.#map(deep);
      case 'object':
        return this.#object(deep);
      case 'platformobject':
        // In Electron it passes the context bridge, which copies its own properties: it has none.
        return {};
      default:
        // Functions, symbols, nodes, windows, proxies, promises: structured clone refuses them too.
        throw notCloneable();
    }
  }

  #remember<T>(deep: Deep, value: T): T {
    if (deep.weakLocalObjectReference !== undefined) this.#seen.set(deep.weakLocalObjectReference, value);
    return value;
  }

  /** A repeated object has its reference and no value. */
  #known(deep: Deep): { value: unknown } | null {
    const id = deep.weakLocalObjectReference;
    if (deep.value !== undefined || id === undefined || !this.#seen.has(id)) return null;
    return { value: this.#seen.get(id) };
  }

  #array(deep: Deep): unknown {
    const known = this.#known(deep);
    if (known) return known.value;
    const array = this.#remember(deep, [] as unknown[]);
    for (const item of (deep.value ?? []) as Deep[]) array.push(this.decode(item));
    return array;
  }

  #set(deep: Deep): unknown {
    const known = this.#known(deep);
    if (known) return known.value;
    const set = this.#remember(deep, new Set());
    for (const item of (deep.value ?? []) as Deep[]) set.add(this.decode(item));
    return set;
  }

  #map(deep: Deep): unknown {
    const known = this.#known(deep);
    if (known) return known.value;
    const map = this.#remember(deep, new Map());
    for (const [key, value] of (deep.value ?? []) as Pair[]) {
      map.set(typeof key === 'string' ? key : this.decode(key), this.decode(value));
    }
    return map;
  }

  #object(deep: Deep): unknown {
    const known = this.#known(deep);
    if (known) return known.value;
    const object: Record<string, unknown> = {};
    this.#remember(deep, object);
    for (const [key, item] of (deep.value ?? []) as Pair[]) {
      // Not by assignment: a page may name a property `__proto__`.
      const value = this.decode(item);
      Object.defineProperty(object, key as string, { value, configurable: true, enumerable: true, writable: true });
    }
    return object;
  }
}

/** The value. Throws Error 'An object could not be cloned.' for what structured clone refuses. */
export function valueOf(result: Protocol.Runtime.RemoteObject): unknown {
  if (result.subtype === 'error') return errorFrom(result);
  if (!result.deepSerializedValue) return result.value;
  return new ResultDecoder().decode(result.deepSerializedValue);
}

function errorFrom(exception: Protocol.Runtime.RemoteObject): Error {
  const [head = '', ...stack] = (exception.description ?? '').split('\n');
  const [, name = 'Error', message = head] =
    /^(?:Uncaught )?([A-Za-z]*(?:Error|Exception))(?:: ([^]*))?$/.exec(head) ?? [];
  const error = new (ERRORS[name] ?? Error)(message === head && head === name ? '' : message);
  if (!ERRORS[name] && name !== 'Error') error.name = name;
  error.stack = [`${name}${error.message ? `: ${error.message}` : ''}`, ...stack].join('\n');
  return error;
}

/** Thrown objects that are no errors. */
export const isPlainObject = ({ objectId, subtype }: Protocol.Runtime.RemoteObject): boolean =>
  objectId !== undefined && subtype !== 'error';

/**
 * What executeJavaScript() rejects with: a promise's own rejection, or Electron's sentence for a throw. `content` is what
 * was thrown if it is an object and no error: DevTools names such objects only.
 */
export function rejectionOf(details: Protocol.Runtime.ExceptionDetails, content?: unknown): unknown {
  const { exception } = details;
  const inPromise = details.text.includes('(in promise)');
  if (!exception) return new Error(FAILED);
  const reason = isPlainObject(exception) ? content : valueOf(exception);
  return inPromise ? reason : new Error(FAILED, { cause: reason });
}

/** What WebFrameMain's executeJavaScript() rejects with, as in Electron: the stack of an error, or the text of anything else. */
export function textOfRejection({ exception, text }: Protocol.Runtime.ExceptionDetails): string {
  if (!exception) return text;
  if (isPlainObject(exception)) return '[object Object]';
  return exception.description ?? String(exception.unserializableValue ?? exception.value);
}
