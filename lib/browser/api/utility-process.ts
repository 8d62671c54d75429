/** The utilityProcess module and the UtilityProcess class (docs/api/utility-process.md). */
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { emitToApp } from '../app-calls';
import { runningApp } from '../app/running-app';
import { createEvent } from '../event';
import { LIBRARY, requireLibrary } from '../internals';
import { takeEnds } from '../ipc/message-ports';
import type { NetworkRequest } from '../net/remote-loading';
import { RemoteLoads, type Network } from '../net/remote-loads';
import { URLLoaderFactory } from '../net/url-loader-factory';
import { parseFork, type ParsedFork } from '../utility-process/fork-options';
import { sessionContexts } from '../session/internals';
import { UtilityProcessHost } from '../utility-process/utility-process-host';
import { app } from './app';
import { systemSession } from './session-module';

/** The requests of a utility process go through the default session, or the proxy of app.setProxy(). */
const systemWideNetwork = (): Network => ({
  loaders: URLLoaderFactory.of(sessionContexts.of(systemSession())),
  resolveHost: (host, options) => systemSession().resolveHost(host, options),
});

type Members = 'kill' | 'pid' | 'postMessage' | 'stderr' | 'stdout';

export class UtilityProcess extends EventEmitter implements Pick<Electron.UtilityProcess, Members> {
  /** Null once `exit` was emitted. */
  #host: UtilityProcessHost | null;

  constructor(key: typeof LIBRARY, options: ParsedFork) {
    super();
    requireLibrary(key);
    // Events come one after the other, and never while the sender's code runs.
    const loads = new RemoteLoads(systemWideNetwork, (answer) => this.#host?.sendNetwork(answer));
    this.#host = new UtilityProcessHost(options, {
      onSpawn: () => void emitToApp(this, 'spawn'),
      onMessage: ({ data }) => setImmediate(() => emitToApp(this, 'message', data)),
      onNetwork: (request) => loads.onRequest(request as NetworkRequest),
      onExit: (exitCode, gone) => {
        loads.end();
        setImmediate(() => this.#onExit(exitCode, gone));
      },
    });
  }

  get pid(): number | undefined {
    return this.#host?.pid;
  }

  get stdout(): Readable | null {
    return this.#host?.stdout ?? null;
  }

  get stderr(): Readable | null {
    return this.#host?.stderr ?? null;
  }

  /** Throws Error for a message that cannot be cloned, TypeError for an invalid transfer list. */
  postMessage(message: unknown, transfer?: Electron.MessagePortMain[]): void {
    this.#host?.post(message, () => takeEnds(transfer));
  }

  kill(): boolean {
    return this.#host?.kill() ?? false;
  }

  #onExit(exitCode: number, gone: Electron.Details | null): void {
    emitToApp(this, 'exit', exitCode);
    this.#host = null;
    if (gone) emitToApp(app, 'child-process-gone', createEvent(), gone);
  }
}

export const utilityProcess = {
  /** Throws before the app is ready, and for what no process can be started with. */
  fork(modulePath: string, args?: string[], options?: Electron.ForkOptions): UtilityProcess {
    const parsed = parseFork(modulePath, args, options);
    if (!runningApp.isOpen) throw new TypeError('utilityProcess cannot be created before app is ready.');
    return new UtilityProcess(LIBRARY, parsed);
  },
};
