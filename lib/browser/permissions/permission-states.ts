/**
 * What is in force for the origins of one session, from the app's answers. Chromium keeps a permission for the origin of the page,
 * with all frames in it.
 *
 * Without a request handler all is granted, as in Electron. With one, what has to be asked for is granted once the handler has
 * granted it to the origin, and taken away again with its next denial.
 */
import type { PermissionManager } from '../permission-manager/permission-manager';
import type { PermissionSetting, PermissionSettings } from '../permission-manager/permission-settings';
import { LOCAL_NETWORK, NOTIFICATIONS, REQUESTED, type Descriptor } from './permission-table';

type State = PermissionSetting['setting'];

/** What a setting is for, in Chromium's words. */
export interface Place {
  /** Of the page. */
  origin: string;
  /** Of a frame in it, where Chromium keeps a setting for the two together. */
  embeddedOrigin?: string;
}

/** What the app has said of one permission in one place. */
interface Answers {
  descriptor: Descriptor;
  place: Place;
  requested: boolean | null;
  checked: boolean | null;
}

export class PermissionStates {
  readonly #manager: PermissionManager;
  readonly #settings: PermissionSettings;
  readonly #answers = new Map<string, Answers>();

  constructor(manager: PermissionManager, settings: PermissionSettings) {
    this.#manager = manager;
    this.#settings = settings;
    manager.onHandlers(() => this.#onHandlers());
    this.#setDefaults();
  }

  isGranted(descriptor: Descriptor, place: Place): boolean {
    return this.#stateOf(descriptor, this.#answers.get(keyOf(descriptor, place))) === 'granted';
  }

  /** The request handler has answered; null: as if it had not been asked. Resolves when Chromium acts by it. */
  async setRequested(descriptors: readonly Descriptor[], place: Place, granted: boolean | null): Promise<void> {
    await Promise.all(
      descriptors.map((descriptor) => {
        const answers = this.#of(descriptor, place);
        answers.requested = granted;
        return this.#apply(answers);
      }),
    );
  }

  /** The check handler has answered about notifications. Resolves when Chromium acts by it. */
  setChecked(origin: string, granted: boolean): Promise<void> {
    const answers = this.#of(NOTIFICATIONS, { origin });
    answers.checked = granted;
    return this.#apply(answers);
  }

  #onHandlers(): void {
    this.#setDefaults();
    for (const answers of this.#answers.values()) void this.#apply(answers);
  }

  #setDefaults(): void {
    for (const permission of [...REQUESTED, NOTIFICATIONS]) {
      void this.#set({ permission, setting: this.#stateOf(permission, undefined) });
    }
    for (const permission of LOCAL_NETWORK) void this.#set({ permission, setting: 'granted' });
  }

  #stateOf(descriptor: Descriptor, answers: Answers | undefined): State {
    const { hasRequestHandler, hasCheckHandler } = this.#manager;
    const requested = hasRequestHandler ? (answers?.requested ?? null) : null;
    if (requested === false) return 'denied';
    if (descriptor !== NOTIFICATIONS) return requested || !hasRequestHandler ? 'granted' : 'prompt';
    if (!hasCheckHandler) return 'granted';
    const checked = answers?.checked ?? null;
    if (checked === null) return 'prompt';
    return checked ? 'granted' : 'denied';
  }

  #apply(answers: Answers): Promise<void> {
    const { descriptor, place } = answers;
    return this.#set({ permission: descriptor, ...place, setting: this.#stateOf(descriptor, answers) });
  }

  /** An origin that cannot have a setting has what every origin has. A browser that has ended has no page either. */
  #set(setting: PermissionSetting): Promise<void> {
    return this.#settings.set(setting).catch(() => undefined);
  }

  #of(descriptor: Descriptor, place: Place): Answers {
    const key = keyOf(descriptor, place);
    const known = this.#answers.get(key);
    if (known) return known;
    const answers: Answers = { descriptor, place, requested: null, checked: null };
    this.#answers.set(key, answers);
    return answers;
  }
}

const keyOf = (descriptor: Descriptor, { origin, embeddedOrigin = '' }: Place): string =>
  JSON.stringify([descriptor, origin, embeddedOrigin]);
