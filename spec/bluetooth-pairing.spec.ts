// Devices that are being paired ask the app: BlueZ's agent, driven by a BlueZ that does not exist.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { useBluetoothFixtures } from './lib/bluetooth-fixtures';
import { newSession } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';

type Handler = NonNullable<Parameters<Electron.Session['setBluetoothPairingHandler']>[0]>;
type Details = Parameters<Handler>[0];
type Respond = Parameters<Handler>[1];

const ADDRESS = '11:22:33:44:55:66';

describe('ses.setBluetoothPairingHandler', () => {
  const bluetooth = useBluetoothFixtures();
  let ses: Electron.Session;
  let device: string;

  before(async () => {
    device = await bluetooth.add(ADDRESS, 'Heart Rate');
  });
  beforeEach(() => {
    ses = newSession();
  });
  afterEach(async () => {
    ses.setBluetoothPairingHandler(null);
    await bluetooth.untilAgents(0);
  });

  /** Sets a handler that answers at once; resolves when BlueZ knows it, with the details it is called with. */
  async function answer(response: Electron.Response): Promise<Details[]> {
    const calls: Details[] = [];
    ses.setBluetoothPairingHandler((details, callback) => {
      calls.push(details);
      callback(response);
    });
    await bluetooth.untilAgents(1);
    return calls;
  }

  /** Sets a handler that does not answer; resolves with the callback of the next request. */
  async function hold(): Promise<() => Promise<Respond>> {
    const asked: Promise<Respond> = new Promise((resolve) =>
      ses.setBluetoothPairingHandler((_details, callback) => resolve(callback)),
    );
    await bluetooth.untilAgents(1);
    return () => asked;
  }

  it('is called for a confirmation', async () => {
    const calls = await answer({ confirmed: true });
    expect(await bluetooth.ask('RequestAuthorization', device)).to.deep.equal({ result: null });
    expect(calls).to.deep.equal([{ deviceId: ADDRESS, pairingKind: 'confirm', frame: null }]);
  });

  it('is called with the pin that the device shows, all six digits of it', async () => {
    const calls = await answer({ confirmed: true });
    expect(await bluetooth.ask('RequestConfirmation', device, 4711)).to.deep.equal({ result: null });
    expect(calls).to.deep.equal([{ deviceId: ADDRESS, pairingKind: 'confirmPin', pin: '004711', frame: null }]);
  });

  it('provides a pin code', async () => {
    const calls = await answer({ confirmed: true, pin: 'swordfish' });
    expect(await bluetooth.ask('RequestPinCode', device)).to.deep.equal({ result: 'swordfish' });
    expect(calls).to.deep.equal([{ deviceId: ADDRESS, pairingKind: 'providePin', frame: null }]);
  });

  it('provides a passkey', async () => {
    await answer({ confirmed: true, pin: '000123' });
    expect(await bluetooth.ask('RequestPasskey', device)).to.deep.equal({ result: 123 });
  });

  for (const [method, ...args] of [
    ['RequestAuthorization'],
    ['RequestConfirmation', 4711],
    ['RequestPinCode'],
    ['RequestPasskey'],
  ] as const) {
    it(`refuses ${method}`, async () => {
      await answer({ confirmed: false });
      expect(await bluetooth.ask(method, device, ...args)).to.deep.equal({ refused: 'org.bluez.Error.Rejected' });
    });
  }

  it('is no agent of BlueZ before there is a handler, and none after it', async () => {
    expect(await bluetooth.agents()).to.deep.equal([]);
    await answer({ confirmed: true });
    expect(await bluetooth.agents()).to.deep.equal(['KeyboardDisplay']);
    ses.setBluetoothPairingHandler(null);
    await bluetooth.untilAgents(0);
  });

  it('replaces the handler without a new agent', async () => {
    await answer({ confirmed: false });
    ses.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: true, pin: '1' }));
    expect(await bluetooth.ask('RequestPinCode', device)).to.deep.equal({ result: '1' });
  });

  it('cancels a request that waits when the handler is cleared', async () => {
    const asked = await hold();
    const answered = bluetooth.ask('RequestAuthorization', device);
    const respond = await asked();
    ses.setBluetoothPairingHandler(null);
    expect(await answered).to.deep.equal({ refused: 'org.bluez.Error.Canceled' });
    expect(() => respond({ confirmed: true })).not.to.throw();
  });

  it('ends a request that BlueZ no longer waits for', async () => {
    const asked = await hold();
    const answered = bluetooth.ask('RequestPinCode', device);
    const respond = await asked();
    expect(await bluetooth.ask('Cancel')).to.deep.equal({ result: null });
    expect(await answered).to.deep.equal({ refused: 'org.bluez.Error.Canceled' });
    respond({ confirmed: true, pin: '1234' });
  });

  it('takes the first answer of two', async () => {
    const asked = await hold();
    const answered = bluetooth.ask('RequestPinCode', device);
    const respond = await asked();
    respond({ confirmed: true, pin: 'first' });
    respond({ confirmed: true, pin: 'second' });
    expect(await answered).to.deep.equal({ result: 'first' });
  });

  it('refuses an answer that is none, and waits for another one', async () => {
    const asked = await hold();
    const answered = bluetooth.ask('RequestPasskey', device);
    const respond = await asked();
    expect(() => respond(true as unknown as Electron.Response)).to.throw(TypeError, 'response must be an object');
    expect(() => respond({ confirmed: true })).to.throw(TypeError, 'response.pin must be a string of 1 to 6 digits');
    expect(() => respond({ confirmed: true, pin: '1234567' })).to.throw(TypeError, '1 to 6 digits');
    respond({ confirmed: true, pin: '42' });
    expect(await answered).to.deep.equal({ result: 42 });
  });

  it('refuses when the handler throws, which is told as any exception of the app', async () => {
    ses.setBluetoothPairingHandler(() => {
      throw new Error('of the handler');
    });
    await bluetooth.untilAgents(1);
    const thrown = nextUncaughtException();
    expect(await bluetooth.ask('RequestAuthorization', device)).to.deep.equal({ refused: 'org.bluez.Error.Rejected' });
    expect((await thrown).message).to.equal('of the handler');
  });

  it('has nothing to show a pin on', async () => {
    const calls = await answer({ confirmed: true });
    expect(await bluetooth.ask('DisplayPinCode', device, '1234')).to.deep.equal({
      refused: 'org.bluez.Error.Rejected',
    });
    expect(calls).to.deep.equal([]);
  });

  it('lets paired devices connect to services, and no others', async () => {
    await answer({ confirmed: true });
    const service = ['AuthorizeService', device, '0000110d-0000-1000-8000-00805f9b34fb'] as const;
    expect(await bluetooth.ask(...service)).to.deep.equal({ refused: 'org.bluez.Error.Rejected' });
    const paired = await bluetooth.add('11:22:33:44:55:77', 'Headset');
    await bluetooth.pair(paired);
    expect(await bluetooth.ask('AuthorizeService', paired, service[2])).to.deep.equal({ result: null });
  });

  it('is called by BlueZ only', async () => {
    const calls = await answer({ confirmed: true });
    const { owner, path } = await bluetooth.defaultAgent();
    const send = promisify(execFile)('dbus-send', [
      '--system',
      '--print-reply',
      `--dest=${owner}`,
      path,
      'org.bluez.Agent1.RequestAuthorization',
      `objpath:${device}`,
    ]);
    const { stderr } = await send.then(
      () => ({ stderr: 'answered' }),
      (error: unknown) => error as { stderr: string },
    );
    expect(stderr).to.include('org.bluez.Error.Rejected');
    expect(calls).to.deep.equal([]);
  });

  it('warns once when there is no BlueZ, and is called when one comes', async () => {
    await bluetooth.vanish();
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    ses.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: true }));
    const [{ code, message }] = await warned;
    expect(code).to.equal('VALENCE_NO_BLUEZ');
    expect(message).to.match(
      /^No BlueZ calls the handler of ses\.setBluetoothPairingHandler\(\): .+ It is called once/,
    );
    await bluetooth.appear();
    await bluetooth.untilAgents(1);
    expect(await bluetooth.ask('RequestAuthorization', device)).to.deep.equal({ result: null });
  });

  it('cancels what waits when BlueZ ends', async () => {
    const asked = await hold();
    const answered = bluetooth.ask('RequestAuthorization', device);
    await asked();
    await bluetooth.vanish();
    expect(await answered).to.deep.equal({ refused: 'org.bluez.Error.Canceled' });
    await bluetooth.appear();
    await bluetooth.untilAgents(1);
  });

  it('warns once when there is no bus', async () => {
    const address = process.env['DBUS_SYSTEM_BUS_ADDRESS'];
    process.env['DBUS_SYSTEM_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus';
    const warnings: (Error & { code?: string })[] = [];
    const node: NodeJS.EventEmitter = process;
    const onWarning = (warning: Error): void => void warnings.push(warning);
    const other = newSession();
    node.on('warning', onWarning);
    try {
      other.setBluetoothPairingHandler(() => undefined);
      await once(process, 'warning');
    } finally {
      node.off('warning', onWarning);
      process.env['DBUS_SYSTEM_BUS_ADDRESS'] = address;
    }
    expect(warnings.map(({ code }) => code)).to.deep.equal(['VALENCE_NO_BLUEZ']);
    expect(warnings[0]?.message).to.include('/nonexistent/bus');
    other.setBluetoothPairingHandler(null);
  });

  it('takes a function or null only', () => {
    expect(() => ses.setBluetoothPairingHandler('yes' as unknown as null)).to.throw(
      TypeError,
      'handler must be a function or null, got string',
    );
  });
});
