/**
 * fetch() and Request for URLs that handlers of the main process answer. Chromium does not hand over a body that is a stream,
 * so that it is read here and sent as a whole.
 */
import type { PageSchemes } from './custom-schemes';

const isStream = (body: unknown): boolean => body instanceof ReadableStream;

/** Also those of another window. */
const isBytes = (chunk: unknown): chunk is Uint8Array<ArrayBuffer> =>
  Object.prototype.toString.call(chunk) === '[object Uint8Array]';

/** Rejects with the signal's reason, and with TypeError if the stream fails: what fetch() rejects with. */
async function readWhole(request: Request, stream: ReadableStream<unknown>): Promise<Blob> {
  const { signal } = request;
  const reader = stream.getReader();
  const onAbort = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      if (!isBytes(value)) throw new TypeError('The chunks of a body must be of type Uint8Array');
      chunks.push(value);
    }
    signal.throwIfAborted();
    return new Blob(chunks);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new TypeError('Failed to fetch', { cause });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

export function mapFetch(schemes: PageSchemes): void {
  const nativeFetch = globalThis.fetch;
  const NativeRequest = globalThis.Request;
  const { prototype } = NativeRequest;
  const nativeURL = Reflect.getOwnPropertyDescriptor(prototype, 'url')!;
  const nativeClone: unknown = Reflect.get(prototype, 'clone');
  /** URLs that scripts wrote; Chromium has another name for them. */
  const written = new WeakMap<Request, string>();
  /** Their body is a stream of a script. */
  const streaming = new WeakSet<Request>();

  /** Of this window and of others. */
  const urlOf = (input: unknown): string | null => {
    try {
      return Reflect.apply(nativeURL.get!, input, []);
    } catch {
      return null;
    }
  };
  const sendsStream = (input: unknown, init: RequestInit | undefined): boolean => {
    const body = init?.body ?? null;
    return body === null ? streaming.has(input as Request) : isStream(body);
  };
  const inherit = (request: Request, from: unknown): void => {
    const url = written.get(from as Request);
    if (url !== undefined) written.set(request, url);
    if (streaming.has(from as Request)) streaming.add(request);
  };

  const MappedRequest = new Proxy(NativeRequest, {
    construct(target, args: [input: RequestInfo | URL, init?: RequestInit], newTarget) {
      const [input, init] = args;
      const isRequest = urlOf(input) !== null;
      const mapped = isRequest ? input : schemes.toChromium(input);
      const request = Reflect.construct(target, args.with(0, mapped), newTarget) as Request;
      if (isRequest) inherit(request, input);
      else if (mapped !== input) written.set(request, schemes.toApp(urlOf(request) ?? ''));
      if (sendsStream(input, init)) streaming.add(request);
      else streaming.delete(request);
      return request;
    },
  });
  Reflect.defineProperty(prototype, 'constructor', { value: MappedRequest, writable: true, configurable: true });
  Reflect.defineProperty(prototype, 'url', {
    ...nativeURL,
    get(this: Request) {
      return written.get(this) ?? Reflect.apply(nativeURL.get!, this, []);
    },
  });
  // A method has no prototype and cannot be constructed, as the native one.
  Object.assign(prototype, {
    clone(this: Request): Request {
      const request = Reflect.apply(nativeClone as () => Request, this, []);
      inherit(request, this);
      return request;
    },
  });
  Object.assign(globalThis, {
    fetch(...args: [input: RequestInfo | URL, init?: RequestInit]): Promise<Response> {
      const [input, init] = args;
      const url = urlOf(input) ?? String(input as string | URL);
      const scheme = schemes.schemeOf(url);
      // Chromium's own refusal names the scheme.
      if (scheme && !scheme.supportFetchAPI) return nativeFetch(schemes.toApp(schemes.absolute(url)), init);
      const mapped = schemes.toChromium(input);
      if (!sendsStream(input, init) || !schemes.isHandled(url)) {
        return Reflect.apply(
          nativeFetch,
          globalThis,
          (args as unknown[]).length === 0 ? [] : args.with(0, mapped), // as Chromium: fetch() throws
        ) as Promise<Response>;
      }
      return sendWhole(mapped as RequestInfo, init);
    },
  });
  Reflect.defineProperty(globalThis, 'Request', { value: MappedRequest, writable: true, configurable: true });
  async function sendWhole(input: RequestInfo, init: RequestInit | undefined): Promise<Response> {
    // Throws, and locks the stream, as fetch() would.
    const request = new NativeRequest(input, init);
    const body = await readWhole(request, request.body!);
    return nativeFetch(new NativeRequest(request, { body }));
  }
}
