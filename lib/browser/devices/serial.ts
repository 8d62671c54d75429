/** Serial ports (https://wicg.github.io/serial/, docs/api/structures/serial-port.md). */
import { agrees, type DeviceKind, type UsbIds } from './device-kind';

/** Electron's structure has decimal numbers as text, and none for ports that are not on USB. */
function usbIdsOf({ vendorId, productId }: Electron.SerialPort): UsbIds | null {
  return vendorId === undefined || productId === undefined
    ? null
    : { vendorId: Number(vendorId), productId: Number(productId) };
}

export const serial: DeviceKind<Electron.SerialPort> = {
  name: 'serial',
  idOf: ({ portId }) => portId,
  usbIdsOf,
  identityOf: usbIdsOf,
  matches: (filter, { device }) => {
    const ids = usbIdsOf(device);
    return (
      agrees(filter, 'usbVendorId', ids?.vendorId) &&
      agrees(filter, 'usbProductId', ids?.productId) &&
      agrees(filter, 'bluetoothServiceClassId', undefined)
    );
  },
  events: {
    select: 'select-serial-port',
    selectArgs: (portList, { webContents }, callback) => [portList, webContents, callback],
    added: 'serial-port-added',
    removed: 'serial-port-removed',
    changeArgs: (port, { webContents }) => [port, webContents],
    revoked: 'serial-port-revoked',
    revokedArgs: (port, { frame, origin }) => [{ port, frame, origin }],
  },
};
