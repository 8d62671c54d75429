/** Makes and finds elements. Text only ever becomes text nodes: data cannot turn into markup. */

const SVG = 'http://www.w3.org/2000/svg';

type Child = Node | string | null;

interface Properties {
  /** `null` leaves an attribute out. */
  [attribute: string]: string | null;
}

/** An element with attributes and children; a child that is `null` is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An icon of index.html's symbols. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

export function iconButton(name: string, label: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', { 'type': 'button', 'class': 'icon-button', 'aria-label': label, 'title': label });
  button.append(icon(name));
  button.addEventListener('click', onClick);
  return button;
}

/** An element of index.html. Throws if the page does not have it: it and the script belong together. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no ${type.name} with the id "${id}"`);
  return found;
}

/** Changes text only where it differs, so that selections and screen readers are left alone. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Text that may not fit: cut off by CSS, whole in the tooltip. */
export function setTruncated(target: HTMLElement, text: string): void {
  setText(target, text);
  target.title = text;
}

export function truncated<K extends keyof HTMLElementTagNameMap>(tag: K, text: string): HTMLElementTagNameMap[K] {
  return element(tag, { class: 'truncate', title: text }, text);
}

/** What a panel shows instead of an empty table. */
export function emptyState(
  title: string,
  text: string,
  action: { label: string; run: () => void } | null = null,
  problem = false,
): HTMLElement {
  const button = action ? element('button', { type: 'button', class: 'button primary' }, action.label) : null;
  if (button && action) button.addEventListener('click', action.run);
  return element('div', { class: problem ? 'empty problem' : 'empty' }, element('b', {}, title), text, button);
}

export interface Column {
  title: string;
  class?: string;
  /** For a column whose cells say what they are, but which still needs a name for screen readers. */
  hidden?: boolean;
}

/** A table with its head; the caller fills the body. */
export function table(className: string, label: string, columns: readonly Column[]): HTMLTableElement {
  const heads = columns.map((column) =>
    element(
      'th',
      { scope: 'col', class: column.class ?? null },
      column.hidden ? element('span', { class: 'visually-hidden' }, column.title) : column.title,
    ),
  );
  return element(
    'table',
    { 'class': className, 'aria-label': label },
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody'),
  );
}

export interface MemoryBar {
  element: HTMLElement;
  /** Bytes: unique, proportional, and what fills the whole bar. */
  update(uss: number, pss: number, full: number): void;
}

/** A bar in two tones: memory of its own, and the part of shared memory that comes to it. */
export function memoryBar(): MemoryBar {
  const own = element('span', { class: 'own' });
  const shared = element('span', { class: 'shared' });
  const update = (uss: number, pss: number, full: number): void => {
    own.style.width = `${full > 0 ? (uss / full) * 100 : 0}%`;
    shared.style.width = `${full > 0 ? ((pss - uss) / full) * 100 : 0}%`;
  };
  return { element: element('span', { 'class': 'memory-bar', 'aria-hidden': 'true' }, own, shared), update };
}
