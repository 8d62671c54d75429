/** The DeviceService of the machine: what the shell's monitor (shell/services/device) tells of, one for all sessions. */
import type { AnyDevice, ConnectedDevice, KindName } from './device-kind';
import type { DeviceChange, DeviceService } from './device-service';
import type { HidFacts } from './hid';
import type { UsbFacts } from './usb';

class NativeDeviceService implements DeviceService {
  readonly #listeners = new Set<(change: DeviceChange) => void>();
  readonly #devices = new Map<string, { kind: KindName; connected: ConnectedDevice }>();
  #ready: Promise<void> | null = null;

  /** Resolves when the list is complete. Starts to watch with the first call. Rejects where udev cannot be read. */
  ready(): Promise<void> {
    return (this.#ready ??= this.#start());
  }

  list(kind: KindName): ConnectedDevice[] {
    return [...this.#devices.values()].flatMap((entry) => (entry.kind === kind ? [entry.connected] : []));
  }

  onChange(listener: (change: DeviceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #start(): Promise<void> {
    const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
    return new Promise((resolve) => {
      const monitor = new DeviceMonitor((changes) => {
        for (const change of changes) this.#onNativeChange(change);
        // The first call brings what was there at the start, even if that is nothing.
        resolve();
      });
      monitor.start();
    });
  }

  #onNativeChange({ action, kind, device, blocked }: Valence.DeviceChange): void {
    if (blocked) return; // Chromium shows it to no page either
    const key = `${kind} ${keyOf(device)}`;
    const connected = { device: device as AnyDevice, facts: factsOf(device) };
    if (action === 'add') this.#devices.set(key, { kind, connected });
    else this.#devices.delete(key);
    const type = action === 'add' ? 'added' : 'removed';
    for (const listener of this.#listeners) listener({ kind, type, connected });
  }
}

/** One watcher of the machine's devices for all sessions; it starts with the first page that asks. */
export const deviceService: DeviceService = new NativeDeviceService();

/** A HID device with several interfaces comes once for each, all with one deviceId. */
function keyOf(device: Valence.DeviceChange['device']): string {
  if ('portId' in device) return device.portId;
  return 'guid' in device && device.guid !== undefined ? device.guid : device.deviceId;
}

function factsOf(device: Valence.DeviceChange['device']): HidFacts | UsbFacts | null {
  if ('collections' in device) return { collections: device.collections };
  if (!('configurations' in device)) return null;
  const alternates = device.configurations.flatMap(({ interfaces }) =>
    interfaces.flatMap(({ alternates: all }) => all),
  );
  return {
    interfaces: alternates.map(({ interfaceClass, interfaceSubclass, interfaceProtocol }) => ({
      classCode: interfaceClass,
      subclassCode: interfaceSubclass,
      protocolCode: interfaceProtocol,
    })),
  };
}
