/** The listeners of one session: at most one by each on* member, and any number by addListener(). */
import { EventEmitter } from 'node:events';
import type { EventName, ResourceType } from './events';
import type { Filter } from './filter';

/** Of any event: the api types them. Observers get no callback. */
export type Listener = (details: object, callback?: (response?: unknown) => void) => void;

export interface Entry {
  readonly filter: Filter;
  readonly listener: Listener;
  /** Set by the on* member, which replaces it. */
  readonly primary: boolean;
}

interface ListenerTableEvents {
  changed: [];
}

export class ListenerTable extends EventEmitter<ListenerTableEvents> {
  readonly #entries = new Map<EventName, Entry[]>();

  of(event: EventName): readonly Entry[] {
    return this.#entries.get(event) ?? [];
  }

  has(...events: EventName[]): boolean {
    return events.some((event) => this.of(event).length > 0);
  }

  /** Those that want this request, in order. */
  *matching(event: EventName, url: string, type: ResourceType): Generator<Entry> {
    // A listener may change the table while it is asked.
    for (const entry of this.of(event)) if (entry.filter.matches(url, type)) yield entry;
  }

  /** The on* members: replaces the listener of the last call, in its place; null removes it. */
  set(event: EventName, filter: Filter, listener: Listener | null): void {
    const entries = [...this.of(event)];
    const index = entries.findIndex(({ primary }) => primary);
    const place = index === -1 ? entries.length : index;
    entries.splice(place, index === -1 ? 0 : 1, ...(listener ? [{ filter, listener, primary: true }] : []));
    this.#change(event, entries);
  }

  /** Behind those that are there. */
  add(event: EventName, filter: Filter, listener: Listener): void {
    this.#change(event, [...this.of(event), { filter, listener, primary: false }]);
  }

  /** The one added last; nothing if there is none. */
  remove(event: EventName, listener: Listener): void {
    const entries = [...this.of(event)];
    const index = entries.findLastIndex((entry) => entry.listener === listener);
    if (index === -1) return;
    entries.splice(index, 1);
    this.#change(event, entries);
  }

  #change(event: EventName, entries: Entry[]): void {
    this.#entries.set(event, entries);
    this.emit('changed');
  }
}
