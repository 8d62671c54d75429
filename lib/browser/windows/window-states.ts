/** The state of each BrowserWindow. */
import { Internals } from '../internals';
import type { WindowState } from './window-state';

/** By the window. */
export const windowStates = new Internals<WindowState>();
