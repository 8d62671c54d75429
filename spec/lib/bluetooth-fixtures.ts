// A BlueZ that does not exist, for the specs of a describe: python-dbusmock's, on a system bus of its own.
import type { FixtureServer } from '../../script/lib/fixtures/client.mjs';
import { fixtureClient } from './fixture-client';

export class BluetoothFixtures {
  #server: FixtureServer | null = null;

  async start(): Promise<void> {
    const { FixtureServer: Server } = await fixtureClient();
    this.#server = await Server.start('', 'bluetooth.py');
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  get #running(): FixtureServer {
    if (!this.#server) throw new Error('The bus is there within the tests of its describe only');
    return this.#server;
  }

  /** For DBUS_SYSTEM_BUS_ADDRESS. */
  get busAddress(): string {
    return this.#running.root;
  }

  /** A device in range that is not paired; resolves with its D-Bus path. `address`: "11:22:33:44:55:66". */
  async add(address: string, name: string): Promise<string> {
    const { path } = (await this.#running.send('add', { address, name })) as { path: string };
    return path;
  }

  async isPaired(path: string): Promise<boolean> {
    const { paired } = (await this.#running.send('paired', { path })) as { paired: boolean };
    return paired;
  }
}

export function useBluetoothFixtures(): BluetoothFixtures {
  const fixtures = new BluetoothFixtures();
  before(() => fixtures.start());
  after(() => fixtures.stop());
  return fixtures;
}
