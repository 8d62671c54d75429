/**
 * What the pages of one session may do: the app's handlers decide, Chromium's settings enforce. Every subsystem that needs a
 * permission asks here.
 */
import { callApp, whenRejected } from '../app-calls';
import { PermissionRecord } from './permission-record';

export type PermissionCheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;
export type PermissionRequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
export type DevicePermissionHandler = NonNullable<Parameters<Electron.Session['setDevicePermissionHandler']>[0]>;

export type CheckedPermission = Parameters<PermissionCheckHandler>[1];
export type RequestedPermission = Parameters<PermissionRequestHandler>[1];

/** Canceled: the document is gone, or the handler was taken away. */
export type RequestOutcome = 'granted' | 'denied' | 'canceled';

export interface PermissionRequest {
  webContents: Electron.WebContents;
  permission: RequestedPermission;
  /** Of the page, under which the answer is listed. */
  origin: string;
  details: Electron.PermissionRequestHandlerHandlerDetails;
  /** Aborted when the document that asks is gone. */
  signal: AbortSignal;
}

export class PermissionManager {
  readonly record = new PermissionRecord();
  /** What ends each request that the handler has not answered, by id. */
  readonly #pending = new Map<number, (outcome: RequestOutcome) => void>();
  readonly #listeners: (() => void)[] = [];
  #lastId = 0;
  #checkHandler: PermissionCheckHandler | null = null;
  #requestHandler: PermissionRequestHandler | null = null;
  #deviceHandler: DevicePermissionHandler | null = null;

  /** Calls back when a check or request handler was set or taken away. */
  onHandlers(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Null: every check is granted. */
  setCheckHandler(handler: PermissionCheckHandler | null): void {
    this.#checkHandler = handler;
    this.#changed();
  }

  /** Null: every request is granted from now on, and those that wait for an answer are canceled. */
  setRequestHandler(handler: PermissionRequestHandler | null): void {
    this.#requestHandler = handler;
    this.#changed();
    if (handler) return;
    const pending = [...this.#pending.values()];
    for (const settle of pending) settle('canceled');
  }

  /** Null: only devices that the app chose on request are granted. */
  setDeviceHandler(handler: DevicePermissionHandler | null): void {
    this.#deviceHandler = handler;
  }

  get hasCheckHandler(): boolean {
    return this.#checkHandler !== null;
  }

  get hasRequestHandler(): boolean {
    return this.#requestHandler !== null;
  }

  get hasDeviceHandler(): boolean {
    return this.#deviceHandler !== null;
  }

  /** Whether a page may use a permission, or ask for it. False if the handler throws. */
  check(
    webContents: Electron.WebContents | null,
    permission: CheckedPermission,
    origin: string,
    details: Electron.PermissionCheckHandlerHandlerDetails,
  ): boolean {
    const handler = this.#checkHandler;
    // As in Electron, any value counts as a boolean.
    if (handler === null) return true;
    const answer: unknown = callApp(handler, [webContents, permission, origin, details], () => false);
    return Boolean(answer);
  }

  /** Whether a page gets a device without a request. False without a handler, and if it throws. */
  checkDevice(details: Electron.DevicePermissionHandlerHandlerDetails): boolean {
    const handler = this.#deviceHandler;
    if (handler === null) return false;
    const answer: unknown = callApp(handler, [details], () => false);
    return Boolean(answer); // as in Electron: undefined refuses
  }

  /** Asks the app; granted without a handler. The first answer counts. A handler that throws denies. */
  request({ webContents, permission, origin, details, signal }: PermissionRequest): Promise<RequestOutcome> {
    const handler = this.#requestHandler;
    if (signal.aborted) return Promise.resolve('canceled');
    if (!handler) return Promise.resolve('granted');
    const id = ++this.#lastId;
    const note = this.record.asked(permission, origin);
    return new Promise((resolve) => {
      const onAbort = (): void => settle('canceled');
      const settle = (outcome: RequestOutcome): void => {
        if (!this.#pending.delete(id)) return;
        signal.removeEventListener('abort', onAbort);
        note(outcome === 'granted');
        resolve(outcome);
      };
      this.#pending.set(id, settle);
      signal.addEventListener('abort', onAbort);
      const callback = (granted: unknown): void => settle(granted ? 'granted' : 'denied');
      const deny = (): void => settle('denied');
      whenRejected(callApp(handler, [webContents, permission, callback, details], deny), deny);
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
