/** The D-Bus connections of the app: one for each bus, made when something first needs it, and one for each object that needs its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DBusConnection, InterfaceDescriptor, Message, MessageBus } from 'dbus-native';

const DBUS = 'org.freedesktop.DBus';
const SYSTEM_BUS = 'unix:path=/var/run/dbus/system_bus_socket';

/** How long a service may take to answer, in milliseconds: one that hangs must not keep a promise for ever. */
const CALL_TIMEOUT = 25_000;

export type BusName = 'session' | 'system';

/** There is no such bus, it refused, or the connection has ended. */
class NoBusError extends Error {
  override readonly name = 'NoBusError';
  readonly code = 'ERR_NO_DBUS';
}

/** Null where the environment names no bus. */
function addressOf(bus: BusName): string | null {
  if (bus === 'system') return process.env['DBUS_SYSTEM_BUS_ADDRESS'] ?? SYSTEM_BUS;
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime } = process.env;
  if (address) return address;
  return runtime && existsSync(join(runtime, 'bus')) ? `unix:path=${join(runtime, 'bus')}` : null;
}

/** Whether there should be such a bus: it has not been asked. */
export const hasBus = (bus: BusName): boolean => addressOf(bus) !== null;

export interface Call {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
}

/** What a service emits. Empty fields stand for anything. */
export interface SignalMatch {
  sender?: string;
  path?: string;
  interface: string;
  member: string;
  arg0?: string;
}

/** What a service offers under one of its paths: `members` has a function for each method, and each property. */
export interface BusObject {
  path: string;
  descriptor: InterfaceDescriptor & { name: string };
  members: object;
}

/** In a descriptor: a property of this signature that others read. */
export const readable = (type: string): { type: string; access: 'read' } => ({ type, access: 'read' });

export class Bus {
  static readonly #open = new Map<BusName, Promise<Bus>>();
  readonly #bus: MessageBus;
  readonly #connection: DBusConnection;

  private constructor(bus: MessageBus) {
    this.#bus = bus;
    this.#connection = bus.connection;
  }

  /** The connection to a bus. Rejects with NoBusError. */
  static async of(name: BusName): Promise<Bus> {
    const open = Bus.#open.get(name) ?? Bus.connect(name, () => void Bus.#open.delete(name));
    Bus.#open.set(name, open);
    open.catch(() => Bus.#open.delete(name));
    return open;
  }

  /** A connection of its own, until close(). `onClosed`: it has ended. Rejects with NoBusError. */
  static async connect(name: BusName, onClosed: () => void = () => undefined): Promise<Bus> {
    const busAddress = addressOf(name);
    if (busAddress === null)
      throw new NoBusError(`There is no ${name} bus of D-Bus: DBUS_SESSION_BUS_ADDRESS is not set.`);
    const { createClient } = await import('dbus-native');
    try {
      const bus = createClient({ busAddress, authMethods: ['EXTERNAL'], variants: 'plain', timeout: CALL_TIMEOUT });
      const ended = new Promise<never>((_, reject) => {
        bus.connection.on('error', reject);
        bus.connection.on('close', () => {
          onClosed();
          reject(new Error('the bus has closed the connection'));
        });
      });
      ended.catch(() => undefined);
      await Promise.race([ended, bus.invoke({ ...TO_DBUS, member: 'GetId' })]);
      return new Bus(bus);
    } catch (error) {
      throw new NoBusError(`The ${name} bus of D-Bus cannot be used: ${(error as Error).message}.`, { cause: error });
    }
  }

  /** The first value of the answer. */
  async call<T = undefined>(call: Call): Promise<T> {
    return this.#bus.invoke<T>(call);
  }

  /** Calls back for every signal of the kind; resolves with what ends it. */
  async subscribe(match: SignalMatch, callback: (body: unknown[], path: string) => void): Promise<() => void> {
    const rule = Object.entries({ type: 'signal', ...match })
      .map(([key, value]) => `${key}='${value}'`)
      .join(',');
    // A signal bears its sender's own name, not the one that it is known by: the bus has matched that.
    const { path, interface: owner, member } = match;
    const onMessage = (message: Message): void => {
      if (message.interface !== owner || message.member !== member || (path ?? message.path) !== message.path) return;
      callback(message.body ?? [], message.path ?? '');
    };
    this.#connection.on('message', onMessage);
    await this.#bus.addMatch(rule);
    return () => {
      this.#connection.off('message', onMessage);
      void this.#bus.removeMatch(rule).catch(() => undefined);
    };
  }

  /** The name that the bus has given this connection. */
  get name(): string {
    return this.#bus.name ?? '';
  }

  export({ path, descriptor, members }: BusObject): void {
    // A malformed call of any other program makes dbus-native throw, which must not end the app.
    if (this.#connection.listenerCount('handlerError') === 0) this.#connection.on('handlerError', () => undefined);
    // Nor are members that every object has, such as `constructor`, methods to call.
    this.#bus.exportInterface(Object.setPrototypeOf(members, null), path, descriptor);
  }

  /** Emits a signal of an exported object. */
  signal({ path, descriptor }: BusObject, member: string, body: unknown[] = []): void {
    const [signature = ''] = descriptor.signals?.[member] ?? [];
    this.#bus.sendSignal(path, descriptor.name, member, signature, body);
  }

  async close(): Promise<void> {
    await this.#bus.close();
  }
}

const TO_DBUS = { destination: DBUS, path: '/org/freedesktop/DBus', interface: DBUS };
