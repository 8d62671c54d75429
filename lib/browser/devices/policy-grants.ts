/**
 * Devices that origins may use, as managed policies of the session's Chromium. In memory only: a browser that is
 * started anew is given what is granted now, and nothing stays behind it.
 *
 * A policy names vendor and product: of identical devices it grants all.
 */
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { writePolicies } from '../policies/managed-policies';
import type { Policies, PolicyValue } from '../policies/policies';
import { PolicyPage } from './policy-page';

export interface DeviceGrant {
  kind: Valence.DeviceKind;
  /** "https://app.example" */
  origin: string;
  vendorId: number;
  productId: number;
}

/** https://chromeenterprise.google/policies/ */
const POLICIES = {
  hid: 'WebHidAllowDevicesForUrls',
  serial: 'SerialAllowUsbDevicesForUrls',
  usb: 'WebUsbAllowDevicesForUrls',
} as const satisfies Record<Valence.DeviceKind, string>;

/** An entry of these policies. */
interface AllowedDevices {
  readonly [key: string]: PolicyValue;
  readonly devices: readonly { readonly vendor_id: number; readonly product_id: number }[];
  readonly urls: readonly string[];
}

/**
 * 2: no site may ask. Chromium's own choosers, which a page may reach past the wrappers and a user could answer, never
 * open; what the other policies grant is granted nevertheless.
 */
const NO_CHOOSERS = {
  DefaultWebHidGuardSetting: 2,
  DefaultSerialGuardSetting: 2,
  DefaultWebUsbGuardSetting: 2,
} as const satisfies Policies;

export class PolicyGrants {
  readonly #context: BrowserContext;
  readonly #page = perBrowser((browser) => new PolicyPage(browser));
  readonly #grants = new Map<string, DeviceGrant>();
  /** What is being applied, and what is to be applied next; changes made meanwhile go together. */
  #applying: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.contribute({ policies: () => ({ ...NO_CHOOSERS, ...this.#policies() }) });
  }

  /** Those of a session. */
  static readonly of = perContext((context) => new PolicyGrants(context));

  /**
   * Opens what the first grant would have to wait for: Chromium reads policies again only once a page has been idle for a
   * moment, three seconds after its start at the earliest. Does nothing without a browser. Never rejects.
   */
  prepare(): void {
    const { current } = this.#context;
    // Whoever grants is told of what fails.
    if (current)
      this.#page(current)
        .reload()
        .catch(() => undefined);
  }

  list(): DeviceGrant[] {
    return [...this.#grants.values()];
  }

  /** Resolves when pages of the origin see the device; without a browser at once. Rejects if Chromium ends before. */
  async grant(grant: DeviceGrant): Promise<void> {
    this.#grants.set(keyOf(grant), { ...grant });
    await this.#changed();
  }

  /** Resolves when pages of the origin no longer see it. */
  async revoke(grant: DeviceGrant): Promise<void> {
    if (this.#grants.delete(keyOf(grant))) await this.#changed();
  }

  #changed(): Promise<void> {
    return (this.#next ??= this.#applyNext());
  }

  async #applyNext(): Promise<void> {
    await this.#applying.catch(() => undefined); // whoever asked for it was told
    this.#next = null;
    const { current } = this.#context;
    this.#applying = current ? this.#apply(current) : Promise.resolve();
    await this.#applying;
  }

  async #apply(browser: Browser): Promise<void> {
    writePolicies(browser.userDataDir, this.#context.policies(browser.userDataDir));
    await this.#page(browser).reload();
  }

  #policies(): Policies {
    const policies: Record<string, AllowedDevices[]> = {};
    for (const { kind, origin, vendorId, productId } of this.#grants.values()) {
      const entries = (policies[POLICIES[kind]] ??= []);
      entries.push({ devices: [{ vendor_id: vendorId, product_id: productId }], urls: [origin] });
    }
    return policies;
  }
}

const keyOf = ({ kind, origin, vendorId, productId }: DeviceGrant): string =>
  JSON.stringify([kind, origin, vendorId, productId]);
