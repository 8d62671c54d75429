/** Objects of the library, which structured clone refuses as it refuses those of Electron: there they are native. */

const prototypes = new Set<object>();

/** `owners`: classes, and objects that are the only ones of their kind. */
export function markUncloneable(...owners: readonly object[]): void {
  for (const owner of owners) {
    prototypes.add(typeof owner === 'function' ? (owner as { prototype: object }).prototype : owner);
  }
}

/** Whether `value` is such an object, or holds one. */
export const holdsUncloneable = (value: unknown): boolean => prototypes.size > 0 && holds(value, new Set());

function holds(value: unknown, seen: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return false;
  seen.add(value);
  if (isMarked(value)) return true;
  return contentsOf(value).some((content) => holds(content, seen));
}

/** Of an array, a map, a set, or anything else that is copied by its properties. */
function contentsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  return Object.values(value);
}

function isMarked(value: object): boolean {
  for (let object: object | null = value; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    if (prototypes.has(object)) return true;
  }
  return false;
}
