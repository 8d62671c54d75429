/** The cookies of the selected session. Their values are not here: each is asked for when it is revealed. */
import { cookieAttributes, formatCount, formatExpiry } from '../common/format';
import type { CookieKey, CookieRow } from '../common/messages';
import { element, emptyState, iconButton, table, truncated, type Column } from './dom';

/** Rows drawn before somebody asks for all of them. */
const FIRST_ROWS = 200;

const COLUMNS: readonly Column[] = [
  { title: 'Name' },
  { title: 'Value' },
  { title: 'Domain' },
  { title: 'Path', class: 'column-path' },
  { title: 'Expires' },
  { title: 'Attributes' },
  { title: 'Edit or delete', hidden: true },
];

export const keyOf = ({ name, domain, path, topLevelSite }: CookieKey): string =>
  JSON.stringify([name, domain, path, topLevelSite]);

export interface CookieActions {
  /** The value, or null if the cookie is gone. */
  reveal(cookie: CookieRow): Promise<string | null>;
  edit(cookie: CookieRow): void;
  remove(cookie: CookieRow): void;
  add(): void;
}

const MASK = '••••••••';

export class CookiesPanel {
  readonly #panel: HTMLElement;
  readonly #actions: CookieActions;
  /** Values on show, by cookie. */
  readonly #revealed = new Map<string, string>();
  #cookies: readonly CookieRow[] = [];
  #filter = '';
  #all = false;

  constructor(panel: HTMLElement, actions: CookieActions) {
    this.#panel = panel;
    this.#actions = actions;
  }

  /** Another session: nothing of the one before stays revealed. */
  reset(): void {
    this.#revealed.clear();
    this.#all = false;
  }

  /** Values on show are read again: they may be what has changed. */
  async show(cookies: readonly CookieRow[]): Promise<void> {
    this.#cookies = cookies;
    const shown = cookies.filter((cookie) => this.#revealed.has(keyOf(cookie)));
    const values = await Promise.all(shown.map((cookie) => this.#actions.reveal(cookie)));
    if (this.#cookies !== cookies) return;
    this.#revealed.clear();
    for (const [index, cookie] of shown.entries()) {
      const value = values[index] ?? null;
      if (value !== null) this.#revealed.set(keyOf(cookie), value);
    }
    this.#render();
  }

  setFilter(filter: string): void {
    this.#filter = filter.trim().toLowerCase();
    this.#render();
  }

  #render(): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-focus]')?.dataset['focus'];
    this.#panel.replaceChildren(...this.#content());
    if (focused !== undefined) {
      this.#panel.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #content(): HTMLElement[] {
    if (this.#cookies.length === 0) {
      const action = { label: 'Set cookie', run: () => this.#actions.add() };
      return [emptyState('No cookies', 'Pages of this session have stored none, and nobody has set one.', action)];
    }
    const found = this.#cookies.filter(({ name, domain }) => `${name}\n${domain}`.toLowerCase().includes(this.#filter));
    if (found.length === 0) {
      return [
        emptyState('No match', `No name and no domain of ${this.#cookies.length} cookies holds “${this.#filter}”.`),
      ];
    }
    const rows = this.#all ? found : found.slice(0, FIRST_ROWS);
    const made = table('cookies', 'Cookies', COLUMNS);
    made.tBodies[0]?.append(...rows.map((cookie) => this.#row(cookie)));
    if (rows.length === found.length) return [made];
    const button = element(
      'button',
      { type: 'button', class: 'button small' },
      `Show all ${formatCount(found.length)}`,
    );
    button.addEventListener('click', () => {
      this.#all = true;
      this.#render();
    });
    return [made, element('div', { class: 'more' }, button)];
  }

  #row(cookie: CookieRow): HTMLTableRowElement {
    const expiry = element('td', {}, formatExpiry(cookie.expirationDate));
    if (cookie.expirationDate !== null) expiry.title = new Date(cookie.expirationDate * 1000).toLocaleString();
    const attributes = cookieAttributes(cookie);
    const cells = attributes.map((attribute) => element('span', { class: 'attribute' }, attribute));
    const edit = iconButton('edit', `Edit cookie ${cookie.name}`, () => this.#actions.edit(cookie));
    const remove = iconButton('delete', `Delete cookie ${cookie.name}`, () => this.#actions.remove(cookie));
    edit.dataset['focus'] = `edit ${keyOf(cookie)}`;
    remove.dataset['focus'] = `delete ${keyOf(cookie)}`;
    const path = truncated('td', cookie.path);
    path.classList.add('column-path');
    return element(
      'tr',
      {},
      truncated('td', cookie.name),
      element('td', {}, this.#value(cookie)),
      truncated('td', cookie.domain),
      path,
      expiry,
      element('td', { title: [...attributes, cookie.topLevelSite ?? ''].join('; ').replace(/; $/, '') }, ...cells),
      element('td', {}, edit, remove),
    );
  }

  #value(cookie: CookieRow): HTMLElement {
    if (cookie.valueLength === 0) return element('span', { class: 'muted' }, 'empty');
    const key = keyOf(cookie);
    const value = this.#revealed.get(key);
    const button = element(
      'button',
      {
        'type': 'button',
        'class': 'secret',
        'aria-pressed': String(value !== undefined),
        'aria-label': value === undefined ? `Reveal the value of ${cookie.name}` : `${value}: hide the value again`,
        'title': value ?? `${formatCount(cookie.valueLength)} characters: click to reveal`,
        'data-focus': `value ${key}`,
      },
      value ?? MASK,
    );
    button.addEventListener('click', () => void this.#toggle(cookie));
    return button;
  }

  async #toggle(cookie: CookieRow): Promise<void> {
    const key = keyOf(cookie);
    if (!this.#revealed.delete(key)) {
      const value = await this.#actions.reveal(cookie);
      if (value !== null) this.#revealed.set(key, value);
    }
    this.#render();
  }
}
