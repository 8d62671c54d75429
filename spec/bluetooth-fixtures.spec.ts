import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { useBluetoothFixtures } from './lib/bluetooth-fixtures';

describe('bluetooth fixtures', () => {
  const bluetooth = useBluetoothFixtures();

  it('are a BlueZ on a bus of its own', async () => {
    const path = await bluetooth.add('11:22:33:44:55:66', 'Heart Rate');
    expect(await bluetooth.isPaired(path)).to.equal(false);
    const { stdout } = await promisify(execFile)(
      'dbus-send',
      [
        '--system',
        '--print-reply=literal',
        '--dest=org.bluez',
        path,
        'org.freedesktop.DBus.Properties.Get',
        'string:org.bluez.Device1',
        'string:Name',
      ],
      { env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bluetooth.busAddress } },
    );
    expect(stdout).to.include('Heart Rate');
  });
});
