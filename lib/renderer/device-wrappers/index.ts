/**
 * Wrappers of the Web APIs that choose devices: instead of Chromium's own chooser the app is asked. They only ask: what a
 * page gets is what Chromium allows it by then, so a page that goes around them gains nothing.
 */
import type { DeviceKindName, DeviceWrapperConfig } from '../../common/device-messages';
import { Arrivals } from './arrivals';
import { Asker } from './asker';
import { hid, serial, usb, type WrappedKind } from './kinds';
import { define, whenListening, type Method } from './method';

export function boot({ binding, secret }: DeviceWrapperConfig): void {
  const globals = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
  const send = globals[binding];
  delete globals[binding];
  if (!send) return;
  const arrivals = new Map<DeviceKindName, Arrivals>();
  const asker = new Asker(send, secret, (news) => void arrivals.get(news.kind)?.onNews(news));
  for (const kind of [hid, serial, usb]) {
    const own = wrap(kind, asker);
    if (own) arrivals.set(kind.name, own);
  }
}

/** Null without a secure context, where the page has no devices. */
function wrap(kind: WrappedKind, asker: Asker): Arrivals | null {
  const api = kind.api();
  if (!api) return null;
  const native = {
    list: api.prototype[kind.list] as Method,
    request: api.prototype[kind.request] as Method,
    forget: api.device[kind.forget] as Method,
    close: api.device['close'] as Method,
  };

  const nativeList = (owner: unknown): Promise<object[]> => native.list.call(owner) as Promise<object[]>;
  const arrivals = new Arrivals(kind, nativeList);

  /** What Chromium shows the page. Rejects for a wrong receiver and where the page's permissions policy says no. */
  const shown = (owner: unknown): Promise<object[]> => {
    arrivals.attach(owner);
    return nativeList(owner);
  };

  /** What the page may have of it. */
  const visible = async (owner: unknown, answer: readonly Identity[]): Promise<unknown[]> => {
    const all = await shown(owner);
    arrivals.sees(all, answer);
    return all.filter((device) => answer.some((identity) => kind.is(device, identity)));
  };

  /** The app is asked for what is there, and from then on for what comes. */
  const granted = async (owner: unknown): Promise<Identity[]> => {
    const seen = (await shown(owner)).flatMap((device) => kind.identify(device) ?? []);
    return (await asker.ask({ type: 'list', kind: kind.name, seen })) ?? [];
  };

  define(api.prototype, kind.list, native.list, async function list(this: unknown) {
    return visible(this, await granted(this));
  });
  whenListening(
    api.prototype,
    (owner) =>
      void granted(owner)
        .then((answer) => visible(owner, answer))
        .catch(() => undefined),
  );

  define(api.prototype, kind.request, native.request, async function request(this: unknown, ...args: unknown[]) {
    const options = kind.read(args[0]);
    // What Chromium itself refuses, it refuses with its own words: wrong arguments, no gesture, no permission to ask.
    if (!options || !mayAsk(kind)) return native.request.apply(this, args);
    const answer = await asker.ask({ type: 'request', kind: kind.name, ...options });
    const devices = answer ? await asker.until(() => visible(this, answer), 1) : [];
    return kind.result(devices);
  });

  define(api.device, kind.forget, native.forget, async function forget(this: unknown) {
    // Never the native one: it brings Chromium down for a device that a policy grants. Rejects for a wrong receiver.
    const identity = kind.identify(this as object);
    if (kind.isOpen(this as object)) await native.close.call(this);
    if (identity) await asker.ask({ type: 'forget', kind: kind.name, device: identity });
  });
  return arrivals;
}

type Identity = Parameters<WrappedKind['is']>[1];

/** Otherwise Chromium refuses before it opens its chooser. */
function mayAsk(kind: WrappedKind): boolean {
  const { featurePolicy } = document as unknown as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return navigator.userActivation.isActive && (featurePolicy?.allowsFeature(kind.name) ?? true);
}
