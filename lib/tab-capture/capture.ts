/** A hidden page of the tab capture extension: what the main process calls. */
import { captureCalls } from './capture-calls';

Object.assign(globalThis, { valenceCalls: captureCalls });
