/** navigator.permissions.query(): what the app's check handler says. */
import type { QueriedPermission } from '../../common/permission-messages';
import { callMethod, replaceMethod } from '../page-wrappers/method';
import type { PermissionWrapper } from './permission-asker';

/** Null for what Chromium throws for. */
function queriedOf(descriptor: unknown): QueriedPermission | null {
  if (typeof descriptor !== 'object' || descriptor === null) return null;
  const { name, sysex, allowWithoutSanitization } = descriptor as Record<string, unknown>;
  if (typeof name !== 'string') return null;
  return { name, sysex: Boolean(sysex), allowWithoutSanitization: Boolean(allowWithoutSanitization) };
}

export const wrapQuery: PermissionWrapper = (asker) => {
  const { Permissions } = globalThis as { Permissions?: typeof globalThis.Permissions };
  if (!Permissions) return;
  replaceMethod(Permissions.prototype, 'query', (native) => async (self, args) => {
    const queried = self instanceof Permissions ? queriedOf(args[0]) : null;
    const answer = queried && (await asker.check(queried));
    const status = (await callMethod(native, self, args)) as PermissionStatus;
    // Chromium keeps what has to be asked for at 'prompt' until it is.
    if (answer && status.state !== answer) {
      Object.defineProperty(status, 'state', { value: answer, enumerable: true, configurable: true });
    }
    return status;
  });
};
