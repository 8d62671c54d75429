/** VALENCE_LOG=protocol,requests,lifecycle[:file] */
import { resolve } from 'node:path';

export const CATEGORIES = ['protocol', 'requests', 'lifecycle'] as const;

export type LogCategory = (typeof CATEGORIES)[number];

export interface LogOptions {
  /** Without repetitions. */
  categories: LogCategory[];
  /** Absolute path; null for stderr. */
  file: string | null;
  /** Names that stand for no category. */
  unknown: string[];
}

const isCategory = (name: string): name is LogCategory => (CATEGORIES as readonly string[]).includes(name);

/** The path may hold colons and commas: the first colon ends the names. */
export function parseLogOptions(text: string | undefined): LogOptions {
  if (!text) return { categories: [], file: null, unknown: [] };
  const colon = text.indexOf(':');
  const path = colon < 0 ? '' : text.slice(colon + 1);
  const names = (colon < 0 ? text : text.slice(0, colon)).split(',').map((name) => name.trim());
  return {
    categories: [...new Set(names.filter(isCategory))],
    file: path === '' ? null : resolve(path),
    unknown: names.filter((name) => !isCategory(name)),
  };
}
