// What the main process knows to be plugged in: its monitor hears of a device a moment after the kernel has sent its event,
// and what the app is asked to choose from is what is known by then.
import { session } from 'electron';
import type { PluggedDevice } from './device-fixtures';
import { until } from './until';

interface DeviceGrants {
  getDevices(): Promise<
    {
      deviceType: string;
      /** Serial ports have decimal numbers as text. */
      device: { vendorId?: number | string; productId?: number | string; serialNumber?: string };
    }[]
  >;
}

/** Fixtures that Chromium's block lists hide, and as what. */
const HIDDEN: Readonly<Record<string, string>> = {
  'hid/keyboard': 'hid',
  'hid/security-key': 'hid',
  'usb/security-key': 'usb',
};

const describeEntry = (
  kind: string,
  vendorId: number | string | undefined,
  productId: number | string | undefined,
  serialNumber: string | undefined,
): string => `${kind} ${vendorId}:${productId} ${serialNumber ?? ''}`;

/** One entry for each kind of device that it is, and for each serial port. */
function entriesOf({ fixtureName, fixture, vendorId, productId }: PluggedDevice): string[] {
  const count = (kind: string): number => fixture.interfaces.filter((each) => kind in each).length;
  const kinds = ['usb', ...(count('hid') > 0 ? ['hid'] : []), ...Array<string>(count('serial')).fill('serial')];
  return kinds
    .filter((kind) => kind !== HIDDEN[fixtureName])
    .map((kind) => describeEntry(kind, vendorId, productId, fixture.usb.serialNumber));
}

async function knownEntries(): Promise<string[]> {
  const { deviceGrants } = session.defaultSession as unknown as { deviceGrants: DeviceGrants };
  const devices = await deviceGrants.getDevices();
  return devices.map(({ deviceType, device: { vendorId, productId, serialNumber } }) =>
    describeEntry(deviceType, vendorId, productId, serialNumber),
  );
}

/** Resolves when the main process knows these devices and no other ones. `plugged` may change meanwhile. */
export async function untilKnown(plugged: ReadonlySet<PluggedDevice>): Promise<void> {
  let known: string[] = [];
  const expected = (): string => [...plugged].flatMap(entriesOf).toSorted().join(', ');
  await until('devices', async () => {
    known = (await knownEntries()).toSorted();
    return known.join(', ') === expected();
  }).catch(() => {
    throw new Error(`The main process knows ${known.join(', ') || 'no device'}; plugged in: ${expected() || 'none'}`);
  });
}
