/**
 * Wrappers of the Web APIs that choose devices: instead of Chromium's own chooser the app is asked. They only ask: what a
 * page gets is what Chromium allows it by then, so a page that goes around them gains nothing.
 */
import type { DeviceWrapperConfig } from '../../common/device-messages';
import { Asker } from './asker';
import { hid, serial, usb, type WrappedKind } from './kinds';

export function boot({ binding, secret }: DeviceWrapperConfig): void {
  const globals = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
  const send = globals[binding];
  delete globals[binding];
  if (!send) return;
  const asker = new Asker(send, secret);
  for (const kind of [hid, serial, usb]) wrap(kind, asker);
}

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

function wrap(kind: WrappedKind, asker: Asker): void {
  const api = kind.api();
  if (!api) return; // no secure context
  const native = {
    list: api.prototype[kind.list] as Method,
    request: api.prototype[kind.request] as Method,
    forget: api.device[kind.forget] as Method,
    close: api.device['close'] as Method,
  };

  /** What the page may have of what Chromium shows it. */
  const visible = async (owner: unknown, answer: readonly Identity[]): Promise<unknown[]> => {
    const all = (await native.list.call(owner)) as object[];
    return all.filter((device) => answer.some((identity) => kind.is(device, identity)));
  };

  define(api.prototype, kind.list, native.list, async function list(this: unknown) {
    // Rejects for a wrong receiver and where the page's permissions policy says no.
    const seen = ((await native.list.call(this)) as object[]).flatMap((device) => kind.identify(device) ?? []);
    const answer = (await asker.ask({ type: 'list', kind: kind.name, seen })) ?? [];
    return visible(this, answer);
  });

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
}

type Identity = Parameters<WrappedKind['is']>[1];

/** Otherwise Chromium refuses before it opens its chooser. */
function mayAsk(kind: WrappedKind): boolean {
  const { featurePolicy } = document as unknown as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return navigator.userActivation.isActive && (featurePolicy?.allowsFeature(kind.name) ?? true);
}

/** Looks like the native method: its name and length, and that it cannot be constructed. */
function define(owner: object, name: string, native: Method, wrapper: Method): void {
  const method = {
    [name](this: unknown, ...args: unknown[]): Promise<unknown> {
      return wrapper.apply(this, args);
    },
  }[name]!;
  Object.defineProperty(method, 'length', { value: native.length, configurable: true });
  Object.defineProperty(owner, name, { value: method, writable: true, enumerable: true, configurable: true });
}
