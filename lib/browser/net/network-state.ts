/** Whether the machine has a network, as Chromium sees it on Linux (net/base/address_tracker_linux.cc). */
import { networkInterfaces } from 'node:os';

/** True with any interface that is up, has an address and leads out of this machine. */
export function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
