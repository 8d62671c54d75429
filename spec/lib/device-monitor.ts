// The binding that enumerates devices, for one test.
import { defer } from './cleanup';

type Change<K extends Valence.DeviceKind> = Extract<Valence.DeviceChange, { kind: K }>;

export class StartedMonitor {
  /** All so far, oldest first. */
  readonly changes: Valence.DeviceChange[] = [];
  /** How often changes came. */
  batches = 0;
  /** Resolves when everything that was plugged in at the start is known. */
  readonly ready: Promise<void>;
  readonly #watchers = new Set<() => void>();
  readonly #native: Valence.NativeDeviceMonitor;

  constructor() {
    const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
    this.#native = new DeviceMonitor((changes) => {
      this.batches++;
      this.changes.push(...changes);
      for (const watcher of this.#watchers) watcher();
    });
    this.#native.start();
    this.ready = this.#until(() => (this.batches > 0 ? true : undefined)).then(() => undefined);
  }

  stop(): void {
    this.#native.stop();
  }

  /** Resolves with the first change of a kind that fits, now or later. */
  until<K extends Valence.DeviceKind>(
    kind: K,
    action: 'add' | 'remove',
    fits: (change: Change<K>) => boolean = () => true,
  ): Promise<Change<K>> {
    return this.#until(
      () =>
        this.changes.find((change) => change.kind === kind && change.action === action && fits(change as Change<K>)) as
          Change<K> | undefined,
    );
  }

  #until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

/** Starts one, which is stopped after the test. */
export function startDeviceMonitor(): StartedMonitor {
  const monitor = new StartedMonitor();
  defer(() => monitor.stop());
  return monitor;
}
