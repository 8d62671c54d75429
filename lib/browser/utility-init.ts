/** First script of a utility process: makes the process Electron's, links it to the app, runs the entry script. */
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { isModule } from './app/entry';
import { loadEntry } from './app/load-entry';
import { installModuleHooks, type ElectronModules } from './app/module-hooks';
import { installLinkedBindings, setUpProcess } from './app/process';
import { throwUncaught } from './app-calls';
import { ClientRequest, requestsOf } from './api/client-request';
import type { IncomingMessage } from './api/incoming-message';
import { ParentPort } from './api/parent-port';
import { LIBRARY } from './internals';
import type { PortMessage } from './ipc/port-end';
import { buildFolder, libraryFolder } from './library-folder';
import { fetchWithNetwork } from './net/fetch';
import { isOnline } from './net/network-state';
import type { NetworkAnswer } from './net/remote-loading';
import { RemoteNetwork } from './net/remote-network';
import { requestEnvironments } from './net/request-environment';
import { CHANNEL_FD } from './utility-process/utility-channel';
import { UtilityLink } from './utility-process/utility-link';
import { warnOnce } from './warn-once';

/** What require('electron') gives. As in Electron, each name is the same module. */
const modulesOf = (electron: object): ElectronModules => ({
  electron,
  'electron/main': electron,
  'electron/common': electron,
  'electron/renderer': electron,
  'electron/utility': electron,
});

function takeVariable(name: string): string | undefined {
  const value = process.env[name];
  Reflect.deleteProperty(process.env, name);
  return value;
}

/** It ends with the app: also while it is busy, and if the app was killed. */
function endWithApp(app: number): void {
  process._linkedBinding('electron_common_process').endWithParent();
  // The app was faster.
  if (process.ppid !== app) process.exit();
}

/** The net module: that of the main process, over the network of the app's default session. */
function netOver(network: RemoteNetwork): Omit<Electron.Net, keyof NodeJS.EventEmitter> {
  requestEnvironments.of = (options) => {
    if (typeof options === 'object' && options !== null && (options.session || options.partition)) {
      warnOnce('VALENCE_UTILITY_SESSION', 'net', 'Requests of a utility process go through the default session.');
    }
    return { factory: network };
  };
  return {
    request: (options, callback?: (response: IncomingMessage) => void) => new ClientRequest(options, callback),
    fetch: (input, init) => fetchWithNetwork(requestsOf(network), input, init),
    isOnline,
    resolveHost: (host, options) => network.resolveHost(host, options),
    get online() {
      return isOnline();
    },
  };
}

function linkToApp(): { parentPort: ParentPort; network: RemoteNetwork } {
  const network = new RemoteNetwork((request) => link.sendNetwork(request));
  let receiver: ((message: PortMessage) => void) | null = null;
  // As in Electron, this keeps the process alive when it has nothing to do, until it exits or the app ends.
  const link = new UtilityLink(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }), 'utility', {
    onMessage: (message) => receiver?.(message),
    onNetwork: (answer) => network.onAnswer(answer as NetworkAnswer),
    onEnd: () => process.exit(),
  });
  process.on('exit', () => link.flush());
  const parentPort = new ParentPort(LIBRARY, {
    send: (message) => link.post(message, () => []),
    receive: (given) => (receiver = given),
  });
  return { parentPort, network };
}

function main(): void {
  const execPath = takeVariable('VALENCE_EXEC_PATH') ?? join(buildFolder(), 'valence');
  const app = Number(takeVariable('VALENCE_UTILITY_PARENT'));
  installLinkedBindings(buildFolder());
  endWithApp(app);
  setUpProcess(execPath, 'utility');
  process.argv = [execPath, ...process.argv.slice(2)];
  const { parentPort, network } = linkToApp();
  installModuleHooks(modulesOf({ net: netOver(network) }), libraryFolder());
  Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true });
  const entry = resolve(process.argv[1]!);
  loadEntry(entry, isModule(entry)).catch(throwUncaught);
}

main();
