/** How a utility process ended, in the words of its `exit` event and of the app's `child-process-gone`. */
import { constants } from 'node:os';

export interface UtilityExit {
  /** Null if a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** utilityProcess.kill() had been called. */
  killed: boolean;
  /** It never ran. */
  failed: boolean;
}

/** As a shell has it for a command that cannot be started. */
const NOT_STARTED = 127;

/** With these another process ends one; every other signal is a crash. As in base/process/kill_posix.cc of Chromium. */
const KILLING = new Set(['SIGINT', 'SIGKILL', 'SIGTERM']);

const numberOf = ({ code, signal, failed }: UtilityExit): number => {
  if (failed) return NOT_STARTED;
  return signal ? constants.signals[signal] : (code ?? 0);
};

/** Of the `exit` event: the number of the signal if one ended it, but 0 after kill(). */
export const exitCodeOf = (exit: UtilityExit): number => (exit.killed && exit.signal ? 0 : numberOf(exit));

/** Null for a process that has ended by itself, with code 0. */
export function goneDetailsOf(exit: UtilityExit, serviceName: string): Electron.Details | null {
  const reason = goneReason(exit);
  if (!reason) return null;
  return { type: 'Utility', reason, exitCode: numberOf(exit), serviceName: SERVICE_NAME, name: serviceName };
}

/** What Electron calls the service that every utility process runs. */
export const SERVICE_NAME = 'node.mojom.NodeService';

function goneReason({ code, signal, failed }: UtilityExit): Electron.Details['reason'] | null {
  if (failed) return 'launch-failed';
  if (signal) return KILLING.has(signal) ? 'killed' : 'crashed';
  return code ? 'abnormal-exit' : null;
}
