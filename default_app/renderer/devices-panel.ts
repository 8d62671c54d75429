/** Devices that pages of the session can ask for, and who has been granted them. */
import { formatUsbIds } from '../common/format';
import type { DeviceRow, DeviceType, GrantKey, GrantRow, SessionDetails } from '../common/messages';
import { element, emptyState, iconButton, table, truncated } from './dom';

export const DEVICE_TYPE_TEXT: Record<DeviceType, string> = { hid: 'HID', serial: 'Serial', usb: 'USB' };

type Revoke = (grant: GrantKey) => void;

function grantElement(grant: GrantRow, revoke: Revoke): HTMLElement {
  const { origin, persistent } = grant;
  return element(
    'li',
    { title: persistent ? `${origin}: kept when the app ends` : `${origin}: until the app ends` },
    element('span', { class: 'truncate' }, origin),
    persistent ? element('span', { class: 'badge' }, 'kept') : null,
    iconButton('close', `Revoke the grant of ${origin}`, () => revoke(grant)),
  );
}

function rowOf(device: DeviceRow, revoke: Revoke): HTMLTableRowElement {
  const { deviceType, name, vendorId, productId, serialNumber, grants } = device;
  const granted = element('ul', { class: 'grants' }, ...grants.map((grant) => grantElement(grant, revoke)));
  return element(
    'tr',
    { class: name === null ? 'gone' : null },
    truncated('td', name ?? 'Not plugged in'),
    element('td', { class: 'muted' }, DEVICE_TYPE_TEXT[deviceType]),
    element('td', { class: 'mono' }, formatUsbIds(vendorId, productId)),
    serialNumber === null ? element('td', { class: 'muted' }, 'none') : truncated('td', serialNumber),
    element('td', {}, grants.length > 0 ? granted : element('span', { class: 'muted' }, 'nobody')),
  );
}

export function devicesPanel(details: SessionDetails | null, revoke: Revoke): HTMLElement[] {
  if (!details) return [];
  const { devices, devicesError } = details;
  if (devicesError !== null) return [emptyState('Devices cannot be listed', devicesError, null, true)];
  if (devices.length === 0) {
    return [emptyState('No device', 'HID devices, serial ports and USB devices appear here as they are plugged in.')];
  }
  const made = table('devices', 'Devices', [
    { title: 'Device' },
    { title: 'Kind' },
    { title: 'Vendor:product' },
    { title: 'Serial number' },
    { title: 'Granted to' },
  ]);
  made.tBodies[0]?.append(...devices.map((device) => rowOf(device, revoke)));
  return [made];
}
