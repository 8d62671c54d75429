/** The contextBridge module (docs/api/context-bridge.md). */
import { validateString } from '../../common/validators';

/** The worlds that Electron numbers. */
const MAIN_WORLD_ID = 0;
const ISOLATED_WORLD_ID = 999;

/** Electron's messages. */
const NOT_ISOLATED = 'contextBridge API can only be used when contextIsolation is enabled';
const NAME_TAKEN = 'Cannot bind an API on top of an existing property on the window object';

export interface ContextBridge {
  exposeInMainWorld(apiKey: string, api: unknown): void;
  exposeInIsolatedWorld(worldId: number, apiKey: string, api: unknown): void;
}

/** The way to the page's world. */
export interface PageLink {
  /** False while the page cannot answer: then APIs wait for it, and it cannot say which names are taken. */
  readonly reachable: boolean;
  /** Throws Error if the page has a property of that name, or if the API cannot cross. */
  expose(key: string, api: unknown): void;
}

/** `page` is null without context isolation: then every call throws, as in Electron. */
export function createContextBridge(page: PageLink | null): ContextBridge {
  const exposed = new Set<string>();
  // Before preload scripts add to it, this world has the same names as the page's.
  const builtIn = page && !page.reachable ? new Set(Object.getOwnPropertyNames(globalThis)) : null;
  const isTaken = (key: string): boolean =>
    exposed.has(key) || (builtIn !== null && (builtIn.has(key) || key in Window.prototype));

  const exposeInMainWorld = (apiKey: string, api: unknown): void => {
    if (!page) throw new Error(NOT_ISOLATED);
    validateString(apiKey, 'apiKey');
    if (isTaken(apiKey)) throw new Error(NAME_TAKEN);
    page.expose(apiKey, api);
    exposed.add(apiKey);
  };

  return {
    exposeInMainWorld,

    /** World 0 is the page's, 999 the one that preload scripts run in. Throws Error for any other. */
    exposeInIsolatedWorld: (worldId, apiKey, api) => {
      if (worldId === MAIN_WORLD_ID) {
        exposeInMainWorld(apiKey, api);
        return;
      }
      if (worldId !== ISOLATED_WORLD_ID) {
        throw new Error(
          `worldId must be ${MAIN_WORLD_ID} or ${ISOLATED_WORLD_ID}, got ${worldId}: stock Chromium has no numbered ` +
            'worlds (docs/limits.md).',
        );
      }
      if (!page) throw new Error(NOT_ISOLATED);
      validateString(apiKey, 'apiKey');
      if (apiKey in globalThis) throw new Error(NAME_TAKEN);
      Object.defineProperty(globalThis, apiKey, { value: api, enumerable: true });
    },
  };
}
