// A BlueZ that does not exist, for the specs of a describe: python-dbusmock's, on a system bus of its own.
import { once } from 'node:events';
import type { FixtureServer } from '../../script/lib/fixtures/client.mjs';
import { fixtureClient } from './fixture-client';

/** What an agent of BlueZ answered: its result, or the name of its error. */
export interface AgentAnswer {
  result?: string | number | null;
  refused?: string;
}

export class BluetoothFixtures {
  #server: FixtureServer | null = null;
  #before: string | undefined;

  async start(): Promise<void> {
    const { FixtureServer: Server } = await fixtureClient();
    this.#server = await Server.start('', 'bluetooth.py');
    this.#before = process.env['DBUS_SYSTEM_BUS_ADDRESS'];
    process.env['DBUS_SYSTEM_BUS_ADDRESS'] = this.busAddress;
  }

  async stop(): Promise<void> {
    if (this.#before === undefined) delete process.env['DBUS_SYSTEM_BUS_ADDRESS'];
    else process.env['DBUS_SYSTEM_BUS_ADDRESS'] = this.#before;
    await this.#server?.close();
  }

  get #running(): FixtureServer {
    if (!this.#server) throw new Error('The bus is there within the tests of its describe only');
    return this.#server;
  }

  /** The DBUS_SYSTEM_BUS_ADDRESS of the describe. */
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

  async pair(path: string): Promise<void> {
    await this.#running.send('pair', { path });
  }

  /** Capabilities of the agents that are registered. */
  async agents(): Promise<string[]> {
    const { agents } = (await this.#running.send('agents')) as { agents: string[] };
    return agents;
  }

  /** Whom BlueZ asks: name on the bus and path. */
  async defaultAgent(): Promise<{ owner: string; path: string }> {
    return (await this.#running.send('default_agent')) as { owner: string; path: string };
  }

  /** Resolves once there are so many agents, the last of them the default one. */
  async untilAgents(count: number): Promise<void> {
    for (;;) {
      const changed = once(this.#running, 'agents');
      if ((await this.agents()).length === count) return;
      await changed;
    }
  }

  /** No device is in range any more. */
  async removeAll(): Promise<void> {
    await this.#running.send('remove_all');
  }

  /** BlueZ calls a method of org.bluez.Agent1 of its default agent. */
  async ask(method: string, ...args: unknown[]): Promise<AgentAnswer> {
    return (await this.#running.send('ask', { method, arguments: args })) as AgentAnswer;
  }

  /** bluetoothd ends. */
  async vanish(): Promise<void> {
    await this.#running.send('vanish');
  }

  /** bluetoothd starts again. */
  async appear(): Promise<void> {
    await this.#running.send('appear');
  }
}

/** What is started within the describe uses the fixtures' bus. */
export function useBluetoothFixtures(): BluetoothFixtures {
  const fixtures = new BluetoothFixtures();
  before(() => fixtures.start());
  after(() => fixtures.stop());
  return fixtures;
}
