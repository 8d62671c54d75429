/** What a page asks of the tracks that getDisplayMedia() gives it. */
import { bare } from '../page-wrappers/natives';

const NAMES = [
  'aspectRatio',
  'autoGainControl',
  'channelCount',
  'deviceId',
  'displaySurface',
  'echoCancellation',
  'facingMode',
  'frameRate',
  'groupId',
  'height',
  'latency',
  'noiseSuppression',
  'resizeMode',
  'sampleRate',
  'sampleSize',
  'width',
] as const;

/** Those that Chromium applies to a captured page. */
const APPLIED = ['aspectRatio', 'frameRate', 'height', 'resizeMode', 'width'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Throws TypeError, in Chromium's words, for what only other kinds of capture may ask. */
export function checkConstraints(constraints: unknown): void {
  if (!isObject(constraints)) return;
  const refused = (what: string): TypeError =>
    new TypeError(`Failed to execute 'getDisplayMedia' on 'MediaDevices': ${what} constraints are not supported`);
  const { advanced } = constraints as { advanced?: unknown };
  if (isObject(advanced) && advanced['length'] !== 0) throw refused('Advanced');
  for (const bound of ['min', 'exact'] as const) {
    for (let i = 0; i < NAMES.length; ++i) {
      const constraint = constraints[NAMES[i]!];
      if (isObject(constraint) && constraint[bound] !== undefined) throw refused(bound);
    }
  }
}

/** For applyConstraints(). */
export function videoConstraints(constraints: unknown): object {
  const applied = bare<Record<string, unknown>>();
  if (!isObject(constraints)) return applied;
  for (let i = 0; i < APPLIED.length; ++i) {
    const value = constraints[APPLIED[i]!];
    if (value !== undefined) applied[APPLIED[i]!] = value;
  }
  return applied;
}
