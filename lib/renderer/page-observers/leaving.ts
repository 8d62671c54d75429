/**
 * The window manager may close the window at any time, and Chromium asks nobody but the page: while the app listens to `close`, the
 * page always asks back, and the main process answers.
 */
import { callMethod, nativeGetter, nativeMethod } from '../page-wrappers/method';
import type { WindowListeners } from '../page-wrappers/window-listeners';

/**
 * Chromium calls the listeners of this event in the order in which they came. A script adds its own at a user's input, or when the
 * document is read: at the input behind that, and when the pointer leaves for the window's buttons, ours becomes the last one again.
 * The same at a navigation of a script, and at a further signal.
 */
const MOMENTS = ['DOMContentLoaded', 'load', 'pointerdown', 'keydown', 'keyup', 'mouseout', 'focus', 'blur'] as const;

/** Call before any script of the page runs. `report` comes before Chromium's question; `asks`: the page itself wants to stay. */
export function leavingObserver(listeners: WindowListeners, report: (asks: boolean) => void): () => void {
  const addEventListener = nativeMethod(EventTarget.prototype, 'addEventListener');
  const removeEventListener = nativeMethod(EventTarget.prototype, 'removeEventListener');
  const preventDefault = nativeMethod(Event.prototype, 'preventDefault');
  const isPrevented = nativeGetter(Event.prototype, 'defaultPrevented');
  const returnValue = nativeGetter(BeforeUnloadEvent.prototype, 'returnValue');
  const relatedTarget = nativeGetter(MouseEvent.prototype, 'relatedTarget');

  const ask = (event: BeforeUnloadEvent): void => {
    if (!event.isTrusted) return;
    report(callMethod(isPrevented, event, []) === true || callMethod(returnValue, event, []) !== '');
    callMethod(preventDefault, event, []);
  };
  /** Two, so that there is one at every moment: Chromium hears of a page that has none any more. */
  let [current, other] = [(event: BeforeUnloadEvent) => ask(event), (event: BeforeUnloadEvent) => ask(event)];
  const becomeLast = (): void => {
    callMethod(addEventListener, globalThis, ['beforeunload', other]);
    callMethod(removeEventListener, globalThis, ['beforeunload', current]);
    [current, other] = [other, current];
  };
  const pages = (globalThis as { navigation?: EventTarget }).navigation;
  let isAsking = false;
  return () => {
    becomeLast();
    if (isAsking) return;
    isAsking = true;
    if (pages) callMethod(addEventListener, pages, ['navigate', becomeLast]);
    for (const moment of MOMENTS) {
      listeners.add(moment, (event: Event) => {
        if (!event.isTrusted) return;
        // Within the page only.
        if (moment === 'mouseout' && callMethod(relatedTarget, event, []) !== null) return;
        becomeLast();
      });
    }
  };
}
