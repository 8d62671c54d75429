// Everything that an app can reach from an object without code of its own: properties, getters, symbols, prototypes, listeners.
import { EventEmitter } from 'node:events';

export interface Reached {
  value: object;
  /** "ses.cookies.[[Prototype]].get" */
  path: string;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** What one step leads to. Getters that throw lead nowhere. */
function* stepsFrom(object: object): Generator<[step: string, value: unknown]> {
  for (const key of Reflect.ownKeys(object)) {
    const step = typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`;
    const accessors = Object.getOwnPropertyDescriptor(object, key) as { get?: unknown; set?: unknown } | undefined;
    yield [`${step} (get)`, accessors?.get];
    yield [`${step} (set)`, accessors?.set];
    try {
      yield [step, (object as Record<PropertyKey, unknown>)[key]];
    } catch {
      // A getter of a prototype, without an object of its class.
    }
  }
  let prototype: unknown = Object.getPrototypeOf(object);
  yield ['.[[Prototype]]', prototype];
  // Getters of the prototypes, on the object itself.
  for (; isObject(prototype); prototype = Object.getPrototypeOf(prototype)) {
    for (const key of Reflect.ownKeys(prototype)) {
      if (!Object.getOwnPropertyDescriptor(prototype, key)?.get) continue;
      try {
        yield [`.${String(key)}`, Reflect.get(prototype, key, object)];
      } catch {
        // See above.
      }
    }
  }
  if (object instanceof Map || object instanceof Set) {
    for (const value of [...object].flat() as unknown[]) yield ['<entry>', value];
  }
  // A prototype is no emitter itself.
  if (!(object instanceof EventEmitter) || !Object.hasOwn(object, '_events')) return;
  for (const event of object.eventNames()) {
    for (const listener of object.listeners(event)) yield [`<listener of ${String(event)}>`, listener];
  }
}

/** Breadth first, `depth` steps at most, each object once. */
export function walk(roots: Record<string, object>, depth: number): Reached[] {
  const reached: Reached[] = Object.entries(roots).map(([path, value]) => ({ path, value }));
  const seen = new Set<object>(reached.map(({ value }) => value));
  let current: readonly Reached[] = reached;
  for (let level = 0; level < depth; level++) {
    const next: Reached[] = [];
    for (const { value: object, path } of current) {
      for (const [step, value] of stepsFrom(object)) {
        if (!isObject(value) || seen.has(value)) continue;
        seen.add(value);
        next.push({ value, path: path + step });
      }
    }
    reached.push(...next);
    current = next;
  }
  return reached;
}
