/** Drops the entry that was set first if the map has more than `most`. Call after each set(). */
export function dropOldest<Key>(map: Map<Key, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
