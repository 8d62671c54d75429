/** Addition to Electron: which origin has which device, and grants that outlive the app (docs/api/device-grants.md). */
import { EventEmitter } from 'node:events';
import { invalidArgType, validateBoolean, validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import type { AnyDevice, KindName } from '../devices/device-kind';
import { KINDS } from '../devices/device-kinds';
import { deviceService } from '../devices/native-device-service';
import type { GrantedDevices, ListedGrant } from '../devices/granted-devices';
import { GrantStore, type StoredGrant } from '../devices/grant-store';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';

export interface PluggedInDevice {
  deviceType: KindName;
  device: AnyDevice;
}

export class DeviceGrants extends EventEmitter {
  readonly #granted: GrantedDevices;
  readonly #storagePath: string | null;

  /** `storagePath`: null for sessions in memory. */
  constructor(key: typeof LIBRARY, granted: GrantedDevices, storagePath: string | null) {
    super();
    requireLibrary(key);
    this.#granted = granted;
    this.#storagePath = storagePath;
    const changed = (): void => void emitToApp(this, 'changed', createEvent());
    deviceService.onChange(changed);
    granted.onChange(changed);
  }

  /** Resolves when what was kept is granted. Rejects for a session in memory. */
  async setPersistent(persistent: boolean): Promise<void> {
    validateBoolean(persistent, 'persistent');
    if (!persistent) {
      await this.#granted.setStore(null);
      return;
    }
    if (this.#storagePath === null) {
      throw new Error("persistent cannot be true for a session in memory: use a partition with 'persist:', or a path");
    }
    await this.#granted.setStore(new GrantStore(this.#storagePath));
  }

  list(): ListedGrant[] {
    return this.#granted.list();
  }

  /** Resolves when no page has the device any more. Does nothing for what is not granted. */
  async revoke(grant: StoredGrant): Promise<void> {
    if (typeof grant !== 'object' || grant === null || !Object.hasOwn(KINDS, grant.deviceType)) {
      throw invalidArgType('grant', 'an entry of list()', grant);
    }
    validateString(grant.origin, 'grant.origin');
    await this.#granted.forgetListed(grant);
  }

  /** What is plugged in and may be granted: what Chromium's block lists keep from pages is not there. */
  async getDevices(): Promise<PluggedInDevice[]> {
    await deviceService.ready();
    return Object.values(KINDS).flatMap(({ name }) => {
      const byId = new Map(deviceService.list(name).map(({ device }) => [KINDS[name].idOf(device), device]));
      return [...byId.values()].map((device) => ({ deviceType: name, device }));
    });
  }
}
