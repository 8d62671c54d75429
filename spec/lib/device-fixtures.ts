// Fixture devices (spec/fixtures/{hid,serial,usb}) for the specs of a describe: plugged in and out live, with working I/O.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { FixtureServer, Received } from '../../script/lib/fixtures/client.mjs';
import { FIXTURES, fixtureClient } from './fixture-client';
import { untilKnown } from './known-devices';

export type { Received };

/** What a fixture file says of the USB device; hexadecimal numbers as in lsusb. */
interface UsbDescription {
  vendorId: string;
  productId: string;
  manufacturer?: string;
  product?: string;
  serialNumber?: string;
}

export interface Fixture {
  description: string;
  usb: UsbDescription;
  interfaces: object[];
}

/** "hid/gauge" */
export const readFixture = (name: string): Fixture =>
  JSON.parse(readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8')) as Fixture;

/** All fixtures there are: "hid/gauge", … */
export const fixtureNames = (): string[] =>
  (['hid', 'serial', 'usb'] as const).flatMap((kind) =>
    readdirSync(path.join(FIXTURES, kind)).map((file) => `${kind}/${path.basename(file, '.json')}`),
  );

/** A device that is, or was, plugged in. */
export class PluggedDevice {
  readonly #fixtures: DeviceFixtures;
  /** "hid/gauge" */
  readonly fixtureName: string;
  readonly fixture: Fixture;
  readonly name: string;
  readonly #port: number;
  /** Names in /dev: "hidraw0", "ttyACM0". They change with every plug(). */
  nodes: string[] = [];
  readonly vendorId: number;
  readonly productId: number;

  constructor(fixtures: DeviceFixtures, fixtureName: string, fixture: Fixture, port: number) {
    this.#fixtures = fixtures;
    this.fixtureName = fixtureName;
    this.fixture = fixture;
    this.name = `${path.basename(fixtureName)}-${port}`;
    this.#port = port;
    this.vendorId = Number.parseInt(fixture.usb.vendorId, 16);
    this.productId = Number.parseInt(fixture.usb.productId, 16);
  }

  /** Plugs it in, at another port if one is given. Resolves when the main process knows it, so that an app is asked for it. */
  async plug(port = this.#port): Promise<void> {
    const { fixture, name } = this;
    const { hidraws, ttys } = (await this.#fixtures.send('add', { fixture, name, port })) as {
      hidraws: string[];
      ttys: string[];
    };
    this.nodes = [...hidraws, ...ttys];
    this.#fixtures.plugged.add(this);
    await untilKnown(this.#fixtures.plugged);
  }

  /** Resolves when the main process knows that it is gone. */
  async unplug(): Promise<void> {
    await this.#fixtures.send('remove', { name: this.name });
    this.#fixtures.plugged.delete(this);
    await untilKnown(this.#fixtures.plugged);
  }

  /** The device sends a HID input report, its id first, or serial data. */
  async sends(data: Uint8Array, interfaceIndex = 0): Promise<void> {
    await this.#fixtures.send('input', { name: this.name, interface: interfaceIndex, data: hex(data) });
  }

  /** The device has data for an IN endpoint. */
  async transfers(endpoint: number, data: Uint8Array): Promise<void> {
    await this.#fixtures.send('transfer', { name: this.name, endpoint, data: hex(data) });
  }

  /** The serial port's input lines that are on from now on. */
  async raises(signals: readonly string[], interfaceIndex = 0): Promise<void> {
    await this.#fixtures.send('signals', { name: this.name, interface: interfaceIndex, signals });
  }

  /** The other side of the serial line sends a break. */
  async breaks(interfaceIndex = 0): Promise<void> {
    await this.#fixtures.send('break', { name: this.name, interface: interfaceIndex });
  }

  /** What it has received so far, oldest first. */
  get received(): Received[] {
    return this.#fixtures.received.filter(({ device }) => device === this.name);
  }

  /** Resolves with the first thing it receives, or has received, that fits. */
  receives(fits: (received: Received) => boolean): Promise<Received> {
    return this.#fixtures.untilReceived((received) => received.device === this.name && fits(received));
  }
}

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** One for the whole run: the main process, too, watches the devices of one machine as long as it runs. */
let shared: Promise<FixtureServer> | null = null;

/** The fixtures of a describe. Sessions that start within it see fixture devices and no other ones. */
export class DeviceFixtures {
  #server: FixtureServer | null = null;
  #count = 0;
  /** What is plugged in now. */
  readonly plugged = new Set<PluggedDevice>();
  received: Received[] = [];
  readonly #onReceived = (received: Received): void => void this.received.push(received);
  readonly #onVanished = (vanished: string): void => {
    for (const device of this.plugged) if (device.name === vanished) this.plugged.delete(device);
  };

  async start(): Promise<void> {
    const preload = process.env['LD_PRELOAD'];
    if (!preload?.includes('umockdev')) {
      throw new Error('Device fixtures need umockdev in LD_PRELOAD: start the specs with script/spec-runner');
    }
    const { FixtureServer: Server } = await fixtureClient();
    this.#server = await (shared ??= Server.start(preload));
    this.#server.setMaxListeners(0).on('received', this.#onReceived).on('vanished', this.#onVanished);
    process.env['UMOCKDEV_DIR'] = this.#server.root;
  }

  async stop(): Promise<void> {
    await this.unplugAll();
    delete process.env['UMOCKDEV_DIR'];
    this.#server?.off('received', this.#onReceived).off('vanished', this.#onVanished);
    this.#server = null;
  }

  send(command: string, parameters: Record<string, unknown>): Promise<unknown> {
    if (!this.#server) throw new Error('The fixture server runs within the tests of its describe only');
    return this.#server.send(command, parameters) as Promise<unknown>;
  }

  /** Plugs in a fixture ("hid/gauge"), with other USB properties where given. It is unplugged after the test. */
  async plug(fixtureName: string, usb: Partial<UsbDescription> = {}): Promise<PluggedDevice> {
    const fixture = readFixture(fixtureName);
    const port = ++this.#count;
    const device = new PluggedDevice(this, fixtureName, { ...fixture, usb: { ...fixture.usb, ...usb } }, port);
    await device.plug();
    return device;
  }

  /** Unplugs everything that is still plugged in. */
  async unplugAll(): Promise<void> {
    if (!this.#server) return;
    const { devices } = (await this.send('list', {})) as { devices: string[] };
    for (const name of devices) await this.send('remove', { name });
    this.plugged.clear();
    await untilKnown(this.plugged);
    this.received = [];
  }

  /** Resolves when a device says that it is gone by itself. */
  untilVanished(): Promise<string> {
    return new Promise((resolve) => this.#server?.once('vanished', resolve));
  }

  untilReceived(fits: (received: Received) => boolean): Promise<Received> {
    const known = this.received.find(fits);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const listener = (received: Received): void => {
        if (!fits(received)) return;
        this.#server?.off('received', listener);
        resolve(received);
      };
      this.#server?.on('received', listener);
    });
  }
}

/** Fixtures for the tests of a describe: one server for all of them, nothing plugged in at the start of each. */
export function useDeviceFixtures(): DeviceFixtures {
  const fixtures = new DeviceFixtures();
  before(() => fixtures.start());
  afterEach(() => fixtures.unplugAll());
  after(() => fixtures.stop());
  return fixtures;
}
