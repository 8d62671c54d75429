/** The extensions of the session, with what Chromium says of their manifests. */
import type { ExtensionRow, SessionKind } from '../common/messages';
import { element, emptyState, iconButton, table } from './dom';

export interface ExtensionActions {
  load(): void;
  reload(extension: ExtensionRow): void;
  remove(extension: ExtensionRow): void;
}

function problemsOf({ warnings, error }: ExtensionRow): HTMLElement {
  if (error !== null) return element('span', { class: 'problem', title: error }, error);
  if (warnings === null) return element('span', { class: 'muted', title: 'Loaded before the inspector looked' }, '–');
  if (warnings.length === 0) return element('span', { class: 'muted' }, 'none');
  const items = warnings.map((warning) => element('li', { title: warning }, warning));
  return element('ul', { class: 'problems' }, ...items);
}

function rowOf(extension: ExtensionRow, actions: ExtensionActions): HTMLTableRowElement {
  const { id, name, version, path, shortPath, error } = extension;
  const place = element('span', { class: 'place truncate', title: path }, shortPath);
  return element(
    'tr',
    { 'class': error === null ? null : 'gone', 'data-path': path },
    element('td', {}, element('span', { class: 'name truncate', title: `${name}: ${id}` }, name), place),
    element('td', { class: 'muted' }, version),
    element('td', {}, error === null ? 'loaded' : element('span', { class: 'problem' }, 'not loaded')),
    element('td', {}, problemsOf(extension)),
    element(
      'td',
      {},
      iconButton('reload', `Load ${name} again from its folder`, () => actions.reload(extension)),
      iconButton('delete', `Remove ${name}`, () => actions.remove(extension)),
    ),
  );
}

export function extensionsPanel(
  kind: SessionKind,
  extensions: readonly ExtensionRow[],
  actions: ExtensionActions,
): HTMLElement[] {
  if (kind === 'in-memory')
    return [emptyState('No extensions in memory', 'Only sessions on disk can have extensions.')];
  if (extensions.length === 0) {
    const action = { label: 'Load extension…', run: () => actions.load() };
    return [emptyState('No extension', 'An extension is loaded from its folder, for this run of the app.', action)];
  }
  const made = table('extensions', 'Extensions', [
    { title: 'Extension' },
    { title: 'Version' },
    { title: 'State' },
    { title: 'Problems' },
    { title: 'Reload or remove', hidden: true },
  ]);
  made.tBodies[0]?.append(...extensions.map((extension) => rowOf(extension, actions)));
  return [made];
}
