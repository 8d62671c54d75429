/** Which origin has been granted which devices: in memory, for as long as the session lives, as in Electron. */
import type { AnyDevice, DeviceKind } from './device-kind';

export interface ChooserGrant {
  kind: DeviceKind;
  /** "https://app.example" */
  origin: string;
  device: AnyDevice;
}

interface OriginGrants {
  kind: DeviceKind;
  origin: string;
  /** By id. */
  devices: Map<string, AnyDevice>;
}

export class ChooserContext {
  /** By kind and origin. */
  readonly #grants = new Map<string, OriginGrants>();

  /** Returns false if it was granted before. */
  grant(kind: DeviceKind, origin: string, device: AnyDevice): boolean {
    const key = keyOf(kind, origin);
    const { devices } = this.#grants.get(key) ?? { devices: new Map<string, AnyDevice>() };
    this.#grants.set(key, { kind, origin, devices });
    const isNew = !devices.has(kind.idOf(device));
    devices.set(kind.idOf(device), device);
    return isNew;
  }

  /** Returns false if it was not granted. */
  revoke(kind: DeviceKind, origin: string, id: string): boolean {
    const devices = this.#grants.get(keyOf(kind, origin))?.devices;
    const existed = devices?.delete(id) ?? false;
    if (devices?.size === 0) this.#grants.delete(keyOf(kind, origin));
    return existed;
  }

  granted(kind: DeviceKind, origin: string): AnyDevice[] {
    return [...(this.#grants.get(keyOf(kind, origin))?.devices.values() ?? [])];
  }

  /** Of all origins. */
  all(): ChooserGrant[] {
    return [...this.#grants.values()].flatMap(({ kind, origin, devices }) =>
      [...devices.values()].map((device) => ({ kind, origin, device })),
    );
  }
}

const keyOf = (kind: DeviceKind, origin: string): string => `${kind.name} ${origin}`;
