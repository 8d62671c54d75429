/** What pages of the session have asked for, and what the app has answered. */
import { formatCount } from '../common/format';
import type { PermissionKey, PermissionRow } from '../common/messages';
import { element, emptyState, iconButton, table, truncated } from './dom';

const STATE_TEXT: Record<PermissionRow['state'], string> = { asked: 'waits', granted: 'granted', denied: 'denied' };

type Revoke = (permission: PermissionKey) => void;

function rowOf(row: PermissionRow, revoke: Revoke): HTMLTableRowElement {
  const { permission, origin, state, requests } = row;
  const button = iconButton('close', `Revoke ${permission} of ${origin}`, () => revoke({ permission, origin }));
  return element(
    'tr',
    {},
    truncated('td', origin),
    element('td', { class: 'mono' }, permission),
    element('td', {}, element('span', { class: 'badge' }, STATE_TEXT[state])),
    element('td', { class: 'muted' }, formatCount(requests)),
    element('td', {}, state === 'asked' ? null : button),
  );
}

export function permissionsPanel(permissions: readonly PermissionRow[], revoke: Revoke): HTMLElement[] {
  if (permissions.length === 0) {
    return [emptyState('Nothing was asked for', "Requests appear here once the app's handler is asked.")];
  }
  const made = table('permissions', 'Permissions', [
    { title: 'Page' },
    { title: 'Permission' },
    { title: 'Answer' },
    { title: 'Requests' },
    { title: 'Revoke', hidden: true },
  ]);
  made.tBodies[0]?.append(...permissions.map((row) => rowOf(row, revoke)));
  return [made];
}
