/** Which requests a listener hears of. */
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
    throw new TypeError(`filter must be an object with urls, got ${filter === null ? 'null' : typeof filter}`);
  }
  const { urls, types } = filter as { urls?: unknown; types?: unknown };
  if (!Array.isArray(urls)) throw new TypeError(`filter.urls must be an array of match patterns, got ${typeof urls}`);
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
  if (!Array.isArray(types)) throw new TypeError(`filter.types must be an array of strings, got ${typeof types}`);
  for (const [index, type] of (types as unknown[]).entries()) {
    if (!TYPES.has(type as string)) {
      throw new TypeError(`filter.types[${index}] must be one of ${[...TYPES].join(', ')}, got ${String(type)}`);
    }
  }
  return types.length === 0 ? null : new Set(types as ResourceType[]);
}
