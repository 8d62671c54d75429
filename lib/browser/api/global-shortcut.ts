/** The `globalShortcut` module (docs/api/global-shortcut.md): no shortcut can be registered. */
import { validateFunction, validateString, validateStringArray } from '../../common/validators';
import { warnOnce } from '../warn-once';

function warn(): void {
  warnOnce(
    'VALENCE_NO_GLOBAL_SHORTCUT',
    'globalShortcut',
    'globalShortcut.register() registers nothing in Valence: see "Desktop" in docs/limits.md',
  );
}

export const globalShortcut: Electron.GlobalShortcut = {
  /** As in Electron, false if the system does not give the shortcut to the app. */
  register(accelerator, callback) {
    validateString(accelerator, 'accelerator');
    validateFunction(callback, 'callback');
    warn();
    return false;
  },
  registerAll(accelerators, callback) {
    validateStringArray(accelerators, 'accelerators');
    validateFunction(callback, 'callback');
    warn();
  },
  isRegistered(accelerator) {
    validateString(accelerator, 'accelerator');
    return false;
  },
  unregister(accelerator) {
    validateString(accelerator, 'accelerator');
  },
  unregisterAll: () => undefined,
};
