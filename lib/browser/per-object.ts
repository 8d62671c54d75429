/** One object for each object of another class, made when it is first asked for and collected with that one. */

/** Returns a function that gives the same value for the same owner, made by `create`. */
export function perObject<O extends object, T>(create: (owner: O) => T): (owner: O) => T {
  const made = new WeakMap<O, { value: T }>();
  return (owner) => {
    let entry = made.get(owner);
    if (!entry) made.set(owner, (entry = { value: create(owner) }));
    return entry.value;
  };
}
