/** navigator.clipboard. */
import { allows, notAllowed, type PermissionWrapper } from './permission-asker';

const METHODS = [
  ['read', 'clipboard-read', 'clipboard-read', 'Read'],
  ['readText', 'clipboard-read', 'clipboard-read', 'Read'],
  ['write', 'clipboard-sanitized-write', 'clipboard-write', 'Write'],
  ['writeText', 'clipboard-sanitized-write', 'clipboard-write', 'Write'],
] as const;

export const wrapClipboard: PermissionWrapper = (asker) => {
  const { Clipboard } = globalThis as { Clipboard?: typeof globalThis.Clipboard };
  for (const [name, permission, feature, what] of METHODS) {
    asker.guard(Clipboard?.prototype, name, {
      // A document without focus is refused whoever has the permission.
      request: (self) => (self instanceof Clipboard! && document.hasFocus() && allows(feature) ? { permission } : null),
      refusal: () => notAllowed(`Failed to execute '${name}' on 'Clipboard': ${what} permission denied.`),
    });
  }
};
