/**
 * Chromium asks nobody about two kinds of requests for documents that a service worker has control of: navigation preload, and
 * routes that race the network against the worker. While requests are held, workers do without both: the documents come
 * through their fetch handlers.
 */

/**
 * Evaluated in a service worker before its own script, which has no other realm to take the original methods from. What was
 * turned on before is turned off.
 */
export const SERVICE_WORKER_GUARD = `(() => {
  'use strict';
  const { prototype } = NavigationPreloadManager;
  const { disable } = prototype;
  Object.assign(prototype, { enable() { return Promise.resolve(); } });
  Reflect.apply(disable, registration.navigationPreload, []).catch(() => undefined);

  const { addRoutes } = InstallEvent.prototype;
  if (addRoutes === undefined) return;
  const OTHERS = { '__proto__': null, 'race-network-and-fetch-handler': 'fetch-event', 'race-network-and-cache': 'cache' };
  const withoutRace = ({ condition, source }) => {
    if (typeof source === 'object' && source !== null) return { condition, source: { cacheName: source.cacheName } };
    const name = String(source);
    return { condition, source: OTHERS[name] ?? name };
  };
  Object.assign(InstallEvent.prototype, {
    addRoutes(rules) {
      const list = typeof rules === 'object' && rules !== null && Symbol.iterator in rules ? [...rules] : [rules];
      return Reflect.apply(addRoutes, this, [list.map(withoutRace)]);
    },
  });
})()`;
