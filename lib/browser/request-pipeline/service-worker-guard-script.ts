/** What every service worker runs before its own script: service-worker-guard.ts. */

/**
 * `name`: a lexical variable of the worker that holds what the main process changes: `held`, the destinations of documents that
 * go past the worker, and `excused`, URLs that do not. A worker has no other realm to take the original methods from.
 */
export const workerGuard = (name: string): string => `const ${name} = { held: [], excused: [] };
(() => {
  'use strict';
  const { apply } = Reflect;
  const { flatMap, includes } = Array.prototype;
  const { indexOf, slice } = String.prototype;
  const getterOf = (prototype, property) => {
    const { get } = Object.getOwnPropertyDescriptor(prototype, property);
    return (object) => apply(get, object, []);
  };

  // There is no registration yet, and no NavigationPreloadManager: whoever wants one takes self.registration.
  const { get: nativeRegistration, ...registration } = Object.getOwnPropertyDescriptor(self, 'registration');
  let taken = null;
  const take = () => {
    if (taken !== null) return taken;
    taken = apply(nativeRegistration, self, []);
    const preload = taken?.navigationPreload;
    if (preload) {
      const { disable } = preload;
      Object.assign(Object.getPrototypeOf(preload), { enable() { return Promise.resolve(); } });
      apply(disable, preload, []).catch(() => undefined);
    }
    return taken;
  };
  Object.defineProperty(self, 'registration', { ...registration, get: take });

  const [requestOf, modeOf, destinationOf, urlOf] = [
    getterOf(FetchEvent.prototype, 'request'),
    getterOf(Request.prototype, 'mode'),
    getterOf(Request.prototype, 'destination'),
    getterOf(Request.prototype, 'url'),
  ];
  const { stopImmediatePropagation } = Event.prototype;
  const withoutHash = (url) => {
    const end = apply(indexOf, url, ['#']);
    return end < 0 ? url : apply(slice, url, [0, end]);
  };
  // An event that no listener answers goes to the network.
  const onFetch = (event) => {
    const { held, excused } = ${name};
    if (held.length === 0) return;
    const request = requestOf(event);
    if (modeOf(request) !== 'navigate' || !apply(includes, held, [destinationOf(request)])) return;
    if (!apply(includes, excused, [withoutHash(urlOf(request))])) apply(stopImmediatePropagation, event, []);
  };

  // In front of the worker's own listeners, and only if it has some: a worker without them is not asked at all.
  let listens = false;
  const { addEventListener } = EventTarget.prototype;
  const listen = () => {
    if (listens) return;
    listens = true;
    apply(addEventListener, self, ['fetch', onFetch, true]);
  };
  Object.assign(EventTarget.prototype, {
    addEventListener(type, ...rest) {
      const name = String(type);
      if (name === 'fetch' && (this === self || this === undefined)) listen();
      return apply(addEventListener, this, [name, ...rest]);
    },
  });
  const { set: setOnFetch, ...onfetch } = Object.getOwnPropertyDescriptor(self, 'onfetch');
  Object.defineProperty(self, 'onfetch', {
    ...onfetch,
    set(listener) {
      listen();
      apply(setOnFetch, self, [listener]);
    },
  });

  const { addRoutes } = InstallEvent.prototype;
  if (addRoutes === undefined) return;
  const OTHERS = { '__proto__': null, 'race-network-and-fetch-handler': 'fetch-event', 'race-network-and-cache': 'cache' };
  const isObject = (value) => typeof value === 'object' && value !== null;
  // A document that a route takes from a cache makes no event, which another route in front of that one changes. Both
  // conditions are to hold: neither of them is not to. (An "or" or "not" can have no other condition beside it.)
  const ofDocuments = (condition) => ({ not: { or: [{ not: { requestMode: 'navigate' } }, { not: condition }] } });
  const toRoutes = ({ condition, source: given }) => {
    const source = isObject(given) ? { cacheName: given.cacheName } : (OTHERS[String(given)] ?? String(given));
    const route = { condition, source };
    if (source !== 'cache' && !isObject(source)) return [route];
    return [{ condition: ofDocuments(condition), source: listens ? 'fetch-event' : 'network' }, route];
  };
  Object.assign(InstallEvent.prototype, {
    addRoutes(rules) {
      const list = isObject(rules) && Symbol.iterator in rules ? [...rules] : [rules];
      return apply(addRoutes, this, [apply(flatMap, list, [toRoutes])]);
    },
  });
})()`;
