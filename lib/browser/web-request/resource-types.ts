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

/** DevTools has no word of its own for these. */
const UNNAMED = ['Other', 'Manifest', 'SignedExchange', 'Prefetch', 'FedCM'];

export function resourceTypeOf(devToolsType: string | undefined, isMainFrame: boolean): ResourceType {
  if (devToolsType === 'Document') return isMainFrame ? 'mainFrame' : 'subFrame';
  return NAMES[devToolsType ?? ''] ?? 'other';
}

/** The types to pause for a filter; those of one DevTools type are told apart later. */
export function devToolsTypes(types: Iterable<ResourceType>): string[] {
  const wanted = new Set<string>();
  for (const type of types) {
    if (type === 'mainFrame' || type === 'subFrame') wanted.add('Document');
    else if (type === 'other' || type === 'object') for (const name of UNNAMED) wanted.add(name);
    else for (const [name, known] of Object.entries(NAMES)) if (known === type) wanted.add(name);
    // Scripts of workers.
    if (type === 'script') wanted.add('Other');
  }
  return [...wanted];
}
