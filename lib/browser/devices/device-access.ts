/**
 * Devices of one session: pages ask, the app decides, Chromium's own policy of this session enforces. Grants live in memory
 * as long as the session does.
 */
import { parseDeviceRequest, type DeviceIdentity, type DeviceRequest } from '../../common/device-messages';
import { ChooserContext } from './chooser-context';
import { ChooserController, type ChooserSink } from './chooser-controller';
import type { AnyDevice, DeviceKind, KindName, Requester } from './device-kind';
import type { DeviceDocument } from './device-page';
import { untilConnected, type DeviceService } from './device-service';
import type { GrantStore, StoredGrant } from './grant-store';
import type { DeviceGrant, PolicyGrants } from './policy-grants';
import { hid } from './hid';
import { serial } from './serial';
import { usb } from './usb';
import { UsbProtectedClasses, type UsbProtectedClassesHandler } from './usb-protected-classes';

export type DevicePermissionHandler = (details: Electron.DevicePermissionHandlerHandlerDetails) => boolean;

/** Whether an origin may ask for a kind of device at all: session.setPermissionCheckHandler(). */
export type PermissionCheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;

/** One question of one document, with what the API layer knows of its frame. */
export interface DeviceQuestion {
  payload: string;
  requester: Requester;
  document: DeviceDocument;
}

/** What one page has under way, with all its frames. */
interface PageLoad {
  pending: number;
  open: number;
  warned: boolean;
}

type Asking = Omit<DeviceQuestion, 'payload'> & { load: PageLoad };

const KINDS: Record<KindName, DeviceKind> = { hid, serial, usb };

/** Open requests of one page with all its frames; further ones are refused, so that it cannot flood the app with events. */
const MAX_OPEN = 16;

/** Questions of any sort that one page waits for; further ones are refused before anything is done for them. */
const MAX_PENDING = 256;

export class DeviceAccess {
  readonly #service: DeviceService;
  readonly #policies: PolicyGrants;
  readonly #sink: ChooserSink;
  readonly #grants = new ChooserContext();
  readonly #protectedClasses = new UsbProtectedClasses();
  readonly #open = new Map<DeviceDocument, Set<ChooserController>>();
  #handler: DevicePermissionHandler | null = null;
  #checkHandler: PermissionCheckHandler | null = null;
  #store: GrantStore | null = null;
  readonly #load = new WeakMap<Electron.WebContents, PageLoad>();

  constructor(service: DeviceService, policies: PolicyGrants, sink: ChooserSink) {
    this.#service = service;
    this.#policies = policies;
    this.#sink = sink;
  }

  /** Asked for each device when a page lists its devices; null: only what the app chose is granted. */
  setPermissionHandler(handler: DevicePermissionHandler | null): void {
    this.#handler = handler;
  }

