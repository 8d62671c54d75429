/** The contextBridge module (docs/api/context-bridge.md). */

/** The worlds that Electron numbers. */
const MAIN_WORLD_ID = 0;
const ISOLATED_WORLD_ID = 999;

/** Electron's message. */
const NAME_TAKEN = 'Cannot bind an API on top of an existing property on the window object';

export interface ContextBridge {
  exposeInMainWorld(apiKey: string, api: unknown): void;
  exposeInIsolatedWorld(worldId: number, apiKey: string, api: unknown): void;
}

/** Gives the page an API; false if the page will have it only once it runs. */
export type ExposeToPage = (key: string, api: unknown) => boolean;

/** `expose` is null without context isolation: then every call throws, as in Electron. */
export function createContextBridge(expose: ExposeToPage | null): ContextBridge {
  const exposed = new Set<string>();

  const exposeInMainWorld = (apiKey: string, api: unknown): void => {
    if (!expose) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
    checkKey(apiKey);
    // The page may be unable to answer yet. Both worlds have the same built-in names.
    if (exposed.has(apiKey)) throw new Error(NAME_TAKEN);
    if (!expose(apiKey, api) && apiKey in globalThis) throw new Error(NAME_TAKEN);
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
      if (!expose) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
      checkKey(apiKey);
      if (apiKey in globalThis) throw new Error(NAME_TAKEN);
      Object.defineProperty(globalThis, apiKey, { value: api, enumerable: true });
    },
  };
}

function checkKey(apiKey: unknown): void {
  if (typeof apiKey !== 'string') throw new TypeError(`apiKey must be a string, got ${typeof apiKey}`);
}
