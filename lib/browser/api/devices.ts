/** Devices of a Session: its events and the pages that ask (docs/api/session.md, select-hid-device …). */
import type { Emitted } from '../app-calls';
import { DeviceAccess } from '../devices/device-access';
import type { DeviceService } from '../devices/device-service';
import { GrantedDevices } from '../devices/granted-devices';
import type { PolicyGrants } from '../devices/policy-grants';
import { UsbProtectedClasses } from '../devices/usb-protected-classes';
import type { PageWrappers } from '../document-channel/page-wrappers';
import type { PermissionManager } from '../permission-manager/permission-manager';
import { DeviceGrants } from './device-grants';
import { createEvent } from './event';

export interface DevicesOptions {
  /** Of the session. */
  emit: (event: string, ...args: unknown[]) => Emitted;
  service: DeviceService;
  grants: PolicyGrants;
  permissions: PermissionManager;
  wrappers: PageWrappers;
  storagePath: string | null;
}

export class Devices {
  readonly protectedClasses = new UsbProtectedClasses();
  /** What Chromium has been told. */
  readonly grants: PolicyGrants;
  /** What the app is told of grants. */
  readonly listed: DeviceGrants;

  constructor({ emit, service, grants, permissions, wrappers, storagePath }: DevicesOptions) {
    const sink = {
      emit(name: string, args: unknown[]): boolean {
        const event = createEvent();
        return emit(name, event, ...args) === 'heard' && event.defaultPrevented;
      },
    };
    this.grants = grants;
    const granted = new GrantedDevices(grants);
    const { protectedClasses } = this;
    wrappers.handle(
      'devices',
      new DeviceAccess({ service, policies: grants, grants: granted, permissions, protectedClasses, sink }),
    );
    this.listed = new DeviceGrants(service, granted, storagePath);
  }
}
