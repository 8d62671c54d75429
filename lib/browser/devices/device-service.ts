/** What is plugged in: the shell's enumeration (shell/services/device) by kind, and its changes. */
import type { ConnectedDevice, DeviceKind, KindName, PageIdentity } from './device-kind';

export interface DeviceChange {
  kind: KindName;
  type: 'added' | 'removed';
  connected: ConnectedDevice;
}

export interface DeviceService {
  /** Resolves when list() is complete. */
  ready(): Promise<void>;
  /** What Chromium's block lists allow pages to see. */
  list(kind: KindName): ConnectedDevice[];
  /** Returns the function that ends it. */
  onChange(listener: (change: DeviceChange) => void): () => void;
}

/** How much later than Chromium the shell may be told of a device, in milliseconds; the kernel tells both at once. */
const PATIENCE = 250;

/** Resolves when what a page sees is there, so that a page that lists its devices when one has come gets that one. */
export function untilConnected(
  service: DeviceService,
  kind: DeviceKind,
  seen: readonly PageIdentity[],
): Promise<void> | void {
  const isThere = (identity: PageIdentity): boolean =>
    service.list(kind.name).some(({ device }) => {
      const own = kind.identityOf(device);
      return (
        own?.vendorId === identity.vendorId &&
        own.productId === identity.productId &&
        own.serialNumber === identity.serialNumber
      );
    });
  if (seen.every(isThere)) return;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, PATIENCE);
    const unsubscribe = service.onChange(() => {
      if (seen.every(isThere)) end();
    });
  });
}
