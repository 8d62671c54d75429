/** Notification.requestPermission() and Notification.permission. */
import { replaceGetter } from '../page-wrappers/method';
import type { PermissionWrapper } from './permission-asker';

export const wrapNotifications: PermissionWrapper = (asker) => {
  const { Notification } = globalThis as { Notification?: typeof globalThis.Notification };
  if (!Notification) return;
  asker.guard(Notification, 'requestPermission', {
    request: () => ({ permission: 'notifications' }),
    refusal: () => new DOMException('The request was canceled.', 'AbortError'),
  });
  let isChecking = false;
  // Read without a wait: the value is Chromium's, which the next read finds brought up to date.
  replaceGetter(Notification, 'permission', (read) => {
    if (!isChecking) {
      isChecking = true;
      void asker.check({ name: 'notifications' }).then(() => (isChecking = false));
    }
    return read();
  });
};
