/**
 * Pages of custom schemes are the app's own, and reach servers on this machine and its network as they do in Electron. To
 * Chromium they come from an unknown place, and such pages need a permission for it, which no app expects to be asked for.
 */
import type { PermissionSettings } from '../permission-manager/permission-settings';
import type { PausedRequest } from '../request-pipeline/request-interception';

const PERMISSIONS = ['local-network', 'loopback-network'];

/** A document of a custom scheme is about to be made. Insecure contexts cannot have the permission (docs/limits.md). */
export function allowLocalNetwork(settings: PermissionSettings, { request, resourceType }: PausedRequest): void {
  if (resourceType !== 'Document' || !request.url.startsWith('https:')) return;
  const { origin } = new URL(request.url);
  for (const name of PERMISSIONS) {
    settings.set({ permission: { name }, setting: 'granted', origin }).catch(() => undefined); // the browser has ended
  }
}
