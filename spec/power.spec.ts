import { app, powerMonitor, powerSaveBlocker } from 'electron';
import { expect } from 'chai';
import { outputOf, outputWhenReady } from './lib/apps';
import { useBus } from './lib/bus';

const LOGIN = 'org.freedesktop.login1';

describe('powerMonitor module', () => {
  describe('with logind, UPower and a screen saver', () => {
    const bus = useBus(LOGIN, 'org.freedesktop.UPower', 'org.gnome.ScreenSaver');

    it('emits sleep, shutdown, lock and supply', async () => {
      const seen: string[] = [];
      const until = (name: string): Promise<void> =>
        new Promise((resolve) => {
          powerMonitor.once(name as 'suspend', () => {
            seen.push(name);
            resolve();
          });
        });
      const manager = { path: '/org/freedesktop/login1', interface: `${LOGIN}.Manager`, signature: 'b' };
      const session = {
        path: '/org/freedesktop/login1/session/_31',
        interface: `${LOGIN}.Session`,
        signature: '',
        body: [],
      };
      const power = {
        path: '/org/freedesktop/UPower',
        interface: 'org.freedesktop.DBus.Properties',
        member: 'PropertiesChanged',
        signature: 'sa{sv}as',
      };
      const steps: [string, Parameters<typeof bus.emit>[0]][] = [
        ['suspend', { ...manager, member: 'PrepareForSleep', body: [true] }],
        ['resume', { ...manager, member: 'PrepareForSleep', body: [false] }],
        ['shutdown', { ...manager, member: 'PrepareForShutdown', body: [true] }],
        ['lock-screen', { ...session, member: 'Lock' }],
        ['unlock-screen', { ...session, member: 'Unlock' }],
        ['on-battery', { ...power, body: ['org.freedesktop.UPower', { OnBattery: true }, []] }],
        ['on-ac', { ...power, body: ['org.freedesktop.UPower', { OnBattery: false }, []] }],
      ];
      for (const [name, signal] of steps) {
        const heard = until(name);
        // The subscription is under way: the signal is repeated until it is there.
        const again = setInterval(() => bus.emit(signal), 200);
        await heard;
        clearInterval(again);
      }
      expect(seen).to.deep.equal(steps.map(([name]) => name));
    });
  });

  it('warns once without a bus', async () => {
    const code = `
      process.on('warning', ({ code, message }) => { print([code, message]); app.quit(); });
      require('electron').powerMonitor.on('suspend', () => {}).on('resume', () => {});`;
    const env = {
      DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nowhere/bus',
      DBUS_SESSION_BUS_ADDRESS: undefined,
      XDG_RUNTIME_DIR: undefined,
    };
    const [[name, message]] = (await outputOf(code, { env })) as [[string, string]];
    expect(name).to.equal('VALENCE_NO_DBUS');
    expect(message).to.include('powerMonitor emits no events: The system bus of D-Bus cannot be used');
  });

  it('reports the supply, and what it cannot read as unknown', () => {
    expect(powerMonitor.isOnBatteryPower()).to.equal(powerMonitor.onBatteryPower);
    expect(powerMonitor.getSystemIdleState(1)).to.equal('unknown');
    expect(() => powerMonitor.getSystemIdleState(0)).to.throw(TypeError, 'idleThreshold must be greater than 0');
    expect(() => powerMonitor.getSystemIdleTime())
      .to.throw()
      .with.property('code', 'ERR_VALENCE_UNAVAILABLE');
  });
});

describe('powerSaveBlocker module', () => {
  describe('with services of a desktop', () => {
    const bus = useBus('screen-saver', 'power-management');

    for (const type of ['prevent-display-sleep', 'prevent-app-suspension'] as const) {
      it(`blocks from start() to stop(): ${type}`, async () => {
        const id = powerSaveBlocker.start(type);
        expect(powerSaveBlocker.isStarted(id)).to.equal(true);
        const [name, , cookie] = await bus.next('Inhibit');
        expect(name).to.equal(app.name);
        expect(Number(cookie) > 60).to.equal(type === 'prevent-app-suspension');
        expect(powerSaveBlocker.stop(id)).to.equal(true);
        expect(await bus.next('UnInhibit')).to.deep.equal([cookie]);
        expect([powerSaveBlocker.isStarted(id), powerSaveBlocker.stop(id)]).to.deep.equal([false, false]);
      });
    }
  });

  it('warns once if nothing blocks', async () => {
    const code = `
      const { powerSaveBlocker } = require('electron');
      const warned = new Promise((resolve) => process.on('warning', ({ code }) => { print([code]); resolve(); }));
      const ids = [powerSaveBlocker.start('prevent-display-sleep'), powerSaveBlocker.start('prevent-app-suspension')];
      await warned;
      print(ids.map((id) => powerSaveBlocker.stop(id)));`;
    const env = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };
    expect(await outputWhenReady(code, { env })).to.deep.equal([['VALENCE_NO_POWER_SAVE_BLOCKER'], [true, true]]);
  });

  it('throws for another type', () => {
    expect(() => powerSaveBlocker.start('x' as never)).to.throw(
      TypeError,
      'type must be one of prevent-app-suspension',
    );
  });
});
