/**
 * Wrappers of one Web API that chooses devices: instead of Chromium's own chooser the app is asked. They only ask: what a
 * page gets is what Chromium allows it by then, so a page that goes around them gains nothing.
 */
import type { DeviceIdentity, DeviceRequest } from '../../common/device-messages';
import type { Asker } from '../page-wrappers/asker';
import { callMethod, replaceMethod, type Method } from '../page-wrappers/method';
import { Arrivals } from './arrivals';
import type { WrappedKind } from './kinds';
import { whenListening } from './listening';
import { untilFound } from './until-found';

/** Returns who hears of devices that come. Null without a secure context, where the page has no devices. */
export function wrapKind(kind: WrappedKind, asker: Asker): Arrivals | null {
  const api = kind.api();
  if (!api) return null;
  const nativeList = api.prototype[kind.list] as Method;
  const nativeClose = api.device['close'] as Method;
  const listNatively = (owner: unknown): Promise<object[]> => callMethod(nativeList, owner, []) as Promise<object[]>;
  const arrivals = new Arrivals(kind, listNatively);

  /** What the page may have now; null: refused. */
  const ask = (question: DeviceRequest): Promise<DeviceIdentity[] | null> =>
    asker.ask('devices', question) as Promise<DeviceIdentity[] | null>;

  /** What Chromium shows the page. Rejects for a wrong receiver and where the page's permissions policy says no. */
  const shown = (owner: unknown): Promise<object[]> => {
    arrivals.attach(owner);
    return listNatively(owner);
  };

  /** What the page may have of it. */
  const visible = async (owner: unknown, answer: readonly DeviceIdentity[]): Promise<unknown[]> => {
    const all = await shown(owner);
    arrivals.sees(all, answer);
    return all.filter((device) => answer.some((identity) => kind.is(device, identity)));
  };

  /** The app is asked for what is there, and from then on for what comes. */
  const granted = async (owner: unknown): Promise<DeviceIdentity[]> => {
    const seen = (await shown(owner)).flatMap((device) => kind.identify(device) ?? []);
    return (await ask({ type: 'list', kind: kind.name, seen })) ?? [];
  };

  replaceMethod(api.prototype, kind.list, () => async (self) => visible(self, await granted(self)));
  whenListening(
    api.prototype,
    (owner) =>
      void granted(owner)
        .then((answer) => visible(owner, answer))
        .catch(() => undefined),
  );

  replaceMethod(api.prototype, kind.request, (native) => async (self, args) => {
    const options = kind.read(args[0]);
    // What Chromium itself refuses, it refuses with its own words: a wrong receiver or arguments, no gesture, no permission to ask.
    if (!options || !isKind(self, api.prototype) || !mayAsk(kind)) return callMethod(native, self, args);
    const answer = await ask({ type: 'request', kind: kind.name, ...options });
    const devices = answer ? await untilFound(() => visible(self, answer), 1) : [];
    return kind.result(devices);
  });

  replaceMethod(api.device, kind.forget, () => async (self) => {
    // Never the native one: it brings Chromium down for a device that a policy grants. Rejects for a wrong receiver.
    const identity = kind.identify(self as object);
    if (kind.isOpen(self as object)) await callMethod(nativeClose, self, []);
    if (identity) await ask({ type: 'forget', kind: kind.name, device: identity });
  });
  return arrivals;
}

const { isPrototypeOf } = Object.prototype as unknown as { isPrototypeOf: Method };
const isKind = (self: unknown, prototype: object): boolean => callMethod(isPrototypeOf, prototype, [self]) === true;

/** Otherwise Chromium refuses before it opens its chooser. */
function mayAsk(kind: WrappedKind): boolean {
  const { featurePolicy } = document as unknown as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return navigator.userActivation.isActive && (featurePolicy?.allowsFeature(kind.name) ?? true);
}
