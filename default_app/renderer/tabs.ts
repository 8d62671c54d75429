/** The tabs of the detail pane, with the keys of the ARIA pattern: arrows, Home, End. */
import { byId } from './dom';

export const TABS = [
  'cookies',
  'workers',
  'devices',
  'permissions',
  'downloads',
  'extensions',
  'spelling',
  'connections',
  'processes',
  'about',
] as const;
export type Tab = (typeof TABS)[number];

export class Tabs {
  #selected: Tab = 'cookies';
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    for (const tab of TABS) {
      const button = this.#button(tab);
      button.addEventListener('click', () => this.select(tab));
      button.addEventListener('keydown', (event) => this.#onKey(event, tab));
    }
    this.#render();
  }

  get selected(): Tab {
    return this.#selected;
  }

  select(tab: Tab): void {
    this.#selected = tab;
    this.#render();
    this.#changed();
  }

  #button(tab: Tab): HTMLButtonElement {
    return byId(`tab-${tab}`, HTMLButtonElement);
  }

  #render(): void {
    for (const tab of TABS) {
      const selected = tab === this.#selected;
      const button = this.#button(tab);
      button.setAttribute('aria-selected', String(selected));
      button.tabIndex = selected ? 0 : -1;
      byId(`panel-${tab}`, HTMLElement).hidden = !selected;
    }
  }

  #onKey(event: KeyboardEvent, tab: Tab): void {
    const last = TABS.length - 1;
    const index = TABS.indexOf(tab);
    const targets: Record<string, number> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    };
    const next = TABS[targets[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    this.select(next);
    this.#button(next).focus();
  }
}
