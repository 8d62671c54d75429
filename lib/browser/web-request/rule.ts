/** The rule of the request interceptor that lets the requests of some listeners through to JavaScript. */
import { allowlistedId, extensionId, helperFolder } from '../browser-process/extension-folders';
import { schemeOf, substitutePattern } from '../../common/scheme-map';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { devToolsTypes } from './resource-types';
import type { Entry } from './listener-table';

const originOf = (id: string): string => `chrome-extension://${id}/`;

/** URLs of the gate's own page. */
export const gateOrigin = (): string => originOf(allowlistedId());

/** URLs of the extensions that Valence brings: no app hears of them, or could keep them from loading. */
export const ownOrigins = (): string[] => [gateOrigin(), originOf(extensionId(helperFolder()))];

/** Null without listeners. It may let more through than they want: their filters are asked again. */
export function ruleOf(entries: readonly Entry[], schemes: SchemeMap): Omit<Valence.RequestRule, 'id'> | null {
  if (entries.length === 0) return null;
  const filters = entries.map(({ filter }) => filter);
  const anyURL = filters.some(({ urls }) => urls.length === 0);
  const anyType = filters.some(({ types }) => types === null);
  return {
    urls: anyURL ? [] : [...new Set(filters.flatMap(({ urls }) => urls.map((url) => toChromium(url, schemes))))],
    excludeUrls: ownOrigins().map((origin) => `${origin}*`),
    ...(anyType ? {} : { types: [...new Set(filters.flatMap(({ types }) => devToolsTypes(types ?? [])))] }),
  };
}

/** A pattern of a custom scheme becomes that of all its URLs. */
function toChromium(pattern: string, schemes: SchemeMap): string {
  const place = schemes.get(schemeOf(pattern) ?? '');
  return place ? substitutePattern(place) : pattern;
}

/** Whether listeners want WebSockets: `now` if one names them, `quietly` if one wants whatever there is. */
export function wantsWebSockets(entries: readonly Entry[]): 'no' | 'quietly' | 'now' {
  let wants: 'no' | 'quietly' = 'no';
  for (const { filter } of entries) {
    const { urls, types } = filter;
    const byURL = urls.some((url) => /^wss?:/i.test(url));
    const any = urls.length === 0 || urls.includes('<all_urls>');
    if (types ? types.has('webSocket') && (any || byURL) : byURL) return 'now';
    if (!types && any) wants = 'quietly';
  }
  return wants;
}
