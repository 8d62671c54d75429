/** What Chromium does for every page: the wrapper alone holds it back (docs/limits.md). */
import { notAllowed, type PermissionWrapper } from './permission-asker';

const notSupported = (): DOMException =>
  new DOMException('Unsupported keySystem or supportedConfigurations.', 'NotSupportedError');

export const wrapKeyboardLock: PermissionWrapper = (asker) => {
  const { Keyboard } = globalThis as { Keyboard?: { prototype: object } };
  asker.holdBack(Keyboard?.prototype, 'lock', {
    permission: 'keyboardLock',
    refusal: () => new DOMException('lock() request could not be registered.', 'InvalidStateError'),
  });
};

export const wrapMediaKeys: PermissionWrapper = (asker) => {
  asker.holdBack(Navigator.prototype, 'requestMediaKeySystemAccess', {
    permission: 'mediaKeySystem',
    refusal: notSupported,
  });
};

export const wrapStorageAccess: PermissionWrapper = (asker) => {
  asker.holdBack(Document.prototype, 'requestStorageAccess', {
    permission: 'storage-access',
    refusal: () => notAllowed('requestStorageAccess not allowed'),
  });
  // Stock Chromium has it no longer; it may come back with a switch.
  asker.holdBack(Document.prototype, 'requestStorageAccessFor', {
    permission: 'top-level-storage-access',
    refusal: () => notAllowed('requestStorageAccessFor not allowed'),
  });
};
