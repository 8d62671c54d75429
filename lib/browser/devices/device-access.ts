/** Devices of one session: pages ask, the app decides, Chromium's own policy of this session enforces. */
import { parseDeviceRequest, type DeviceIdentity, type DeviceRequest } from '../../common/device-messages';
import { callApp } from '../app-calls';
import { ChooserController, type ChooserSink } from './chooser-controller';
import { DeviceArrivals } from './device-arrivals';
import type { AnyDevice, DeviceKind, Requester } from './device-kind';
import { KINDS } from './device-kinds';
import type { DeviceDocument } from './device-document';
import { untilConnected, type DeviceService } from './device-service';
import type { GrantedDevices } from './granted-devices';
import type { PolicyGrants } from './policy-grants';
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

/** Open requests of one page with all its frames; further ones are refused, so that it cannot flood the app with events. */
const MAX_OPEN = 16;

/** Questions of any sort that one page waits for; further ones are refused before anything is done for them. */
const MAX_PENDING = 256;

export class DeviceAccess {
  readonly #service: DeviceService;
  readonly #policies: PolicyGrants;
  readonly #sink: ChooserSink;
  readonly #grants: GrantedDevices;
  readonly #protectedClasses = new UsbProtectedClasses();
  readonly #open = new Map<DeviceDocument, Set<ChooserController>>();
  #handler: DevicePermissionHandler | null = null;
  #checkHandler: PermissionCheckHandler | null = null;
  readonly #arrivals: DeviceArrivals;
  readonly #load = new WeakMap<Electron.WebContents, PageLoad>();

  constructor(service: DeviceService, policies: PolicyGrants, grants: GrantedDevices, sink: ChooserSink) {
    this.#service = service;
    this.#policies = policies;
    this.#grants = grants;
    this.#sink = sink;
    this.#arrivals = new DeviceArrivals(service, grants, (kind, requester, device) =>
      this.#isPermitted(kind, requester, device),
    );
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
      if (request.kind === 'usb' && identities?.length) this.#protectedClasses.ask();
      await document.answer({ id: request.id, devices: identities });
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
      this.#arrivals.watch(kind, document, requester);
      await untilConnected(this.#service, kind, request.seen);
      devices = mayAsk ? await this.#list(kind, requester) : [];
    } else if (mayAsk) devices = await this.#choose(kind, request, asking);
    return devices?.flatMap((device) => kind.identityOf(device) ?? []) ?? null;
  }

  /** A document is gone, and its requests with it. */
  onDocumentGone(document: DeviceDocument): void {
    document.markGone();
    this.#arrivals.forget(document);
    for (const controller of this.#open.get(document) ?? []) controller.abandon();
    this.#open.delete(document);
  }

  #mayAsk({ name }: DeviceKind, { webContents, frame, origin }: Requester): boolean {
    const details = { isMainFrame: frame.parent === null, requestingUrl: frame.url, securityOrigin: origin };
    if (!this.#checkHandler) return true;
    const answer: unknown = callApp(this.#checkHandler, [webContents, name, origin, details], () => false);
    return Boolean(answer); // as in Electron: undefined refuses
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
    await this.#grants.grant(kind, requester.origin, device);
    this.#grants.keep(kind, requester.origin, device);
    return [device];
  }

  /** What was chosen, and what the handler grants now. */
  async #list(kind: DeviceKind, { origin }: Requester): Promise<AnyDevice[]> {
    const connected = this.#service.list(kind.name).map(({ device }) => device);
    const handler = this.#handler;
    if (handler) {
      const changes = connected.map((device) =>
        permits(handler, { deviceType: kind.name, origin, device })
          ? this.#grants.grant(kind, origin, device)
          : this.#grants.revoke(kind, origin, device),
      );
      await Promise.all(changes);
    } else await this.#grants.restore(kind, origin, connected);
    const granted = new Set(this.#grants.of(kind, origin).map((device) => kind.idOf(device)));
    return connected.filter((device) => granted.has(kind.idOf(device)));
  }

  /** What the handler says of a device that has come while a document watches. */
  #isPermitted(kind: DeviceKind, requester: Requester, device: AnyDevice): boolean {
    const { origin } = requester;
    if (!this.#handler || !this.#mayAsk(kind, requester)) return false;
    return permits(this.#handler, { deviceType: kind.name, origin, device });
  }

  async #forget(kind: DeviceKind, identity: DeviceIdentity, requester: Requester): Promise<void> {
    const device = this.#grants.of(kind, requester.origin).find((candidate) => {
      const own = kind.identityOf(candidate);
      return (
        own?.vendorId === identity.vendorId &&
        own.productId === identity.productId &&
        own.serialNumber === identity.serialNumber
      );
    });
    if (!device) return;
    await this.#grants.forget(kind, requester.origin, device);
    this.#sink.emit(kind.events.revoked, kind.events.revokedArgs(device, requester));
  }
}

function permits(handler: DevicePermissionHandler, details: Electron.DevicePermissionHandlerHandlerDetails): boolean {
  const answer: unknown = callApp(handler, [details], () => false);
  return Boolean(answer); // as in Electron: undefined refuses
}

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
