/** Control and the wheel: in Electron a wish that the app may follow, and not more. */
import type { WindowListeners } from '../page-wrappers/window-listeners';

export function observeZoomWheel(listeners: WindowListeners, report: (direction: 'in' | 'out') => void): void {
  const ask = (event: WheelEvent): void => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (event.deltaY !== 0) report(event.deltaY < 0 ? 'in' : 'out');
  };
  listeners.add(
    'wheel',
    (event: WheelEvent) => {
      if (!event.isTrusted || !event.ctrlKey) return;
      // The last listener of all: one that is added while the event is on its way down.
      removeEventListener('wheel', ask);
      addEventListener('wheel', ask, { once: true, passive: false });
    },
    { passive: false },
  );
}
