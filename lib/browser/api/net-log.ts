/** The NetLog class and the netLog module (docs/api/net-log.md). */
import { requireLibrary, type LIBRARY } from '../internals';
import type { NetLogRecorder } from '../network-context/net-log';

export class NetLog implements Electron.NetLog {
  readonly #recorder: NetLogRecorder;

  constructor(key: typeof LIBRARY, recorder: NetLogRecorder) {
    requireLibrary(key);
    this.#recorder = recorder;
  }

  get currentlyLogging(): boolean {
    return this.#recorder.isRecording;
  }

  /**
   * Resolves when events are recorded. Rejects if they are already, or the file cannot be written. Throws for bad arguments,
   * as in Electron.
   */
  startLogging(path: string, options?: Electron.StartLoggingOptions): Promise<void> {
    return this.#recorder.start(path, options);
  }

  /** Resolves when the file is complete. */
  async stopLogging(): Promise<void> {
    await this.#recorder.stop();
  }
}

/** The module: that of the default session, once there is one. */
export const netLogModule = (defaultLog: () => NetLog): Electron.NetLog => ({
  get currentlyLogging() {
    return defaultLog().currentlyLogging;
  },
  startLogging: (path, options) => defaultLog().startLogging(path, options),
  stopLogging: () => defaultLog().stopLogging(),
});
