/**
 * What a page's navigator.bluetooth.requestDevice() found, for the app to choose from: Chromium scans, keeps to the page's
 * filters and tells every change of the list (DevTools domain DeviceAccess); the app's answer goes back instead of that of a
 * chooser.
 */
import type { Protocol } from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';

/**
 * Emits 'select-bluetooth-device' with the list and the callback. `asked`: a listener called preventDefault() and will call
 * back. `refused`: a listener threw.
 */
export type EmitSelect = (
  devices: Electron.BluetoothDevice[],
  callback: (deviceId: string) => void,
) => 'asked' | 'refused' | 'default';

export class DevicePrompts {
  readonly #emit: EmitSelect;

  constructor(emit: EmitSelect) {
    this.#emit = emit;
  }

  /** Of a page, and of each of its frames that has a session of its own. */
  attach(session: CDPSession): void {
    session.post('DeviceAccess.enable');
    /** The list of each prompt that the app knows; null once it has answered. */
    const prompts = new Map<string, string | null>();
    session.on('DeviceAccess.deviceRequestPrompted', ({ id, devices }) => {
      // Told with every advertisement; the app hears of what is new.
      const list = JSON.stringify(devices);
      const known = prompts.get(id);
      if (known === list || known === null) return;
      prompts.set(id, list);
      const settle = (deviceId: string): void => {
        if (prompts.get(id) === null) return; // answered before
        // Lists that are on their way still come; of older prompts none.
        for (const [other, state] of prompts) if (state === null) prompts.delete(other);
        prompts.set(id, null);
        answer(session, id, devices, deviceId);
      };
      const [first] = devices;
      if (!first) return;
      const emitted = this.#emit(devices.map(toBluetoothDevice), settle);
      if (emitted !== 'asked') settle(emitted === 'refused' ? '' : first.id);
    });
  }
}

const toBluetoothDevice = ({ id, name }: Protocol.DeviceAccess.PromptDevice): Electron.BluetoothDevice => ({
  deviceId: id,
  deviceName: name,
});

function answer(
  session: CDPSession,
  id: string,
  devices: readonly Protocol.DeviceAccess.PromptDevice[],
  deviceId: string,
): void {
  const known = devices.some((device) => device.id === deviceId);
  if (deviceId !== '' && !known) {
    process.emitWarning(
      `The callback of 'select-bluetooth-device' was called with '${deviceId}', which is none of the devices it was given: the request is refused.`,
      { code: 'VALENCE_UNKNOWN_DEVICE' },
    );
  }
  const sent = known
    ? session.send('DeviceAccess.selectPrompt', { id, deviceId })
    : session.send('DeviceAccess.cancelPrompt', { id });
  sent.catch((error: unknown) => {
    // A page that is gone takes its request with it.
    if (error instanceof ProtocolError) return;
    throw error;
  });
}
