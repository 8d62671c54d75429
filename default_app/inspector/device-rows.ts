/** Devices and grants of a session as rows: what is plugged in with who has it, then what is granted and not there. */
import type { DeviceRow, DeviceType, GrantRow } from '../common/messages';

type Grants = ReturnType<Electron.DeviceGrants['list']>;
type Devices = Awaited<ReturnType<Electron.DeviceGrants['getDevices']>>;

function nameOf(device: Devices[number]['device']): string {
  if ('portId' in device) return device.displayName ?? device.portName;
  return ('name' in device ? device.name : device.productName) || 'Without a name';
}

/** Serial ports have decimal numbers as text, or none. */
const toId = (id: number | string | undefined): number | null => (id === undefined ? null : Number(id));

const toGrantRow = ({ serialNumber, ...grant }: Grants[number]): GrantRow => ({
  ...grant,
  serialNumber: serialNumber ?? null,
});

type Identity = Pick<DeviceRow, 'deviceType' | 'vendorId' | 'productId' | 'serialNumber'>;

const isOf = (grant: Identity, row: Identity): boolean =>
  grant.deviceType === row.deviceType &&
  grant.vendorId === row.vendorId &&
  grant.productId === row.productId &&
  grant.serialNumber === row.serialNumber;

const ORDER: Record<DeviceType, number> = { hid: 0, serial: 1, usb: 2 };

export function deviceRows(devices: Devices, grants: Grants): DeviceRow[] {
  const left = new Set(grants.map(toGrantRow));
  const rows = devices.map(({ deviceType, device }): DeviceRow => {
    const identity = {
      deviceType,
      vendorId: toId(device.vendorId),
      productId: toId(device.productId),
      serialNumber: device.serialNumber ?? null,
    };
    return { ...identity, name: nameOf(device), grants: [...left].filter((grant) => isOf(grant, identity)) };
  });
  for (const { grants: own } of rows) for (const grant of own) left.delete(grant);
  const gone = new Map<string, DeviceRow>();
  for (const grant of left) {
    const { deviceType, vendorId, productId, serialNumber } = grant;
    const key = JSON.stringify([deviceType, vendorId, productId, serialNumber]);
    const row = gone.get(key) ?? { deviceType, vendorId, productId, serialNumber, name: null, grants: [] };
    gone.set(key, row);
    row.grants.push(grant);
  }
  const byName = (a: DeviceRow, b: DeviceRow): number =>
    ORDER[a.deviceType] - ORDER[b.deviceType] || (a.name ?? '').localeCompare(b.name ?? '');
  return [...rows.sort(byName), ...[...gone.values()].sort(byName)];
}
