/** Which requests a listener hears of. */
import { invalidArgType, validateOneOf } from '../../common/validators';
import type { ResourceType } from './events';

const TYPES: ReadonlySet<string> = new Set<ResourceType>([
  'mainFrame',
  'subFrame',
  'stylesheet',
  'script',
  'image',
  'font',
  'object',
  'xhr',
  'ping',
  'cspReport',
  'media',
  'webSocket',
  'other',
]);

export interface Filter {
  /** Match patterns; none match every URL, as in Electron. */
  readonly urls: readonly string[];
  /** Null: all. */
  readonly types: ReadonlySet<ResourceType> | null;
  matches(url: string, type: ResourceType): boolean;
}

export const EVERYTHING: Filter = { urls: [], types: null, matches: () => true };

/** Throws TypeError that names the pattern or type that is wrong. */
export function parseFilter(filter: unknown): Filter {
  if (typeof filter !== 'object' || filter === null) {
    throw invalidArgType('filter', 'an object with urls', filter);
  }
  const { urls, types } = filter as { urls?: unknown; types?: unknown };
  if (!Array.isArray(urls)) throw invalidArgType('filter.urls', 'an array of match patterns', urls);
  const { UrlFilter } = process._linkedBinding('electron_browser_web_request');
  const patterns = urls as string[];
  const urlFilter = new UrlFilter(patterns);
  const wanted = types === undefined ? null : parseTypes(types);
  return {
    urls: [...patterns],
    types: wanted,
    matches: (url, type) => (wanted === null || wanted.has(type)) && urlFilter.matches(url),
  };
}

function parseTypes(types: unknown): Set<ResourceType> | null {
  if (!Array.isArray(types)) throw invalidArgType('filter.types', 'an array of strings', types);
  for (const [index, type] of (types as unknown[]).entries()) {
    validateOneOf(type, `filter.types[${index}]`, [...TYPES]);
  }
  return types.length === 0 ? null : new Set(types as ResourceType[]);
}
