/** Why the process of a page ended, in the words of `render-process-gone`. */
import { constants } from 'node:os';
import type { TargetCrash } from '../targets/target';

export type ProcessGone = Electron.RenderProcessGoneDetails;

/** base::TerminationStatus as the protocol writes it. */
const REASONS: Record<string, ProcessGone['reason']> = {
  'normal': 'clean-exit',
  'abnormal': 'abnormal-exit',
  'killed': 'killed',
  'crashed': 'crashed',
  'oom': 'oom',
  'launch failed': 'launch-failed',
  'integrity failure': 'integrity-failure',
};

export const ofCrash = ({ status, errorCode }: TargetCrash): ProcessGone => ({
  reason: REASONS[status] ?? 'crashed',
  exitCode: errorCode,
});

/** With the whole browser: the supervisor kills what it leaves. */
export const WITH_BROWSER: ProcessGone = { reason: 'killed', exitCode: constants.signals.SIGKILL };
