/** XMLHttpRequest, workers and the like, for URLs of custom schemes. */
import type { PageSchemes } from './custom-schemes';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces a method by one that maps its argument at `index`. */
function mapArgument(target: object | undefined, name: string, index: number, schemes: PageSchemes): void {
  const native = target && (Reflect.get(target, name) as Method | undefined);
  if (!native) return;
  const { [name]: mapped } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (args[index] !== undefined && args[index] !== null) args[index] = schemes.toChromium(args[index]);
      return Reflect.apply(native, this, args);
    },
  };
  Reflect.set(target, name, mapped);
}

/** Replaces a constructor by one that maps its first argument. */
function mapConstructor(name: string, schemes: PageSchemes): void {
  const native: unknown = Reflect.get(globalThis, name);
  if (typeof native !== 'function') return;
  const mapped: unknown = new Proxy(native, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.with(0, schemes.toChromium(args[0])), newTarget) as object,
  });
  Reflect.defineProperty(globalThis, name, { value: mapped, writable: true, configurable: true });
}

/** A getter of URLs gives the page's own. */
function mapGetter(prototype: object, name: string, schemes: PageSchemes): void {
  const native = Reflect.getOwnPropertyDescriptor(prototype, name);
  const get: unknown = native?.get;
  if (typeof get !== 'function') return;
  Reflect.defineProperty(prototype, name, {
    ...native,
    get(this: unknown) {
      return schemes.toApp(String(Reflect.apply(get, this, [])));
    },
  });
}

export function mapRequests(schemes: PageSchemes): void {
  mapGetter(Response.prototype, 'url', schemes);
  // Service workers have none.
  if (typeof XMLHttpRequest === 'function') {
    mapArgument(XMLHttpRequest.prototype, 'open', 1, schemes);
    mapGetter(XMLHttpRequest.prototype, 'responseURL', schemes);
  }
  for (const name of ['EventSource', 'SharedWorker', 'Worker']) mapConstructor(name, schemes);
  if (typeof Navigator === 'function') mapArgument(Navigator.prototype, 'sendBeacon', 0, schemes);
  mapArgument(globalThis, 'importScripts', 0, schemes);
  // There in secure contexts only.
  mapArgument(globalThis.ServiceWorkerContainer?.prototype, 'register', 0, schemes);
}
