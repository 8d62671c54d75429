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

const KINDS: Record<KindName, DeviceKind> = { hid, serial, usb };

/** Open requests of one document; further ones are refused, so that a page cannot flood the app with events. */
const MAX_OPEN = 16;

export class DeviceAccess {
  readonly #service: DeviceService;
  readonly #policies: PolicyGrants;
  readonly #sink: ChooserSink;
  readonly #grants = new ChooserContext();
  readonly #protectedClasses = new UsbProtectedClasses();
  readonly #open = new Map<DeviceDocument, Set<ChooserController>>();
  #handler: DevicePermissionHandler | null = null;
  #checkHandler: PermissionCheckHandler | null = null;

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

  async onQuestion({ payload, requester, document }: DeviceQuestion): Promise<void> {
    const request = parseDeviceRequest(payload);
    // Forged, or of a page without an origin, which Chromium gives no devices either.
    if (!request || requester.origin === 'null' || requester.origin === '') return;
    const kind = KINDS[request.kind];
    if (request.type === 'forget') {
      await this.#forget(kind, request.device, requester);
      await document.answer({ id: request.id, devices: [] });
      return;
    }
    await this.#service.ready();
    const allowed = this.#mayAsk(kind, requester);
    let devices: AnyDevice[] | null = null;
    if (request.type === 'list') {
      await untilConnected(this.#service, kind, request.seen);
      devices = allowed ? await this.#list(kind, requester) : [];
    }
    if (request.type === 'request' && allowed) devices = await this.#choose(kind, request, requester, document);
    const identities = devices?.flatMap((device) => kind.identityOf(device) ?? []) ?? null;
    try {
      if (request.kind === 'usb' && identities?.length) this.#protectedClasses.ask();
    } finally {
      await document.answer({ id: request.id, devices: identities });
    }
  }

  /** A document is gone, and its requests with it. */
  onDocumentGone(document: DeviceDocument): void {
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
    requester: Requester,
    document: DeviceDocument,
  ): Promise<AnyDevice[] | null> {
    const open = this.#open.get(document) ?? new Set();
    if (open.size >= MAX_OPEN) return null;
    this.#policies.prepare(); // while the app decides
    this.#open.set(document, open);
    const controller = new ChooserController(kind, this.#service, request, requester, this.#sink);
    open.add(controller);
    const device = await controller.run();
    open.delete(controller);
    if (!device) return null;
    await this.#grant(kind, requester.origin, device);
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
    }
    const granted = new Set(this.#grants.granted(kind, origin).map((device) => kind.idOf(device)));
    return connected.filter((device) => granted.has(kind.idOf(device)));
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
    const isSame = (other: DeviceGrant | null): boolean =>
      other?.vendorId === grant?.vendorId && other?.productId === grant?.productId;
    // A twin that is still granted needs the policy, which cannot tell the two apart.
    const needed = this.#grants.granted(kind, origin).some((other) => isSame(policyGrant(kind, origin, other)));
    if (grant && !needed) await this.#policies.revoke(grant);
  }
}

/** Null: no policy can name the device. */
function policyGrant(kind: DeviceKind, origin: string, device: AnyDevice): DeviceGrant | null {
  const ids = kind.usbIdsOf(device);
  return ids && { kind: kind.name, origin, ...ids };
}
