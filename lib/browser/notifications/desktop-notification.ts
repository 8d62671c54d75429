/** Notifications of the desktop over D-Bus (https://specifications.freedesktop.org/notification-spec/latest/). */
import { Bus } from '../dbus/bus';

const SERVICE = 'org.freedesktop.Notifications';
const OBJECT = { destination: SERVICE, path: '/org/freedesktop/Notifications', interface: SERVICE };

const URGENCIES = { low: 0, normal: 1, critical: 2 } as const;

/** The key of the action that a click on the notification itself is. */
const CLICK = 'default';

export interface NotificationContent {
  appName: string;
  title: string;
  body: string;
  /** Path of a picture; empty: none. */
  icon: string;
  actions: readonly string[];
  urgency: keyof typeof URGENCIES;
  silent: boolean;
  /** Stays until the user has seen it. */
  stays: boolean;
}

/** What becomes of it. */
export interface NotificationObserver {
  onShown(): void;
  onFailed(reason: string): void;
  onClick(): void;
  onAction(index: number): void;
  onClosed(): void;
}

/** Servers read a body as markup. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export class DesktopNotification {
  readonly #observer: NotificationObserver;
  /** The server's number; null while it is not shown. */
  #id: number | null = null;
  #unsubscribe: (() => void)[] = [];
  /** Calls follow each other: a notification that is closed at once has been shown before. */
  #calls = Promise.resolve();

  constructor(observer: NotificationObserver) {
    this.#observer = observer;
  }

  /** Again: replaces what is shown. */
  show(content: NotificationContent): void {
    this.#calls = this.#calls.then(() =>
      this.#show(content).then(
        () => this.#observer.onShown(),
        (error: unknown) => this.#observer.onFailed((error as Error).message),
      ),
    );
  }

  close(): void {
    this.#calls = this.#calls.then(() => this.#close()).catch(() => undefined);
  }

  async #show({ appName, title, body, icon, actions, urgency, silent, stays }: NotificationContent): Promise<void> {
    const bus = await Bus.of('session');
    if (this.#unsubscribe.length === 0) await this.#subscribe(bus);
    const hints = [['urgency', ['y', URGENCIES[urgency]]], ...(silent ? [['suppress-sound', ['b', true]]] : [])];
    const keys = [CLICK, '', ...actions.flatMap((text, index) => [String(index), text])];
    this.#id = await bus.call<number>({
      ...OBJECT,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [appName, this.#id ?? 0, icon, title, escaped(body), keys, hints, stays ? 0 : -1],
    });
  }

  async #subscribe(bus: Bus): Promise<void> {
    const match = { path: OBJECT.path, interface: SERVICE };
    this.#unsubscribe = await Promise.all([
      bus.subscribe({ ...match, member: 'ActionInvoked' }, ([id, key]) => {
        if (id !== this.#id) return;
        if (key === CLICK) this.#observer.onClick();
        else this.#observer.onAction(Number(key));
      }),
      bus.subscribe({ ...match, member: 'NotificationClosed' }, ([id]) => {
        if (id === this.#id) this.#onClosed();
      }),
    ]);
  }

  #onClosed(): void {
    this.#id = null;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#observer.onClosed();
  }

  async #close(): Promise<void> {
    if (this.#id === null) return;
    const bus = await Bus.of('session');
    await bus.call({ ...OBJECT, member: 'CloseNotification', signature: 'u', body: [this.#id] });
  }
}
