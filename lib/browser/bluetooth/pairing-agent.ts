/**
 * An agent of BlueZ, registered as long as it lives (bluez/doc/org.bluez.AgentManager.rst). It is the default agent: BlueZ asks
 * it about devices that are paired by programs without an agent of their own, such as Chromium, and by the device's side.
 */
import { randomBytes } from 'node:crypto';
import type { Message, MessageBus } from 'dbus-native';
import { addressOf, AgentError, detailsOf, PairingRequest } from './pairing-request';
import type { PairingDetails, PairingMethod } from './pairing-request';

const BLUEZ = 'org.bluez';
const MANAGER = { destination: BLUEZ, path: '/org/bluez', interface: 'org.bluez.AgentManager1' };
const AGENT = 'org.bluez.Agent1';
const DBUS = 'org.freedesktop.DBus';
const SYSTEM_BUS = 'unix:path=/var/run/dbus/system_bus_socket';

/** Puts a request to the app. */
export type PairingPrompt = (details: PairingDetails, respond: PairingRequest['respond']) => void;

export class PairingAgent {
  readonly #path = `/valence/agent_${randomBytes(8).toString('hex')}`;
  readonly #prompt: PairingPrompt;
  readonly #requests = new Set<PairingRequest>();
  readonly #bus: MessageBus;
  /** BlueZ's own name on the bus, null while there is none: nobody else may ask. */
  #owner: string | null = null;
  #closed = false;
  /** One outage, one warning. */
  #warned = false;

  /** Throws if DBUS_SYSTEM_BUS_ADDRESS is no address. */
  constructor(createClient: typeof import('dbus-native').createClient, prompt: PairingPrompt) {
    this.#prompt = prompt;
    const busAddress = process.env['DBUS_SYSTEM_BUS_ADDRESS'] ?? SYSTEM_BUS;
    this.#bus = createClient({ busAddress, authMethods: ['EXTERNAL'] });
    this.#bus.connection.on('error', (error: unknown) =>
      this.#warn(error, 'Set it again once the system bus is there.'),
    );
    this.#bus.connection.on('close', () => this.#cancelAll('The system bus is gone'));
    this.#export();
    this.#watch().catch((error: unknown) => this.#warn(error));
  }

  /** Requests that wait are canceled. Resolves when BlueZ no longer knows the agent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelAll('The app takes no pairing requests any more');
    // The bus ends every agent of a connection that is gone, too; so nothing is lost if this fails.
    if (this.#owner) await this.#invoke('UnregisterAgent', 'o', [this.#path]).catch(() => undefined);
    await this.#bus.close();
  }

  /** Registers now if there is a BlueZ, or one can be started, and whenever there is a new one. */
  async #watch(): Promise<void> {
    const bus = this.#bus;
    bus.signals.on(bus.mangle('/org/freedesktop/DBus', DBUS, 'NameOwnerChanged'), ([name, , owner]: string[]) => {
      if (name !== BLUEZ) return;
      this.#owner = owner || null;
      this.#cancelAll('BlueZ is gone');
      if (owner) this.#register().catch((error: unknown) => this.#warn(error));
    });
    await bus.addMatch(`type='signal',sender='${DBUS}',interface='${DBUS}',member='NameOwnerChanged',arg0='${BLUEZ}'`);
    this.#owner = await bus.getNameOwner(BLUEZ).catch(() => null);
    await this.#register();
  }

  async #register(): Promise<void> {
    await this.#invoke('RegisterAgent', 'os', [this.#path, 'KeyboardDisplay']).catch((error: unknown) => {
      // A BlueZ that starts because of the call is registered with twice.
      if ((error as { dbusName?: string }).dbusName !== 'org.bluez.Error.AlreadyExists') throw error;
    });
    await this.#invoke('RequestDefaultAgent', 'o', [this.#path]);
    this.#warned = false;
  }

  async #invoke(member: string, signature: string, body: unknown[]): Promise<void> {
    await this.#bus.invoke<undefined>({ ...MANAGER, member, signature, body });
  }

  #export(): void {
    const handle = (member: string, signature: string, answer: (...body: never[]) => unknown): void =>
      this.#bus.setMethodCallHandler(this.#path, AGENT, member, [
        async (...args: unknown[]): Promise<unknown> => {
          const { sender, body = [] } = args.at(-1) as Message;
          if (sender !== this.#owner) throw new AgentError('Rejected', 'Only BlueZ may ask');
          return (await answer(...(body as never[]))) ?? null;
        },
        signature,
      ]);
    const refuse = (): never => {
      throw new AgentError('Rejected', 'There is nothing to show it on');
    };
    handle('RequestPinCode', 's', (device: string) => this.#ask('RequestPinCode', device));
    handle('RequestPasskey', 'u', (device: string) => this.#ask('RequestPasskey', device));
    handle('RequestConfirmation', '', (device: string, passkey: number) =>
      this.#ask('RequestConfirmation', device, passkey),
    );
    handle('RequestAuthorization', '', (device: string) => this.#ask('RequestAuthorization', device));
    handle('AuthorizeService', '', (device: string) => this.#authorizeService(device));
    handle('DisplayPinCode', '', refuse);
    handle('DisplayPasskey', '', refuse);
    handle('Cancel', '', () => this.#cancelAll('BlueZ canceled the request'));
    handle('Release', '', () => this.#cancelAll('BlueZ released the agent'));
  }

  async #ask(method: PairingMethod, device: string, passkey?: number): Promise<string | number | null> {
    const details = detailsOf(method, device, passkey);
    const request = new PairingRequest(method);
    this.#requests.add(request);
    this.#prompt(details, request.respond);
    return request.answer.finally(() => this.#requests.delete(request));
  }

  /** A device connects to a service: paired ones may, as in Chromium's own agent. */
  async #authorizeService(device: string): Promise<void> {
    const name = addressOf(device);
    const paired = await this.#bus.invoke<unknown>({
      destination: BLUEZ,
      path: device,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: ['org.bluez.Device1', 'Paired'],
    });
    const { variantValue } = await import('dbus-native');
    if (variantValue(paired) !== true) throw new AgentError('Rejected', `${name} is not paired`);
  }

  #cancelAll(reason: string): void {
    for (const request of this.#requests) request.cancel(reason);
  }

  #warn(error: unknown, then = 'It is called once there is one.'): void {
    if (this.#closed || this.#warned) return;
    this.#warned = true;
    process.emitWarning(
      `No BlueZ calls the handler of ses.setBluetoothPairingHandler(): ${(error as Error).message}. ${then}`,
      { code: 'VALENCE_NO_BLUEZ' },
    );
  }
}
