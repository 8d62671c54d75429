/** Reads values of the other world: primitives as they are, the rest as objects of this world. */
import type { FunctionTable } from './function-table';
import type { Port } from './port';
import {
  arrayBufferIsView,
  defineProperty,
  freeze,
  mapGet,
  mapSet,
  mapSize,
  objectCreate,
  objectKeys,
  SafeError,
  SafeMap,
  SafeTypeError,
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
  TAG_SYMBOL,
  TAG_UNDEFINED,
  type HasReferences,
  type WireSymbol,
  type WireValue,
} from './wire';

type SymbolProperties = [key: WireSymbol, value: WireValue][];

const { BigInt: toBigInt, Number: toNumber } = globalThis;

export interface DecoderContext {
  port: Port;
  functions: FunctionTable;
  promises: PromiseTable;
  symbols: SymbolTable;
  /** A clone that came another way than through the port. */
  unstash: (id: number) => unknown;
}

/** Decodes one message. The JSON objects it is given become the result. */
export class Decoder {
  readonly #context: DecoderContext;
  readonly #objects: Map<number, object> | null;
  readonly #frozen: boolean;

  /** `frozen`: every object of the result is. */
  constructor(context: DecoderContext, hasReferences: HasReferences, frozen: boolean) {
    this.#context = context;
    this.#objects = hasReferences ? new SafeMap() : null;
    this.#frozen = frozen;
  }

  /** In place. Throws TypeError for a function that is not known any more. */
  decodeList(list: WireValue[]): unknown[] {
    const values: unknown[] = list;
    // Every index is an own property, so that no setter of a prototype sees the write.
    for (let index = 0; index < list.length; index++) values[index] = this.decode(list[index] as WireValue);
    return values;
  }

  decode(wire: WireValue): unknown {
    if (typeof wire !== 'object' || wire === null) return wire;
    const { functions, promises, port, symbols } = this.#context;
    switch (wire[0]) {
      case TAG_ARRAY:
        this.#number(wire[1]);
        return this.#finish(this.decodeList(wire[1]));
      case TAG_OBJECT:
        this.#number(wire[1]);
        this.#decodeProperties(wire[1]);
        // Not by the element itself: a page may have put one on Array.prototype.
        if (wire.length > 2) this.#decodeSymbols(wire[1], wire[2] as SymbolProperties);
        return this.#finish(wire[1]);
      case TAG_SYMBOL:
        return symbols.decode(wire);
      case TAG_UNDEFINED:
        return undefined;
      case TAG_NUMBER:
        return toNumber(wire[1]);
      case TAG_BIGINT:
        return toBigInt(wire[1]);
      case TAG_ERROR:
        return this.#finish(this.#number(new SafeError(wire[1])));
      case TAG_FUNCTION:
        return this.#finish(functions.proxy(wire[1]));
      case TAG_OWN_FUNCTION:
        return this.#ownFunction(wire[1]);
      case TAG_PROMISE:
        return this.#finish(this.#number(promises.standIn(wire[1])));
      case TAG_CLONE:
        return this.#finish(this.#number((port.takeClone(wire[1]) ?? this.#context.unstash(wire[1])) as object));
      case TAG_ELEMENT:
        return this.#number(port.takeElement(wire[1]) as object);
      default: // TAG_REFERENCE
        return this.#objects && mapGet(this.#objects, wire[1]);
    }
  }

  /** In place. */
  #decodeProperties(properties: Record<string, WireValue>): void {
    const values: Record<string, unknown> = properties;
    const keys = objectKeys(properties);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      values[key] = this.decode(properties[key] as WireValue);
    }
  }

  /** Adds them to the object. */
  #decodeSymbols(object: object, properties: SymbolProperties): void {
    for (let index = 0; index < properties.length; index++) {
      const property = properties[index] as SymbolProperties[number];
      const key = this.#context.symbols.decode(property[0]);
      const value = this.decode(property[1]);
      const descriptor = objectCreate(null) as PropertyDescriptor;
      descriptor.configurable = descriptor.enumerable = descriptor.writable = true;
      descriptor.value = value;
      if (key !== undefined) defineProperty(object, key, descriptor);
    }
  }

  #ownFunction(id: number): unknown {
    const fn = this.#context.functions.own(id);
    if (!fn) throw new SafeTypeError('A function came back over the contextBridge that has been released.');
    return fn;
  }

  /** Objects are numbered in the order in which the encoder met them. */
  #number<T extends object>(object: T): T {
    if (this.#objects) mapSet(this.#objects, mapSize(this.#objects), object);
    return object;
  }

  #finish(object: object): object {
    return this.#frozen && !arrayBufferIsView(object) ? freeze(object) : object;
  }
}
