/** ses.setBluetoothPairingHandler(): the agent is there only while a handler is. */
import { callApp } from '../app-calls';
import { PairingAgent } from './pairing-agent';
import type { BluetoothPairingHandler, PairingDetails, PairingRequest } from './pairing-request';

export class BluetoothPairing {
  #handler: BluetoothPairingHandler | null = null;
  /** Ends, or null: none. Changes follow each other. */
  #agent: Promise<PairingAgent | null> = Promise.resolve(null);
  #running = false;

  /** Null: BlueZ forgets the agent; what waits is canceled. */
  setHandler(handler: BluetoothPairingHandler | null): void {
    this.#handler = handler;
    if (this.#running === (handler !== null)) return;
    this.#running = handler !== null;
    this.#agent = this.#agent.then((agent) => (handler ? this.#start() : this.#stop(agent)));
  }

  async #start(): Promise<PairingAgent | null> {
    // Loaded by those who need it only.
    const { createClient } = await import('dbus-native');
    try {
      return new PairingAgent(createClient, (details, respond) => this.#prompt(details, respond));
    } catch (error) {
      process.emitWarning(
        `No BlueZ calls the handler of ses.setBluetoothPairingHandler(): ${(error as Error).message}. DBUS_SYSTEM_BUS_ADDRESS names the bus.`,
        { code: 'VALENCE_NO_BLUEZ' },
      );
      return null;
    }
  }

  /** Which frame it is for, BlueZ does not tell (docs/limits.md). */
  #prompt(details: PairingDetails, respond: PairingRequest['respond']): void {
    if (!this.#handler) return;
    const withFrame = { ...details, frame: null } as unknown as Electron.BluetoothPairingHandlerHandlerDetails;
    callApp(this.#handler, [withFrame, respond], () => respond({ confirmed: false }));
  }

  async #stop(agent: PairingAgent | null): Promise<null> {
    await agent?.close();
    return null;
  }
}
