/** Events without a name that a page could know, by which the main process makes a document begin or end something. */
import type { Signal } from '../../common/page-news';
import type { WindowListeners } from './window-listeners';

/** Calls back at each such signal. Call before any script of the page runs. `prefix`: ChannelConfig.signal. */
export function onSignal(listeners: WindowListeners, prefix: string, signal: Signal, callback: () => void): void {
  listeners.add(`${prefix}-${signal}`, () => callback());
}
