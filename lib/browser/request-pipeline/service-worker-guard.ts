/**
 * Chromium asks nobody about two kinds of requests for documents that a service worker has control of: navigation preload, and
 * routes that race the network against the worker. So workers do without both: the documents come through their fetch handlers.
 * A registration outlives the session's Chromium, and with it what was turned on: the guard is in every worker, whether requests
 * are held or not. Pages do without navigation preload, too: lib/renderer/page-wrappers/navigation-preload.ts.
 */
import type { CDPSession } from '../devtools/connection';

/**
 * Evaluated in a service worker before its own script, which has no other realm to take the original methods from. There is no
 * registration yet, and no NavigationPreloadManager: whoever wants one takes self.registration.
 */
const GUARD = `(() => {
  'use strict';
  const { get: native, ...property } = Object.getOwnPropertyDescriptor(self, 'registration');
  let taken = null;
  const take = () => {
    if (taken !== null) return taken;
    taken = Reflect.apply(native, self, []);
    const preload = taken?.navigationPreload;
    if (preload) {
      const { disable } = preload;
      Object.assign(Object.getPrototypeOf(preload), { enable() { return Promise.resolve(); } });
      Reflect.apply(disable, preload, []).catch(() => undefined);
    }
    return taken;
  };
  Object.defineProperty(self, 'registration', { ...property, get: take });

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

/** Evaluated when the worker runs: turns off what was turned on before there was a guard. */
const TURN_OFF = 'void self.registration';

/** Call for a service worker that waits for its first script. */
export function guardServiceWorker(session: CDPSession): void {
  session.post('Runtime.evaluate', { expression: GUARD });
  queueMicrotask(() => session.post('Runtime.evaluate', { expression: TURN_OFF }));
}
