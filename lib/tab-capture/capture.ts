/** A hidden page of the tab capture extension: what the main process calls. */
import type { CaptureCalls } from '../common/capture-messages';
import { captureTab } from './capture-tab';

const calls: CaptureCalls = { captureTab };

Object.assign(globalThis, { valenceCalls: calls });
