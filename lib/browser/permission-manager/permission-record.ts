/** What the pages of one session have asked for, and what the app has answered last. */
import { dropOldest } from '../drop-oldest';

export interface RecordedPermission {
  /** Electron's name. */
  permission: string;
  /** Of the page: "https://example.com". */
  origin: string;
  /** `asked`: the app has not answered yet. */
  state: 'asked' | 'granted' | 'denied';
  /** How often it was asked. */
  requests: number;
}

/** Pages make origins as they like: above this number the oldest entry goes. */
const MAX_ENTRIES = 1000;

export class PermissionRecord {
  readonly #entries = new Map<string, RecordedPermission>();
  readonly #listeners: (() => void)[] = [];

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** In the order in which they were first asked for. */
  list(): RecordedPermission[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  /** Returns the function that notes the answer. */
  asked(permission: string, origin: string): (granted: boolean) => void {
    const key = JSON.stringify([permission, origin]);
    const entry: RecordedPermission = this.#entries.get(key) ?? { permission, origin, state: 'asked', requests: 0 };
    entry.state = 'asked';
    entry.requests += 1;
    this.#entries.set(key, entry);
    dropOldest(this.#entries, MAX_ENTRIES);
    this.#changed();
    return (granted) => {
      entry.state = granted ? 'granted' : 'denied';
      this.#changed();
    };
  }

  forget(permission: string, origin: string): void {
    if (this.#entries.delete(JSON.stringify([permission, origin]))) this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
