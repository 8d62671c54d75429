/** Writes values for the other world, with the types and limits of Electron's contextBridge (docs/api/context-bridge.md). */
import type { FunctionTable } from './function-table';
import type { Port } from './port';
import {
  arrayBufferIsView,
  domExceptionMessage,
  elementTagName,
  getOwnPropertySymbols,
  getPrototypeOf,
  isArray,
  isEnumerable,
  isFiniteNumber,
  jsonStringify,
  mapGet,
  mapSet,
  mapSize,
  nodeType,
  objectKeys,
  objectPrototype,
  objectToString,
  SafeError,
  SafeMap,
  SafeTypeError,
  stringEndsWith,
  stringSlice,
  toSafeString,
  type AnyFunction,
} from './primordials';
import type { PromiseTable } from './promise-table';
import type { SymbolTable } from './symbol-table';
import {
  TAG_ARRAY,
  TAG_BIGINT,
  TAG_CLONE,
  TAG_ELEMENT,
  TAG_ERROR,
  TAG_FUNCTION,
  TAG_NUMBER,
  TAG_OBJECT,
  TAG_OWN_FUNCTION,
  TAG_PROMISE,
  TAG_REFERENCE,
  TAG_UNDEFINED,
} from './wire';

/** Electron's limit for values inside values. */
const MAX_DEPTH = 1000;
const UNDEFINED = `[${TAG_UNDEFINED}]`;
const CLONE_ERROR = 'An object could not be cloned.';

export interface Codec {
  port: Port;
  functions: FunctionTable;
  promises: PromiseTable;
  symbols: SymbolTable;
  /** Takes a clone along where events do not reach the other world yet. Throws if it cannot. */
  stash: (id: number, value: unknown) => void;
}

/** Numbers of clones and elements on their way to the other world. */
export class AttachmentIds {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}

/** Encodes one message: objects that occur in it twice arrive as one object. */
export class Encoder {
  readonly #codec: Codec;
  readonly #ids: AttachmentIds;
  #seen: Map<object, number> | null = null;
  #hasReferences = false;

  constructor(codec: Codec, ids: AttachmentIds) {
    this.#codec = codec;
    this.#ids = ids;
  }

  /** For the message's HasReferences. */
  get hasReferences(): 0 | 1 {
    return this.#hasReferences ? 1 : 0;
  }

  /** The JSON array of the encoded values. Throws as encode() does. */
  encodeList(values: unknown[]): string {
    let text = '[';
    for (let index = 0; index < values.length; index++) text += (index ? ',' : '') + this.encode(values[index], 0);
    return text + ']';
  }

