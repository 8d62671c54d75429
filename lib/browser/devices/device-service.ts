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
  const isSame = (own: PageIdentity | null, other: PageIdentity): boolean =>
    own?.vendorId === other.vendorId && own.productId === other.productId && own.serialNumber === other.serialNumber;
  /** As many as the page sees: twins count. */
  const areThere = (): boolean => {
    const own = service.list(kind.name).map(({ device }) => kind.identityOf(device));
    return seen.every((identity) => {
      const index = own.findIndex((candidate) => isSame(candidate, identity));
      return index >= 0 && own.splice(index, 1).length === 1;
    });
  };
  if (areThere()) return;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, PATIENCE);
    const unsubscribe = service.onChange(() => {
      if (areThere()) end();
    });
  });
}
