/** Keys that the page of a window has left to the browser, for the menu of the app. */
import { EventEmitter } from 'node:events';
import type { KeyPress } from '../../common/key-messages';

/** Of windows of class `W`. */
export class LeftKeys<W> extends EventEmitter<{ key: [press: KeyPress, window: W] }> {}