  /**
   * The JSON text of a WireValue. Throws Error 'An object could not be cloned.', TypeError for
   * values deeper than 1000 levels and for parts of the page that stock Chromium cannot take across, and whatever a
   * getter of `value` throws.
   */
  encode(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'string':
        return jsonStringify(value);
      case 'number':
        // Infinity and NaN are not JSON, and -0 would lose its sign.
        if (isFiniteNumber(value) && (value !== 0 || 1 / value > 0)) return toSafeString(value);
        return `[${TAG_NUMBER},"${value === 0 ? '-0' : toSafeString(value)}"]`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return `[${TAG_BIGINT},"${toSafeString(value)}"]`;
      case 'function':
        return this.#encodeFunction(value as AnyFunction);
      case 'symbol':
        return this.#codec.symbols.encode(value);
      case 'object':
        return value === null ? 'null' : this.#encodeObject(value, depth);
      default:
        return UNDEFINED;
    }
  }

  #encodeFunction(fn: AnyFunction): string {
    const { functions } = this.#codec;
    const id = functions.idOfProxy(fn);
    return id === undefined ? `[${TAG_FUNCTION},${functions.idOfOwn(fn)}]` : `[${TAG_OWN_FUNCTION},${id}]`;
  }

  #encodeObject(value: object, depth: number): string {
    if (depth >= MAX_DEPTH) {
      throw new SafeTypeError(
        'Electron contextBridge recursion depth exceeded. Nested objects deeper than 1000 are not supported.',
      );
    }
    const seen = (this.#seen ??= new SafeMap<object, number>());
    const known = mapGet(seen, value);
    if (known !== undefined) {
      this.#hasReferences = true;
      return `[${TAG_REFERENCE},${known}]`;
    }
    mapSet(seen, value, mapSize(seen));
    if (isArray(value)) return this.#encodeArray(value as unknown[], depth);
    const prototype = getPrototypeOf(value) as unknown;
    if (prototype === objectPrototype || prototype === null) return this.#encodeProperties(value, depth);
    return this.#encodeOther(value, depth);
  }

  #encodeArray(array: unknown[], depth: number): string {
    let text = `[${TAG_ARRAY},[`;
    for (let index = 0; index < array.length; index++) {
      text += (index ? ',' : '') + this.encode(array[index], depth + 1);
    }
    return text + ']]';
  }

  /** Own enumerable keys. */
  #encodeProperties(object: object, depth: number): string {
    const keys = objectKeys(object);
    let text = '';
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      const value = (object as Record<string, unknown>)[key];
      text += `${text && ','}${jsonStringify(key)}:${this.encode(value, depth + 1)}`;
    }
    return `[${TAG_OBJECT},{${text}}${this.#encodeSymbolKeys(object, depth)}]`;
  }

  #encodeSymbolKeys(object: object, depth: number): string {
    const keys = getOwnPropertySymbols(object);
    let text = '';
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as symbol;
      if (!isEnumerable(object, key)) continue;
      const value = (object as Record<symbol, unknown>)[key];
      text += `${text && ','}[${this.#codec.symbols.encode(key)},${this.encode(value, depth + 1)}]`;
    }
    return text && `,[${text}]`;
  }

  /** Objects with a class. What the platform's structured clone knows is cloned, instances of other classes are copied. */
  #encodeOther(value: object, depth: number): string {
    const tag = objectToString(value);
    switch (tag) {
      case '[object Promise]': {
        const id = this.#codec.promises.follow(value);
        return id === null ? this.#encodeProperties(value, depth) : `[${TAG_PROMISE},${id}]`;
      }
      case '[object Error]':
      case '[object DOMException]':
        return `[${TAG_ERROR},${jsonStringify(messageOf(value))}]`;
      case '[object Date]':
      case '[object RegExp]':
      case '[object Map]':
      case '[object Set]':
      case '[object ArrayBuffer]':
      case '[object SharedArrayBuffer]':
      case '[object Number]':
      case '[object String]':
      case '[object Boolean]':
      case '[object BigInt]':
      case '[object Blob]':
      case '[object File]':
      case '[object FileList]':
      case '[object ImageBitmap]':
      case '[object ImageData]':
      case '[object VideoFrame]':
        return this.#encodeClone(value);
      case '[object Symbol]':
      case '[object WeakMap]':
      case '[object WeakSet]':
      case '[object WeakRef]':
      case '[object Generator]':
      case '[object AsyncGenerator]':
        throw new SafeError(CLONE_ERROR);
      case '[object Window]':
        throw new SafeTypeError('A Window cannot be sent over the contextBridge (docs/limits.md).');
      case '[object Object]':
        return this.#encodeProperties(value, depth);
      default:
        return this.#encodePlatformObject(value, tag, depth);
    }
  }

  #encodePlatformObject(value: object, tag: string, depth: number): string {
    if (arrayBufferIsView(value)) return this.#encodeClone(value);
    if (stringEndsWith(tag, ' Iterator]')) throw new SafeError(CLONE_ERROR);
    if (isElement(value)) return this.#encodeElement(value, tag);
    if (isNode(value)) {
      throw new SafeTypeError(`${nameIn(tag)} cannot be sent over the contextBridge, only Elements (docs/limits.md).`);
    }
    return this.#encodeProperties(value, depth);
  }

  #encodeClone(value: object): string {
    const id = this.#ids.next();
    const sent = this.#codec.port.sendClone(id, value);
    if (sent === false) throw new SafeError(CLONE_ERROR);
    if (sent === null) this.#codec.stash(id, value);
    return `[${TAG_CLONE},${id}]`;
  }

  #encodeElement(element: Element, tag: string): string {
    const id = this.#ids.next();
    if (this.#codec.port.sendElement(id, element)) return `[${TAG_ELEMENT},${id}]`;
    throw new SafeTypeError(
      `This ${nameIn(tag)} cannot be sent over the contextBridge: inside shadow trees only HTMLElements can, and none ` +
        'before the page runs (docs/limits.md).',
    );
  }
}

/** What the other world is told of something that was thrown or rejected: the message, as in Electron. */
export function messageOf(error: unknown): string {
  try {
    const message =
      objectToString(error) === '[object DOMException]'
        ? domExceptionMessage(error)
        : (error as { message: unknown }).message;
    if (typeof message === 'string') return message;
  } catch {
    // Null, a getter that throws: nothing to tell.
  }
  return 'Something that is no Error was thrown in the other world of the contextBridge.';
}

function isElement(value: unknown): value is Element {
  try {
    elementTagName(value);
    return true;
  } catch {
    return false;
  }
}

function isNode(value: unknown): boolean {
  try {
    nodeType(value as Node);
    return true;
  } catch {
    return false;
  }
}

/** "HTMLDivElement" of "[object HTMLDivElement]". */
function nameIn(tag: string): string {
  return stringSlice(tag, 8, -1);
}
