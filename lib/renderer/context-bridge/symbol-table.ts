/** Symbols that cross: each has a twin in the other world, so that what is equal there is equal here. */
import {
  getOwnPropertyNames,
  jsonStringify,
  mapGet,
  mapSet,
  SafeMap,
  SafeSymbol,
  symbolDescription,
  symbolFor,
  symbolKeyFor,
} from './primordials';
import { TAG_SYMBOL, type WireSymbol } from './wire';

/** The same symbols in all worlds (Symbol.iterator …), by name. */
const WELL_KNOWN = new SafeMap<string, symbol>();
const NAMES = new SafeMap<symbol, string>();
for (let names = getOwnPropertyNames(SafeSymbol), index = 0; index < names.length; index++) {
  const name = names[index] as keyof SymbolConstructor;
  const value: unknown = SafeSymbol[name];
  if (typeof value !== 'symbol') continue;
  mapSet(WELL_KNOWN, name, value);
  mapSet(NAMES, value, name);
}

export class SymbolTable {
  readonly #own = new SafeMap<number, symbol>();
  readonly #idsOfOwn = new SafeMap<symbol, number>();
  readonly #twins = new SafeMap<number, symbol>();
  readonly #idsOfTwins = new SafeMap<symbol, number>();
  #last = 0;

  /** The JSON text of a WireSymbol. */
  encode(value: symbol): string {
    const name = mapGet(NAMES, value);
    if (name !== undefined) return `[${TAG_SYMBOL},"name",${jsonStringify(name)}]`;
    const key = symbolKeyFor(value);
    if (key !== undefined) return `[${TAG_SYMBOL},"key",${jsonStringify(key)}]`;
    const twin = mapGet(this.#idsOfTwins, value);
    if (twin !== undefined) return `[${TAG_SYMBOL},"yours",${twin}]`;
    let id = mapGet(this.#idsOfOwn, value);
    if (id === undefined) {
      id = ++this.#last;
      mapSet(this.#idsOfOwn, value, id);
      mapSet(this.#own, id, value);
    }
    const description = symbolDescription(value);
    return `[${TAG_SYMBOL},"mine",${id}${description === undefined ? '' : `,${jsonStringify(description)}`}]`;
  }

  /** Undefined for a symbol that this world has never sent. */
  decode(wire: WireSymbol): symbol | undefined {
    switch (wire[1]) {
      case 'name':
        return mapGet(WELL_KNOWN, wire[2]);
      case 'key':
        return symbolFor(wire[2]);
      case 'yours':
        return mapGet(this.#own, wire[2]);
      default:
        // Not by the element itself: a page may have put one on Array.prototype.
        return this.#twin(wire[2], wire.length > 3 ? wire[3] : undefined);
    }
  }

  #twin(id: number, description: string | undefined): symbol {
    const known = mapGet(this.#twins, id);
    if (known !== undefined) return known;
    const twin = SafeSymbol(description);
    mapSet(this.#twins, id, twin);
    mapSet(this.#idsOfTwins, twin, id);
    return twin;
  }
}
