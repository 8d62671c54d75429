/** The rule of the request interceptor that lets the requests of some listeners through to JavaScript. */
import { devToolsTypes } from './resource-types';
import type { Entry } from './listener-table';

/** Null without listeners. It may let more through than they want: their filters are asked again. */
export function ruleOf(entries: readonly Entry[]): Omit<Valence.RequestRule, 'id'> | null {
  if (entries.length === 0) return null;
  const filters = entries.map(({ filter }) => filter);
  const anyURL = filters.some(({ urls }) => urls.length === 0);
  const anyType = filters.some(({ types }) => types === null);
  return {
    urls: anyURL ? [] : [...new Set(filters.flatMap(({ urls }) => urls))],
    ...(anyType ? {} : { types: [...new Set(filters.flatMap(({ types }) => devToolsTypes(types ?? [])))] }),
  };
}
