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

/** lib/browser/browser-context/launch-contributions.ts */
export interface LaunchContribution {
  switches?(userDataDir: string): Record<string, string | null | undefined>;
  policies?(): Record<string, unknown>;
  beforeStart?(userDataDir: string): void;
}

interface Context {
  browser(): Promise<{ userDataDir: string; root: { send(method: string, params: object): Promise<unknown> } }>;
  contribute(contribution: LaunchContribution): void;
}

/** lib/browser/browser-context/browser-context.ts */
export const contextOf = (ses: Electron.Session): Context =>
  (ses.constructor as unknown as { contextOf(session: Electron.Session): Context }).contextOf(ses);

/** Loads an unpacked extension into the session's running Chromium. */
export async function loadExtension(ses: Electron.Session, folder: string): Promise<void> {
  const { root } = await contextOf(ses).browser();
  await root.send('Extensions.loadUnpacked', { path: folder });
}

/** lib/browser/targets/target.ts, as far as it is used here. */
interface InternalTarget {
  type: string;
  info: { url: string };
  session: {
    send(method: string): Promise<unknown>;
    on(event: string, listener: () => void): void;
  };
}

/** Ends the service worker of the helper extension of a session that has a page; its process goes on. */
export async function stopHelperWorker(ses: Electron.Session): Promise<void> {
  const sessions = ses.constructor as unknown as {
    contextOf(session: Electron.Session): { current: { targets: { all(): Iterable<InternalTarget> } } };
  };
  const targets = [...sessions.contextOf(ses).current.targets.all()];
  const page = targets.find(({ type }) => type === 'page');
  const worker = targets.find(
    ({ type, info }) => type === 'service_worker' && info.url.startsWith('chrome-extension://'),
  );
  if (!page || !worker) throw new Error('The session needs a page and the helper extension');
  const stopped = new Promise<void>((resolve) => worker.session.on('Inspector.targetCrashed', resolve));
  await page.session.send('ServiceWorker.enable');
  await page.session.send('ServiceWorker.stopAllWorkers');
  await stopped;
}
