/** navigator.geolocation. */
import { callMethod, replaceMethod, type Method } from '../page-wrappers/method';
import { allows, type PermissionAsker, type PermissionWrapper } from './permission-asker';

/** Those that a page gets while the app decides; far from Chromium's own, which count from 1. */
const FIRST_WATCH_ID = 2 ** 30;

const isCallback = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): boolean => typeof value === 'object' || typeof value === 'function';

/** Whether Chromium would ask: it throws or refuses by itself for everything else. */
function isSound(self: unknown, [onSuccess, onError, options]: unknown[]): boolean {
  return (
    self instanceof Geolocation &&
    isCallback(onSuccess) &&
    (onError === undefined || onError === null || isCallback(onError)) &&
    (options === undefined || isObject(options)) &&
    isSecureContext &&
    allows('geolocation')
  );
}

/** As Chromium makes it: scripts cannot. */
function denial(): GeolocationPositionError {
  const error = Object.create(GeolocationPositionError.prototype) as GeolocationPositionError;
  return Object.defineProperties(error, { code: { value: 1 }, message: { value: 'User denied Geolocation' } });
}

async function whenAsked(asker: PermissionAsker, [, onError]: unknown[], proceed: () => void): Promise<void> {
  const verdict = await asker.request({ permission: 'geolocation' });
  if (verdict !== 'refused') proceed();
  else if (isCallback(onError)) (onError as PositionErrorCallback)(denial());
}

export const wrapGeolocation: PermissionWrapper = (asker) => {
  const { Geolocation } = globalThis as { Geolocation?: typeof globalThis.Geolocation };
  if (!Geolocation) return;
  const { prototype } = Geolocation;
  const clearNatively = (prototype as unknown as { clearWatch: Method }).clearWatch;
  /** Of each id that a page was given: Chromium's, once there is one. */
  const watches = new Map<number, number | null>();
  let lastId = FIRST_WATCH_ID;

  replaceMethod(prototype, 'getCurrentPosition', (native) => (self, args) => {
    if (!isSound(self, args)) return callMethod(native, self, args);
    void whenAsked(asker, args, () => callMethod(native, self, args));
    return undefined;
  });

  replaceMethod(prototype, 'watchPosition', (native) => (self, args) => {
    if (!isSound(self, args)) return callMethod(native, self, args);
    const id = ++lastId;
    watches.set(id, null);
    void whenAsked(asker, args, () => {
      if (watches.has(id)) watches.set(id, callMethod(native, self, args) as number);
    });
    return id;
  });

  replaceMethod(prototype, 'clearWatch', () => (self, args) => {
    const id = Number(args[0]);
    if (!watches.has(id)) return callMethod(clearNatively, self, args);
    const native = watches.get(id);
    watches.delete(id);
    return typeof native === 'number' ? callMethod(clearNatively, self, [native]) : undefined;
  });
};
