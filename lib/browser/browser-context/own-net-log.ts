/** The switch log-net-log of an app: every Chromium writes a file, so that each session has one of its own. */
import { format, parse } from 'node:path';
import type { SwitchMap } from '../browser-process/switches';

const SWITCH = 'log-net-log';

/**
 * `net.json` is the file of the default session, `net.persist-reader.json` that of `persist:reader`. `name`: of the session, '' for
 * the default one; null: of no session, which has no file.
 */
export function withOwnNetLog(switches: SwitchMap, name: string | null): SwitchMap {
  const path = switches.get(SWITCH);
  if (!path || name === '') return switches;
  const own = new Map(switches);
  if (name === null) return own.delete(SWITCH) ? own : switches;
  const { dir, name: stem, ext } = parse(path);
  const label = name.replace(/[^\w.-]+/g, '-').replace(/^-/, '');
  return own.set(SWITCH, format({ dir, name: `${stem}.${label}`, ext }));
}
