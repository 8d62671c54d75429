/** The order of a template's items: `before`, `after` and the groups between separators. */

export interface Placed {
  id?: string;
  type?: string;
  visible?: boolean;
  before?: string[];
  after?: string[];
  beforeGroupContaining?: string[];
  afterGroupContaining?: string[];
}

const isSeparator = ({ type }: Placed): boolean => type === 'separator';

function splitGroups<T extends Placed>(items: readonly T[]): { groups: T[][]; separators: T[] } {
  const groups: T[][] = [[]];
  const separators: T[] = [];
  for (const item of items) {
    if (isSeparator(item)) {
      separators.push(item);
      groups.push([]);
    } else groups.at(-1)!.push(item);
  }
  return { groups: groups.filter((group) => group.length > 0), separators };
}

/** A name that nothing has is ignored; of things that want to stand before each other, the order stays. */
function sorted<T>(
  items: readonly T[],
  edges: (item: T) => { before: (T | undefined)[]; after: (T | undefined)[] },
): T[] {
  const earlier = new Map<T, Set<T>>(items.map((item) => [item, new Set<T>()]));
  for (const item of items) {
    const { before, after } = edges(item);
    for (const other of before) if (other !== undefined) earlier.get(other)?.add(item);
    for (const other of after) if (other !== undefined) earlier.get(item)?.add(other);
  }
  const result: T[] = [];
  const seen = new Set<T>();
  const visit = (item: T): void => {
    if (seen.has(item)) return;
    seen.add(item);
    for (const other of earlier.get(item)!) visit(other);
    result.push(item);
  };
  for (const item of items) visit(item);
  return result;
}

function joinGroups<T extends Placed>(items: readonly T[]): T[][] {
  const { groups } = splitGroups(items);
  const groupWith = (id: string): T[] | undefined => groups.find((group) => group.some((item) => item.id === id));
  // An item that names one of another group moves into that.
  for (const group of groups) {
    for (const item of group.slice()) {
      const target = [...(item.before ?? []), ...(item.after ?? [])]
        .map(groupWith)
        .find((found) => found !== undefined);
      if (!target || target === group) continue;
      group.splice(group.indexOf(item), 1);
      target.push(item);
    }
  }
  return groups.filter((group) => group.length > 0);
}

/** Sorts items within their groups and groups among each other; separators stand between groups. */
export function sortItems<T extends Placed>(items: readonly T[]): T[] {
  const placed = items.some(
    ({ before, after, beforeGroupContaining, afterGroupContaining }) =>
      before ?? after ?? beforeGroupContaining ?? afterGroupContaining,
  );
  if (!placed) return [...items];
  const { separators } = splitGroups(items);
  const groups = joinGroups(items).map((group) => {
    const named = (ids: string[] = []): (T | undefined)[] => ids.map((id) => group.find((item) => item.id === id));
    return sorted(group, ({ before, after }) => ({ before: named(before), after: named(after) }));
  });
  const named = (ids: string[]): (T[] | undefined)[] =>
    ids.map((id) => groups.find((group) => group.some((item) => item.id === id)));
  const ordered = sorted(groups, (group) => ({
    before: named(group.flatMap(({ beforeGroupContaining }) => beforeGroupContaining ?? [])),
    after: named(group.flatMap(({ afterGroupContaining }) => afterGroupContaining ?? [])),
  }));
  return ordered.flatMap((group, index) => {
    const separator = separators[index - 1] ?? ({ type: 'separator' } as T);
    return index === 0 ? group : [separator, ...group];
  });
}

/** No separators at the ends, and no two in a row; hidden items do not count. */
export function withoutExtraSeparators<T extends Placed>(items: readonly T[]): T[] {
  const isHidden = ({ visible }: Placed): boolean => visible === false;
  const kept = items.filter((item, index) => {
    if (isHidden(item) || !isSeparator(item)) return true;
    const next = items.slice(index + 1).find((other) => !isHidden(other));
    return next !== undefined && !isSeparator(next);
  });
  const first = kept.findIndex((item) => !isHidden(item));
  return kept.filter((item, index) => index !== first || !isSeparator(item));
}
