/** Devices of one session: pages ask, the app decides, Chromium's own policy of this session enforces. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { parseDeviceRequest, type DeviceIdentity, type DeviceRequest } from '../../common/device-messages';
import type { Question, TopicHandler } from '../document-channel/question';
import type { PermissionManager } from '../permission-manager/permission-manager';
import { ChooserController, type ChooserSink } from './chooser-controller';
import { DeviceArrivals } from './device-arrivals';
import { requesterOf, type AnyDevice, type DeviceKind, type Requester } from './device-kind';
import { KINDS } from './device-kinds';
import { untilConnected, type DeviceService } from './device-service';
import type { GrantedDevices } from './granted-devices';
import type { PolicyGrants } from './policy-grants';
import type { UsbProtectedClasses } from './usb-protected-classes';

export interface DeviceAccessOptions {
  service: DeviceService;
  policies: PolicyGrants;
  grants: GrantedDevices;
  permissions: PermissionManager;
  protectedClasses: UsbProtectedClasses;
  /** Events of the session. */
  sink: ChooserSink;
}

type DeviceQuestion = Question<DeviceRequest>;

export class DeviceAccess implements TopicHandler<DeviceRequest> {
  readonly flood = { code: 'VALENCE_DEVICE_FLOOD', requests: 'requests for devices' };
  readonly #options: DeviceAccessOptions;
  readonly #arrivals: DeviceArrivals;

  constructor(options: DeviceAccessOptions) {
    this.#options = options;
    const { service, grants } = options;
    this.#arrivals = new DeviceArrivals(service, grants, (kind, requester, device) =>
      this.#isPermitted(kind, requester, device),
    );
  }

  parse(message: UnreadQuestion): DeviceRequest | null {
    return parseDeviceRequest(message);
  }

  async answer(question: DeviceQuestion): Promise<DeviceIdentity[] | null> {
    const kind = KINDS[question.message.kind];
    const devices = await this.#devicesFor(kind, question);
    const identities = devices?.flatMap((device) => kind.identityOf(device) ?? []) ?? null;
    if (kind.name === 'usb' && identities?.length) {
      this.#options.protectedClasses.ask();
    }
    return identities;
  }

  /** Null: refused. */
  async #devicesFor(kind: DeviceKind, question: DeviceQuestion): Promise<AnyDevice[] | null> {
    const { message, document } = question;
    const { service } = this.#options;
    const requester = requesterOf(question.requester);
    // Chromium gives a page without an origin no devices either.
    if (requester.origin === 'null' || requester.origin === '') return null;
    const [isAllowed, isActive] = await Promise.all([
      document.checks.isAllowed(kind.name),
      message.type !== 'request' || document.checks.isActive(),
      service.ready(),
    ]);
    if (!isAllowed || document.gone) return null;
    if (message.type === 'forget') {
      await this.#forget(kind, message.device, requester);
      return [];
    }
    const mayAsk = isActive && this.#mayAsk(kind, requester);
    if (message.type === 'request') return mayAsk ? this.#choose(kind, message, question, requester) : null;
    this.#arrivals.watch(kind, document, requester);
    await untilConnected(service, kind, message.seen);
    return mayAsk ? this.#list(kind, requester) : [];
  }

  #mayAsk({ name }: DeviceKind, { webContents, frame, origin }: Requester): boolean {
    const details = { isMainFrame: frame.parent === null, requestingUrl: frame.url, securityOrigin: origin };
    return this.#options.permissions.check(webContents, name, origin, details);
  }

  async #choose(
    kind: DeviceKind,
    filters: DeviceRequest & { type: 'request' },
    question: DeviceQuestion,
    requester: Requester,
  ): Promise<AnyDevice[] | null> {
    const { service, policies, grants, sink } = this.#options;
    const device = await question.askApp(() => {
      policies.prepare(); // while the app decides
      const controller = new ChooserController(kind, service, filters, requester, sink);
      question.signal.addEventListener('abort', () => controller.abandon(), { once: true });
      return controller.run();
    });
    if (!device) return null;
    await grants.grant(kind, requester.origin, device);
    grants.keep(kind, requester.origin, device);
    return [device];
  }

  /** What was chosen, and what the handler grants now. */
  async #list(kind: DeviceKind, { origin }: Requester): Promise<AnyDevice[]> {
    const { service, grants, permissions } = this.#options;
    const connected = service.list(kind.name).map(({ device }) => device);
    if (permissions.hasDeviceHandler) {
      const changes = connected.map((device) =>
        permissions.checkDevice({ deviceType: kind.name, origin, device })
          ? grants.grant(kind, origin, device)
          : grants.revoke(kind, origin, device),
      );
      await Promise.all(changes);
    } else await grants.restore(kind, origin, connected);
    const granted = new Set(grants.of(kind, origin).map((device) => kind.idOf(device)));
    return connected.filter((device) => granted.has(kind.idOf(device)));
  }

  /** Whether the handlers grant a device that has come while a document watches. */
  #isPermitted(kind: DeviceKind, requester: Requester, device: AnyDevice): boolean {
    const { permissions } = this.#options;
    if (!permissions.hasDeviceHandler || !this.#mayAsk(kind, requester)) return false;
    return permissions.checkDevice({ deviceType: kind.name, origin: requester.origin, device });
  }

  async #forget(kind: DeviceKind, identity: DeviceIdentity, requester: Requester): Promise<void> {
    const { grants, sink } = this.#options;
    const device = grants.of(kind, requester.origin).find((candidate) => {
      const own = kind.identityOf(candidate);
      return (
        own?.vendorId === identity.vendorId &&
        own.productId === identity.productId &&
        own.serialNumber === identity.serialNumber
      );
    });
    if (!device) return;
    await grants.forget(kind, requester.origin, device);
    sink.emit(kind.events.revoked, kind.events.revokedArgs(device, requester));
  }
}
