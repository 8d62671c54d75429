/** Devices of a Session: its events and the pages that ask (docs/api/session.md, select-hid-device …). */
import { emitToApp } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { PageWrappers } from '../document-channel/page-wrappers';
import { createEvent } from '../event';
import type { PermissionManager } from '../permission-manager/permission-manager';
import { DeviceAccess } from './device-access';
import { GrantedDevices } from './granted-devices';
import { deviceService } from './native-device-service';
import { PolicyGrants } from './policy-grants';
import { UsbProtectedClasses } from './usb-protected-classes';

export interface SessionDevicesOptions {
  /** Emits the events. */
  session: Parameters<typeof emitToApp>[0];
  context: BrowserContext;
  permissions: PermissionManager;
}

export class SessionDevices {
  readonly protectedClasses = new UsbProtectedClasses();
  readonly granted: GrantedDevices;

  constructor({ session, context, permissions }: SessionDevicesOptions) {
    const sink = {
      emit(name: string, args: unknown[]): boolean {
        const event = createEvent();
        return emitToApp(session, name, event, ...args) === 'heard' && event.defaultPrevented;
      },
    };
    const policies = PolicyGrants.of(context);
    this.granted = new GrantedDevices(policies);
    const { granted: grants, protectedClasses } = this;
    const access = new DeviceAccess({ service: deviceService, policies, grants, permissions, protectedClasses, sink });
    PageWrappers.of(context).handle('devices', access);
  }
}
