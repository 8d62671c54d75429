// What the library has behind its public classes, for specs of a part that no member of Electron's shows by itself.

/** lib/browser/devices/policy-grants.ts */
export interface DeviceGrant {
  kind: 'hid' | 'serial' | 'usb';
  origin: string;
  vendorId: number;
  productId: number;
}

interface PolicyGrants {
  prepare(): void;
  list(): DeviceGrant[];
  grant(grant: DeviceGrant): Promise<void>;
  revoke(grant: DeviceGrant): Promise<void>;
}

/** The grants of a session. */
export const deviceGrantsOf = (ses: Electron.Session): PolicyGrants =>
  (ses.constructor as unknown as { devicesOf(session: Electron.Session): { grants: PolicyGrants } }).devicesOf(ses)
    .grants;

interface Context {
  browser(): Promise<{ root: { send(method: string, params: object): Promise<unknown> } }>;
}

/** Loads an unpacked extension into the session's running Chromium. */
export async function loadExtension(ses: Electron.Session, folder: string): Promise<void> {
  const internals = ses.constructor as unknown as { contextOf(session: Electron.Session): Context };
  const { root } = await internals.contextOf(ses).browser();
  await root.send('Extensions.loadUnpacked', { path: folder });
}
