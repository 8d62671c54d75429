/** DevTools' resource types in Electron's words. */
import type { ResourceType } from './events';

/** Of DevTools. `Fetch` and `XHR` are one: the Fetch domain tells them apart from nothing, the Network domain does. */
const NAMES: Readonly<Record<string, ResourceType>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  Media: 'media',
  TextTrack: 'media',
  XHR: 'xhr',
  Fetch: 'xhr',
  EventSource: 'xhr',
  Preflight: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  WebSocket: 'webSocket',
};

/** What the Fetch domain calls them when it holds a request; it has fewer words than the Network domain. */
const HELD: Readonly<Record<ResourceType, string[]>> = {
  mainFrame: ['Document'],
  subFrame: ['Document'],
  stylesheet: ['Stylesheet'],
  // "Other" holds the scripts of workers.
  script: ['Script', 'Other'],
  image: ['Image'],
  font: ['Font'],
  object: ['Other'],
  xhr: ['XHR', 'Fetch', 'EventSource'],
  ping: ['Ping'],
  cspReport: ['CSPViolationReport'],
  media: ['Media', 'Other'],
  webSocket: [],
  other: ['Other'],
};

export function resourceTypeOf(devToolsType: string | undefined, isMainFrame: boolean): ResourceType {
  if (devToolsType === 'Document') return isMainFrame ? 'mainFrame' : 'subFrame';
  return NAMES[devToolsType ?? ''] ?? 'other';
}

/** The types to hold for a filter; those that DevTools does not tell apart are told apart later. */
export function devToolsTypes(types: Iterable<ResourceType>): string[] {
  return [...new Set([...types].flatMap((type) => HELD[type]))];
}
