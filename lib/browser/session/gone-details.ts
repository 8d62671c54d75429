/** Why a session's Chromium ended by itself, in the words of `child-process-gone`. */
import { constants } from 'node:os';

export function goneDetails(exit: Valence.BrowserExit): Electron.Details {
  const exitCode = exit.signal ? constants.signals[exit.signal as NodeJS.Signals] : (exit.code ?? 0);
  return { type: 'Unknown', reason: goneReason(exit), exitCode, serviceName: 'chromium', name: 'Chromium' };
}

function goneReason({ code, signal, failure }: Valence.BrowserExit): Electron.Details['reason'] {
  if (failure) return 'launch-failed';
  if (signal) return signal === 'SIGKILL' ? 'killed' : 'crashed';
  return code ? 'abnormal-exit' : 'clean-exit';
}
