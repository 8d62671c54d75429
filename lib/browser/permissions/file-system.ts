/**
 * Writing to files that a page was handed (File System API). Chromium asks in a dialog of its own, which nobody sees and answers without
 * a display: the page would wait for ever. Reading what was dropped or chosen needs
 * no question.
 */
import type { Policies } from '../policies/policies';

const BLOCK = 2;

export const fileSystemPolicies = (): Policies =>
  process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? {} : { DefaultFileSystemWriteGuardSetting: BLOCK };
