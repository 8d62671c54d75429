/** Lists of headers as records. Servers name headers as they like: `constructor`, `__proto__`. */

/** Every value of a name, in order. `key` says which names are one. */
export function groupByName(
  headers: Iterable<{ name: string; value: string }>,
  key: (name: string) => string = (name) => name,
): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const values = grouped.get(key(name));
    if (values) values.push(value);
    else grouped.set(key(name), [value]);
  }
  return Object.fromEntries(grouped);
}