  /** Asked before each request and list of a page. Null: everybody may ask. */
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.#checkHandler = handler;
  }

  setUSBProtectedClassesHandler(handler: UsbProtectedClassesHandler | null): void {
    this.#protectedClasses.setHandler(handler);
  }

  /** Where the app's choices are kept, and taken from for what is plugged in; null: in memory only. */
  async setStore(store: GrantStore | null): Promise<void> {
    this.#store = store;
    const grants = (store?.list() ?? []).map(({ deviceType, ...grant }) => ({ kind: deviceType, ...grant }));
    await Promise.all(grants.map((grant) => this.#policies.grant(policyOf(grant))));
  }

  storedGrants(): StoredGrant[] {
    return this.#store?.list() ?? [];
  }

  /** Takes a kept grant away, and with it what pages have of it now. */
  async revokeStored(grant: StoredGrant): Promise<void> {
    const kind = KINDS[grant.deviceType];
    this.#store?.remove(grant);
    const devices = this.#grants.granted(kind, grant.origin).filter((device) => isStoredAs(kind, device, grant));
    await Promise.all(devices.map((device) => this.#revoke(kind, grant.origin, device)));
    const policy = policyOf({ kind: kind.name, ...grant });
    if (!this.#isNeeded(kind, grant.origin, policy)) await this.#policies.revoke(policy);
  }

  async onQuestion({ payload, requester, document }: DeviceQuestion): Promise<void> {
    const request = parseDeviceRequest(payload);
    // Forged, or of a page without an origin, which Chromium gives no devices either.
    if (!request || requester.origin === 'null' || requester.origin === '') return;
    const load = this.#load.get(requester.webContents) ?? { pending: 0, open: 0, warned: false };
    this.#load.set(requester.webContents, load);
    if (load.pending >= MAX_PENDING) {
      warnOfFlood(load, requester.origin, `${MAX_PENDING} questions`);
      await document.answer({ id: request.id, devices: null });
      return;
    }
    load.pending += 1;
    try {
      const identities = await this.#devicesFor(request, { requester, document, load });
      try {
        if (request.kind === 'usb' && identities?.length) this.#protectedClasses.ask();
      } finally {
        await document.answer({ id: request.id, devices: identities });
      }
    } finally {
      load.pending -= 1;
    }
  }

  /** Null: refused. */
  async #devicesFor(request: DeviceRequest, asking: Asking): Promise<DeviceIdentity[] | null> {
    const { requester, document } = asking;
    const kind = KINDS[request.kind];
    // A gesture is asked for in a world of its own, with which Chromium loses listeners of the page (docs/limits.md): not for
    // what only lists.
    const [isAllowed, isActive] = await Promise.all([
      document.isAllowed(kind.name),
      request.type !== 'request' || document.isActive(),
      this.#service.ready(),
    ]);
    if (!isAllowed || document.gone) return null;
    if (request.type === 'forget') {
      await this.#forget(kind, request.device, requester);
      return [];
    }
    const mayAsk = isActive && this.#mayAsk(kind, requester);
    let devices: AnyDevice[] | null = null;
    if (request.type === 'list') {
      await untilConnected(this.#service, kind, request.seen);
      devices = mayAsk ? await this.#list(kind, requester) : [];
    } else if (mayAsk) devices = await this.#choose(kind, request, asking);
    return devices?.flatMap((device) => kind.identityOf(device) ?? []) ?? null;
  }

  /** A document is gone, and its requests with it. */
  onDocumentGone(document: DeviceDocument): void {
    document.markGone();
    for (const controller of this.#open.get(document) ?? []) controller.abandon();
    this.#open.delete(document);
  }

  #mayAsk({ name }: DeviceKind, { webContents, frame, origin }: Requester): boolean {
    const details = { isMainFrame: frame.parent === null, requestingUrl: frame.url, securityOrigin: origin };
    return this.#checkHandler?.(webContents, name, origin, details) ?? true;
  }

  async #choose(
    kind: DeviceKind,
    request: DeviceRequest & { type: 'request' },
    { requester, document, load }: Asking,
  ): Promise<AnyDevice[] | null> {
    if (load.open >= MAX_OPEN) {
      warnOfFlood(load, requester.origin, `${MAX_OPEN} requests for devices`);
      return null;
    }
    const open = this.#open.get(document) ?? new Set();
    this.#policies.prepare(); // while the app decides
    this.#open.set(document, open);
    const controller = new ChooserController(kind, this.#service, request, requester, this.#sink);
    open.add(controller);
    load.open += 1;
    const device = await controller.run();
    load.open -= 1;
    open.delete(controller);
    if (!device) return null;
    await this.#grant(kind, requester.origin, device);
    const stored = storedAs(kind, requester.origin, device);
    if (stored) this.#store?.add(stored);
    return [device];
  }

  /** What was chosen, and what the handler grants now. */
  async #list(kind: DeviceKind, { origin }: Requester): Promise<AnyDevice[]> {
    const connected = this.#service.list(kind.name).map(({ device }) => device);
    const handler = this.#handler;
    if (handler) {
      const changes = connected.map((device) =>
        handler({ deviceType: kind.name, origin, device })
          ? this.#grant(kind, origin, device)
          : this.#revoke(kind, origin, device),
      );
      await Promise.all(changes);
    } else await this.#restore(kind, origin, connected);
    const granted = new Set(this.#grants.granted(kind, origin).map((device) => kind.idOf(device)));
    return connected.filter((device) => granted.has(kind.idOf(device)));
  }

  async #restore(kind: DeviceKind, origin: string, connected: readonly AnyDevice[]): Promise<void> {
    const kept = connected.filter((device) => {
      const stored = storedAs(kind, origin, device);
      return stored !== null && this.#store?.has(stored);
    });
    await Promise.all(kept.map((device) => this.#grant(kind, origin, device)));
  }

  async #forget(kind: DeviceKind, identity: DeviceIdentity, requester: Requester): Promise<void> {
    const device = this.#grants.granted(kind, requester.origin).find((candidate) => {
      const own = kind.identityOf(candidate);
      return (
        own?.vendorId === identity.vendorId &&
        own.productId === identity.productId &&
        own.serialNumber === identity.serialNumber
      );
    });
    if (!device) return;
    const stored = storedAs(kind, requester.origin, device);
    if (stored) this.#store?.remove(stored);
    await this.#revoke(kind, requester.origin, device);
    this.#sink.emit(kind.events.revoked, kind.events.revokedArgs(device, requester));
  }

  async #grant(kind: DeviceKind, origin: string, device: AnyDevice): Promise<void> {
    const grant = this.#grants.grant(kind, origin, device) ? policyGrant(kind, origin, device) : null;
    if (grant) await this.#policies.grant(grant);
  }

  async #revoke(kind: DeviceKind, origin: string, device: AnyDevice): Promise<void> {
    if (!this.#grants.revoke(kind, origin, kind.idOf(device))) return;
    const grant = policyGrant(kind, origin, device);
    if (grant && !this.#isNeeded(kind, origin, grant)) await this.#policies.revoke(grant);
  }

  /** A twin that is still granted needs the policy, which cannot tell the two apart; so does one that is kept. */
  #isNeeded(kind: DeviceKind, origin: string, { vendorId, productId }: DeviceGrant): boolean {
    const others = this.#grants.granted(kind, origin).map((other) => policyGrant(kind, origin, other));
    const stored = this.storedGrants().filter((grant) => grant.deviceType === kind.name && grant.origin === origin);
    return [...others, ...stored].some((other) => other?.vendorId === vendorId && other.productId === productId);
  }
}

const policyOf = ({ kind, origin, vendorId, productId }: DeviceGrant): DeviceGrant => ({
  kind,
  origin,
  vendorId,
  productId,
});

/** Null: it cannot be known again. */
function storedAs(kind: DeviceKind, origin: string, device: AnyDevice): StoredGrant | null {
  const ids = kind.usbIdsOf(device);
  const { serialNumber } = device;
  return ids && { deviceType: kind.name, origin, ...ids, ...(serialNumber ? { serialNumber } : {}) };
}

const isStoredAs = (kind: DeviceKind, device: AnyDevice, grant: StoredGrant): boolean => {
  const own = storedAs(kind, grant.origin, device);
  return (
    own?.vendorId === grant.vendorId && own.productId === grant.productId && own.serialNumber === grant.serialNumber
  );
};

/** Once a page. */
function warnOfFlood(load: PageLoad, origin: string, what: string): void {
  if (load.warned) return;
  load.warned = true;
  process.emitWarning(
    `A page of ${origin} has ${what} open at once: further ones are refused until some are answered.`,
    {
      code: 'VALENCE_DEVICE_FLOOD',
    },
  );
}

/** Null: no policy can name the device. */
function policyGrant(kind: DeviceKind, origin: string, device: AnyDevice): DeviceGrant | null {
  const ids = kind.usbIdsOf(device);
  return ids && { kind: kind.name, origin, ...ids };
}
