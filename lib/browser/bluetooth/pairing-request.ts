/**
 * What BlueZ asks an agent, in Electron's words (bluez/doc/org.bluez.Agent.rst, docs/api/session.md): one request, one
 * answer.
 */

import { invalidArgType } from '../../common/validators';

export type BluetoothPairingHandler = NonNullable<Parameters<Electron.Session['setBluetoothPairingHandler']>[0]>;

/** Without a frame: BlueZ does not tell which page, or which other program, a device is paired for. */
export type PairingDetails = Pick<Electron.BluetoothPairingHandlerHandlerDetails, 'deviceId' | 'pairingKind' | 'pin'>;

/** Methods of org.bluez.Agent1 that ask something. */
export type PairingMethod = 'RequestPinCode' | 'RequestPasskey' | 'RequestConfirmation' | 'RequestAuthorization';

/** An error that BlueZ understands. */
export class AgentError extends Error {
  readonly dbusName: string;

  constructor(name: 'Canceled' | 'Rejected', message: string) {
    super(message);
    this.dbusName = `org.bluez.Error.${name}`;
  }
}

/** "11:22:33:44:55:66" of "/org/bluez/hci0/dev_11_22_33_44_55_66"; throws AgentError for other objects. */
export function addressOf(devicePath: string): string {
  const [, address] = /\/dev_((?:[0-9A-F]{2}_){5}[0-9A-F]{2})$/i.exec(devicePath) ?? [];
  if (!address) throw new AgentError('Rejected', `${devicePath} is no device`);
  return address.replaceAll('_', ':').toUpperCase();
}

/** `passkey`: of RequestConfirmation. */
export function detailsOf(method: PairingMethod, devicePath: string, passkey?: number): PairingDetails {
  const deviceId = addressOf(devicePath);
  if (method === 'RequestAuthorization') return { deviceId, pairingKind: 'confirm' };
  if (method !== 'RequestConfirmation') return { deviceId, pairingKind: 'providePin' };
  return { deviceId, pairingKind: 'confirmPin', pin: String(passkey).padStart(6, '0') };
}

type Answer = string | number | null;

export class PairingRequest {
  readonly #method: PairingMethod;
  #settled = false;
  #resolve: (answer: Answer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  /** What goes to BlueZ: a PIN code, a passkey, nothing for a confirmation. Rejects with AgentError. */
  readonly answer: Promise<Answer>;

  constructor(method: PairingMethod) {
    this.#method = method;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The app's callback. Throws TypeError for what is no answer; the request stays open then. Later calls do nothing. */
  readonly respond = (response: Electron.Response): void => {
    if (this.#settled) return;
    if (typeof response !== 'object' || response === null || typeof response.confirmed !== 'boolean') {
      throw invalidArgType('response', 'an object with confirmed: true or false', response);
    }
    const answer = response.confirmed ? this.#answerOf(response.pin) : null;
    this.#settled = true;
    if (response.confirmed) this.#resolve(answer);
    else this.#reject(new AgentError('Rejected', 'The app refused'));
  };

  /** Nobody waits for the app's answer any more. */
  cancel(reason: string): void {
    this.#settled = true;
    this.#reject(new AgentError('Canceled', reason));
  }

  #answerOf(pin: unknown): Answer {
    if (this.#method === 'RequestPinCode') {
      if (typeof pin === 'string' && pin.length >= 1 && pin.length <= 16) return pin;
      throw invalidPin('a string of 1 to 16 characters', pin);
    }
    if (this.#method === 'RequestPasskey') {
      if (typeof pin === 'string' && /^\d{1,6}$/.test(pin)) return Number(pin);
      throw invalidPin('a string of 1 to 6 digits', pin);
    }
    return null;
  }
}

/** Without the pin, which is secret. */
const invalidPin = (expected: string, pin: unknown): TypeError =>
  typeof pin === 'string'
    ? new TypeError(`response.pin must be ${expected}, got another string`)
    : invalidArgType('response.pin', expected, pin);
