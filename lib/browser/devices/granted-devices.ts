/**
 * Who may use which device, in the three places that know: in memory what was granted in this run, in Chromium's policies what
 * pages can reach, in the store what outlives the app.
 */
import { ChooserContext } from './chooser-context';
import type { AnyDevice, DeviceKind } from './device-kind';
import { KINDS } from './device-kinds';
import { keyOf, type GrantStore, type StoredGrant } from './grant-store';
import type { DeviceGrant, PolicyGrants } from './policy-grants';

/** One origin's grant, as the app is told of it. */
export interface ListedGrant extends StoredGrant {
  /** Whether it outlives the app. */
  persistent: boolean;
}

export class GrantedDevices {
  readonly #policies: PolicyGrants;
  readonly #grants = new ChooserContext();
  readonly #listeners = new Set<() => void>();
  /** What Chromium does not follow yet, by keyOf(). */
  readonly #applying = new Map<string, Promise<void>>();
  #store: GrantStore | null = null;

  constructor(policies: PolicyGrants) {
    this.#policies = policies;
  }

  /** Calls back when list() has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  of(kind: DeviceKind, origin: string): AnyDevice[] {
    return this.#grants.granted(kind, origin);
  }

  /** What was granted in this run and what is kept, each once. */
  list(): ListedGrant[] {
    const grants = new Map<string, ListedGrant>();
    for (const { kind, origin, device } of this.#grants.all()) {
      const grant = storedAs(kind, origin, device);
      if (grant) grants.set(keyOf(grant), { ...grant, persistent: this.#store?.has(grant) ?? false });
    }
    for (const grant of this.#store?.list() ?? []) grants.set(keyOf(grant), { ...grant, persistent: true });
    return [...grants.values()];
  }

  /** Where keep() keeps grants, and what restore() takes them from; null: in memory only. */
  async setStore(store: GrantStore | null): Promise<void> {
    this.#store = store;
    await Promise.all((store?.list() ?? []).map((grant) => this.#policies.grant(policyOf(grant))));
    this.#changed();
  }

  /** Resolves when pages of the origin see the device. */
  async grant(kind: DeviceKind, origin: string, device: AnyDevice): Promise<void> {
    const stored = storedAs(kind, origin, device);
    const isNew = this.#grants.grant(kind, origin, device);
    if (!stored) return; // no policy can name it: the page will not see it
    const key = keyOf(stored);
    if (!isNew) {
      await this.#applying.get(key);
      return;
    }
    this.#changed();
    const applying = this.#policies.grant(policyOf(stored));
    this.#applying.set(key, applying);
    try {
      await applying;
    } finally {
      if (this.#applying.get(key) === applying) this.#applying.delete(key);
    }
  }

  /** A grant that the app has chosen outlives it, if there is a store. */
  keep(kind: DeviceKind, origin: string, device: AnyDevice): void {
    const stored = storedAs(kind, origin, device);
    if (!stored || !this.#store || this.#store.has(stored)) return;
    this.#store.add(stored);
    this.#changed();
  }

  /** Grants what is kept of these devices. */
  async restore(kind: DeviceKind, origin: string, connected: readonly AnyDevice[]): Promise<void> {
    const kept = connected.filter((device) => {
      const stored = storedAs(kind, origin, device);
      return stored !== null && this.#store?.has(stored);
    });
    await Promise.all(kept.map((device) => this.grant(kind, origin, device)));
  }

  /** Resolves when pages of the origin no longer see it. What is kept stays so. */
  async revoke(kind: DeviceKind, origin: string, device: AnyDevice): Promise<void> {
    if (!this.#grants.revoke(kind, origin, kind.idOf(device))) return;
    const stored = storedAs(kind, origin, device);
    if (!stored) return;
    this.#changed();
    if (!this.#isNeeded(stored)) await this.#policies.revoke(policyOf(stored));
  }

  /** As revoke(), for good. */
  async forget(kind: DeviceKind, origin: string, device: AnyDevice): Promise<void> {
    const stored = storedAs(kind, origin, device);
    if (stored) this.#store?.remove(stored);
    await this.revoke(kind, origin, device); // which tells of both
  }

  /** Takes an entry of list() away for good. */
  async forgetListed(grant: StoredGrant): Promise<void> {
    const kind = KINDS[grant.deviceType];
    if (!this.list().some((listed) => keyOf(listed) === keyOf(grant))) return;
    this.#store?.remove(grant);
    const devices = this.of(kind, grant.origin).filter((device) => {
      const own = storedAs(kind, grant.origin, device);
      return own !== null && keyOf(own) === keyOf(grant);
    });
    await Promise.all(devices.map((device) => this.revoke(kind, grant.origin, device)));
    if (!this.#isNeeded(grant)) await this.#policies.revoke(policyOf(grant));
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** A twin that is still granted needs the policy, which cannot tell the two apart; so does one that is kept. */
  #isNeeded({ deviceType, origin, vendorId, productId }: StoredGrant): boolean {
    return this.list().some(
      (other) =>
        other.deviceType === deviceType &&
        other.origin === origin &&
        other.vendorId === vendorId &&
        other.productId === productId,
    );
  }
}

const policyOf = ({ deviceType, origin, vendorId, productId }: StoredGrant): DeviceGrant => ({
  kind: deviceType,
  origin,
  vendorId,
  productId,
});

/** Null: neither can a policy name it nor can it be known again. */
function storedAs(kind: DeviceKind, origin: string, device: AnyDevice): StoredGrant | null {
  const ids = kind.usbIdsOf(device);
  const { serialNumber } = device;
  return ids && { deviceType: kind.name, origin, ...ids, ...(serialNumber ? { serialNumber } : {}) };
}
