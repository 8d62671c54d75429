/** Addition to Electron: grants of devices that outlive the app (docs/api/device-grants.md). */
import type { DeviceAccess } from '../devices/device-access';
import { GrantStore, type StoredGrant } from '../devices/grant-store';

const KINDS = new Set(['hid', 'serial', 'usb']);

export class DeviceGrants {
  readonly #access: DeviceAccess;
  readonly #storagePath: string | null;

  /** `storagePath`: null for sessions in memory. */
  constructor(access: DeviceAccess, storagePath: string | null) {
    this.#access = access;
    this.#storagePath = storagePath;
  }

  /** Resolves when what was kept is granted. Rejects for a session in memory. */
  async setPersistent(persistent: boolean): Promise<void> {
    if (typeof persistent !== 'boolean') throw new TypeError(`persistent must be a boolean, got ${typeof persistent}`);
    if (!persistent) {
      await this.#access.setStore(null);
      return;
    }
    if (this.#storagePath === null) {
      throw new Error("persistent cannot be true for a session in memory: use a partition with 'persist:', or a path");
    }
    await this.#access.setStore(new GrantStore(this.#storagePath));
  }

  list(): StoredGrant[] {
    return this.#access.storedGrants();
  }

  /** Resolves when no page has the device any more. Does nothing for what is not kept. */
  async revoke(grant: StoredGrant): Promise<void> {
    if (typeof grant !== 'object' || grant === null || !KINDS.has(grant.deviceType)) {
      throw new TypeError('grant must be an entry of list()');
    }
    const { deviceType, origin, vendorId, productId, serialNumber } = grant;
    if (typeof origin !== 'string') throw new TypeError(`grant.origin must be a string, got ${typeof origin}`);
    const kept = this.list().find(
      (entry) =>
        entry.deviceType === deviceType &&
        entry.origin === origin &&
        entry.vendorId === vendorId &&
        entry.productId === productId &&
        entry.serialNumber === serialNumber,
    );
    if (kept) await this.#access.revokeStored(kept);
  }
}
