/**
 * What the pages of one session may do: the app's handlers decide, Chromium's settings enforce. Every subsystem that needs a
 * permission asks here.
 */
import { callApp, whenRejected } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { PermissionSettings } from './permission-settings';

export type PermissionCheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;
export type PermissionRequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
export type DevicePermissionHandler = NonNullable<Parameters<Electron.Session['setDevicePermissionHandler']>[0]>;

export type CheckedPermission = Parameters<PermissionCheckHandler>[1];
export type RequestedPermission = Parameters<PermissionRequestHandler>[1];

export interface PermissionRequest {
  webContents: Electron.WebContents;
  permission: RequestedPermission;
  details: Electron.PermissionRequestHandlerHandlerDetails;
  /** Aborted when the document that asks is gone. */
  signal: AbortSignal;
}

export class PermissionManager {
  readonly settings: PermissionSettings;
  /** What ends each request that the handler has not answered, by id. */
  readonly #pending = new Map<number, (granted: boolean) => void>();
  #lastId = 0;
  #checkHandler: PermissionCheckHandler | null = null;
  #requestHandler: PermissionRequestHandler | null = null;
  #deviceHandler: DevicePermissionHandler | null = null;

  constructor(context: BrowserContext) {
    this.settings = PermissionSettings.of(context);
  }

  /** Null: every check is granted. */
  setCheckHandler(handler: PermissionCheckHandler | null): void {
    this.#checkHandler = handler;
  }

  /** Null: every request is granted from now on, and those that wait for an answer are denied, as in Electron. */
  setRequestHandler(handler: PermissionRequestHandler | null): void {
    this.#requestHandler = handler;
    if (handler) return;
    const pending = [...this.#pending.values()];
    for (const settle of pending) settle(false);
  }

  /** Null: only devices that the app chose on request are granted. */
  setDeviceHandler(handler: DevicePermissionHandler | null): void {
    this.#deviceHandler = handler;
  }

  /** Whether there is a handler that decides about each device. */
  get decidesDevices(): boolean {
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

  /**
   * Asks the app. The first answer counts. Resolves with false if the handler throws or is taken away, or if the document is gone.
   */
  request({ webContents, permission, details, signal }: PermissionRequest): Promise<boolean> {
    const handler = this.#requestHandler;
    if (signal.aborted) return Promise.resolve(false);
    if (!handler) return Promise.resolve(true);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const onAbort = (): void => settle(false);
      const settle = (granted: boolean): void => {
        if (!this.#pending.delete(id)) return;
        signal.removeEventListener('abort', onAbort);
        resolve(granted);
      };
      this.#pending.set(id, settle);
      signal.addEventListener('abort', onAbort);
      const callback = (granted: unknown): void => settle(Boolean(granted));
      const deny = (): void => settle(false);
      whenRejected(callApp(handler, [webContents, permission, callback, details], deny), deny);
    });
  }
}
