/** Addition to Electron: what pages have asked for, and what the app has answered (docs/api/permission-grants.md). */
import { EventEmitter } from 'node:events';
import { invalidArgType, validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';
import type { RecordedPermission } from '../permission-manager/permission-record';
import type { PermissionRequests } from '../permissions/permission-requests';

export class PermissionGrants extends EventEmitter {
  readonly #requests: PermissionRequests;

  constructor(key: typeof LIBRARY, requests: PermissionRequests) {
    super();
    requireLibrary(key);
    this.#requests = requests;
    requests.record.onChange(() => void emitToApp(this, 'changed', createEvent()));
  }

  /** What was asked since the app began, with the last answer. */
  list(): RecordedPermission[] {
    return this.#requests.record.list();
  }

  /** Resolves when Chromium no longer acts by it. Does nothing for what nobody has asked for. */
  async revoke(grant: Pick<RecordedPermission, 'permission' | 'origin'>): Promise<void> {
    if (typeof grant !== 'object' || grant === null) throw invalidArgType('grant', 'an entry of list()', grant);
    validateString(grant.permission, 'grant.permission');
    validateString(grant.origin, 'grant.origin');
    await this.#requests.revoke(grant.permission, grant.origin);
  }
}
