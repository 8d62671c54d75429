/** One warning a process for each option of Electron's that has no effect here. */
import { warnOnce } from '../warn-once';

export function warnUnsupported(name: string, text: string): void {
  warnOnce('VALENCE_UNSUPPORTED_PREFERENCE', name, text);
}
