/**
 * ses.setUSBProtectedClassesHandler(): Chromium keeps interfaces of these classes from pages, and offers no way to release one
 * (content/browser/usb/web_usb_service_impl.cc, GetProtectedInterfaceClasses; chrome/browser/usb/chrome_usb_delegate.cc adjusts
 * the list for extensions only). So the handler is asked, what it keeps holds, and what it would release is told.
 */

import { callApp, throwUncaught } from '../app-calls';

export type UsbProtectedClassesHandler = NonNullable<Parameters<Electron.Session['setUSBProtectedClassesHandler']>[0]>;

type UsbClass = Electron.USBProtectedClassesHandlerHandlerDetails['protectedClasses'][number];

/** https://wicg.github.io/webusb/#has-a-protected-interface-class */
const PROTECTED: readonly UsbClass[] = [
  'audio',
  'hid',
  'mass-storage',
  'smart-card',
  'video',
  'audio-video',
  'wireless',
];

export class UsbProtectedClasses {
  #handler: UsbProtectedClassesHandler | null = null;
  readonly #warned = new Set<string>();

  /** Null: nobody is asked. */
  setHandler(handler: UsbProtectedClassesHandler | null): void {
    this.#handler = handler;
  }

  /** Asked before a page gets USB devices. An answer that is no list of classes is an uncaught TypeError. */
  ask(): void {
    if (!this.#handler) return;
    const kept: unknown = callApp(this.#handler, [{ protectedClasses: [...PROTECTED] }], () => PROTECTED);
    if (!Array.isArray(kept)) {
      throwUncaught(
        new TypeError(
          'The handler of ses.setUSBProtectedClassesHandler() must return an array of classes, such as details.protectedClasses',
        ),
      );
      return;
    }
    const released = PROTECTED.filter((usbClass) => !kept.includes(usbClass));
    if (released.length > 0) this.#warn(released, 'stay protected: Chromium cannot release them');
    const unknown = kept.filter((usbClass) => !PROTECTED.includes(usbClass as UsbClass));
    if (unknown.length > 0) this.#warn(unknown, 'are no classes that Chromium protects');
  }

  /** Once for each problem: the handler is asked time and again. */
  #warn(classes: readonly unknown[], problem: string): void {
    if (this.#warned.has(problem)) return;
    this.#warned.add(problem);
    process.emitWarning(`ses.setUSBProtectedClassesHandler(): ${classes.join(', ')} ${problem} (docs/limits.md).`, {
      code: 'VALENCE_USB_PROTECTED_CLASSES',
    });
  }
}
