/** Methods whose permission Chromium enforces: the app is asked before, and Chromium answers. */
import { allows, notAllowed, type PermissionWrapper } from './permission-asker';

export const wrapIdleDetection: PermissionWrapper = (asker) => {
  const { IdleDetector } = globalThis as { IdleDetector?: object };
  asker.guard(IdleDetector, 'requestPermission', {
    request: () => (allows('idle-detection') ? { permission: 'idle-detection' } : null),
    refusal: () => notAllowed('Idle detection permission denied'),
  });
};

export const wrapScreenDetails: PermissionWrapper = (asker) => {
  asker.guard(globalThis, 'getScreenDetails', {
    request: () => (allows('window-management') ? { permission: 'window-management' } : null),
    refusal: () => notAllowed('Permission denied.'),
  });
};

export const wrapLocalFonts: PermissionWrapper = (asker) => {
  asker.guard(globalThis, 'queryLocalFonts', {
    request: () => (allows('local-fonts') ? { permission: 'local-fonts' } : null),
    refusal: () => notAllowed('Permission denied.'),
  });
};

export const wrapWakeLock: PermissionWrapper = (asker) => {
  const { WakeLock } = globalThis as { WakeLock?: { prototype: object } };
  asker.guard(WakeLock?.prototype, 'request', {
    request: () => (allows('screen-wake-lock') ? { permission: 'screen-wake-lock' } : null),
    refusal: () => notAllowed('Wake Lock permission request denied'),
  });
};

export const wrapPersistentStorage: PermissionWrapper = (asker) => {
  const { StorageManager } = globalThis as { StorageManager?: { prototype: object } };
  asker.guard(StorageManager?.prototype, 'persist', {
    request: () => ({ permission: 'persistent-storage' }),
    refusal: () => new TypeError('The request was canceled.'),
  });
};
