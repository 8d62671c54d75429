/** Chromium's own log, as Electron has it: --enable-logging[=file], --log-file, and the variables that stand for them. */
import type { SwitchMap } from './switches';

/** Said by Chromium's switch: it writes to stderr, which the shell then repeats. */
const STDERR = 'stderr';

/**
 * The app's switches, with what Chromium understands. Electron logs to stderr unless the value is `file`; of
 * Chromium's switch without a value it is the other way round.
 */
export function withChromiumLog(switches: SwitchMap, environment: NodeJS.ProcessEnv): SwitchMap {
  const { ELECTRON_ENABLE_LOGGING: variable, ELECTRON_LOG_FILE: file } = environment;
  if (!variable && !switches.has('enable-logging')) return switches;
  const toFile = (variable || switches.get('enable-logging')) === 'file';
  const result = new Map(switches).set('enable-logging', toFile ? null : STDERR);
  if (toFile && file && !result.has('log-file')) result.set('log-file', file);
  return result;
}

export const logsToStderr = (switches: SwitchMap): boolean => switches.get('enable-logging') === STDERR;
