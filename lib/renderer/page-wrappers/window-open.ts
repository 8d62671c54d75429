/** window.open() gives null for a window that the app's setWindowOpenHandler() refuses; Chromium gives one that closes. */
import { callMethod, replaceMethod } from './method';

/** The new window waits, in this process, until the app has answered: `mark` is a global of one that is refused. */
export function wrapWindowOpen(mark: string): void {
  const { getOwnPropertyDescriptor } = Object;
  const { deleteProperty } = Reflect;
  const isDenied = (opened: object): boolean => {
    try {
      return getOwnPropertyDescriptor(opened, mark) !== undefined && deleteProperty(opened, mark);
    } catch {
      return false; // a window that was there before, of another origin
    }
  };
  replaceMethod(globalThis, 'open', (native) => (self, args) => {
    const opened = callMethod(native, self, args);
    return typeof opened === 'object' && opened !== null && isDenied(opened) ? null : opened;
  });
}
