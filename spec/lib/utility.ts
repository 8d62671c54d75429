// Utility processes of a spec: their script is written to a temporary directory, and they end with the test.
import { utilityProcess } from 'electron';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './cleanup';
import { nextEvent } from './sessions';
import { tempDir } from './temp';

export interface UtilityOptions extends Electron.ForkOptions {
  args?: string[];
  /** Name of the script. */
  main?: string;
}

/** Starts a utility process that runs `code`. */
export function forkUtility(code: string, options: UtilityOptions = {}): Electron.UtilityProcess {
  const { args = [], main = 'utility.js', ...rest } = options;
  const file = path.join(tempDir(), main);
  writeFileSync(file, code);
  const child = utilityProcess.fork(file, args, rest);
  let [spawned, ended] = [false, false];
  child.once('spawn', () => (spawned = true)).once('exit', () => (ended = true));
  defer(async () => {
    if (ended) return;
    const exit = nextEvent(child, 'exit');
    if (!spawned) await nextEvent(child, 'spawn');
    child.kill();
    await exit;
  });
  return child;
}

/** The next message of a utility process. */
export const messageOf = async (child: Electron.UtilityProcess): Promise<unknown> =>
  (await nextEvent<[unknown]>(child, 'message'))[0];

/** What the expression is there. */
export const evaluateInUtility = (expression: string, options?: UtilityOptions): Promise<unknown> =>
  messageOf(forkUtility(`process.parentPort.postMessage(${expression});`, options));

/** Sends every message back. */
export const ECHO = "process.parentPort.on('message', ({ data }) => process.parentPort.postMessage(data));";
