/** Events without a name that a page could know, by which the main process makes a document begin with something. */
import type { Signal } from '../../common/page-news';
import { callMethod, nativeMethod } from './method';
import { bare } from './natives';

/** Calls back at the first signal. Call before any script of the page runs. `prefix`: ChannelConfig.signal. */
export function onSignal(prefix: string, signal: Signal, callback: () => void): void {
  const addEventListener = nativeMethod(EventTarget.prototype, 'addEventListener');
  const options = bare({ capture: true, once: true });
  callMethod(addEventListener, globalThis, [`${prefix}-${signal}`, () => callback(), options]);
}
