/** Which origin has been granted which devices: in memory, for as long as the session lives, as in Electron. */
import type { AnyDevice, DeviceKind } from './device-kind';

export class ChooserContext {
  /** Kind and origin to the granted devices by id. */
  readonly #grants = new Map<string, Map<string, AnyDevice>>();

  /** Returns false if it was granted before. */
  grant(kind: DeviceKind, origin: string, device: AnyDevice): boolean {
    const key = keyOf(kind, origin);
    const devices = this.#grants.get(key) ?? new Map<string, AnyDevice>();
    this.#grants.set(key, devices);
    const isNew = !devices.has(kind.idOf(device));
    devices.set(kind.idOf(device), device);
    return isNew;
  }

  /** Returns false if it was not granted. */
  revoke(kind: DeviceKind, origin: string, id: string): boolean {
    const devices = this.#grants.get(keyOf(kind, origin));
    const existed = devices?.delete(id) ?? false;
    if (devices?.size === 0) this.#grants.delete(keyOf(kind, origin));
    return existed;
  }

  granted(kind: DeviceKind, origin: string): AnyDevice[] {
    return [...(this.#grants.get(keyOf(kind, origin))?.values() ?? [])];
  }
}

const keyOf = (kind: DeviceKind, origin: string): string => `${kind.name} ${origin}`;
