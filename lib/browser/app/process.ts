/** Makes `process` what it is in Electron's main process and utility processes. */
import childProcess from 'node:child_process';
import { join } from 'node:path';
import { ELECTRON_VERSION, VALENCE_VERSION } from '../../common/versions';
import { chromium } from '../browser-process/chromium';
import { resourcesFolder } from '../library-folder';
import { v8Util } from './v8-util';

interface Addon {
  linkedBinding(name: string): object | undefined;
}

/** Electron's `_linkedBinding` over the addon of this build. */
export function installLinkedBindings(buildFolder: string): void {
  const module = { exports: {} as Addon };
  process.dlopen(module, join(buildFolder, 'valence.node'));
  const node = process._linkedBinding.bind(process) as (name: string) => unknown;
  const linkedBinding = (name: string): unknown =>
    name === 'electron_common_v8_util' ? v8Util : (module.exports.linkedBinding(name) ?? node(name));
  Object.defineProperty(process, '_linkedBinding', { value: linkedBinding, configurable: true });
}

export function setUpProcess(execPath: string, type: 'browser' | 'utility' = 'browser'): void {
  setUpNode(execPath);
  Object.defineProperty(process, 'type', { value: type, configurable: true, enumerable: true });
  setResourcesPath(execPath);
}

/** As Electron's default app does for the app that it runs: an app that was not packaged. */
export function markDefaultApp(): void {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
}

/** What is left of it with ELECTRON_RUN_AS_NODE. `beforeChrome` runs before Chromium's version is read. */
export function setUpNode(execPath: string, beforeChrome: () => void = () => undefined): void {
  // `chrome` is read from the executable when it is first asked for.
  const versions = Object.defineProperties(
    { ...process.versions },
    {
      electron: { value: ELECTRON_VERSION, enumerable: true },
      valence: { value: VALENCE_VERSION, enumerable: true },
      chrome: { get: () => (beforeChrome(), chromium().version), enumerable: true },
    },
  );
  Object.defineProperty(process, 'versions', { value: Object.freeze(versions), configurable: true, enumerable: true });
  process.execPath = execPath;
  runForksAsNode();
}

/** Apps may set it, as in Electron: to try what they do once they are packaged. */
function setResourcesPath(execPath: string): void {
  const value = resourcesFolder(execPath);
  Object.defineProperty(process, 'resourcesPath', { value, writable: true, configurable: true, enumerable: true });
}

/** child_process.fork() starts process.execPath, which is the launcher: tell it to be node, as Electron does. */
function runForksAsNode(): void {
  const { fork } = childProcess;
  childProcess.fork = ((modulePath: string, ...rest: unknown[]) => {
    const args = Array.isArray(rest[0]) ? (rest[0] as string[]) : [];
    const options = (Array.isArray(rest[0]) ? rest[1] : rest[0]) as childProcess.ForkOptions | undefined;
    const env = { ...(options?.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' };
    return fork(modulePath, args, { ...options, env });
  }) as typeof fork;
}
