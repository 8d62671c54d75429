/**
 * The number on the app's icon in a dock: the LauncherEntry signal of Unity, which Plasma and docks that copy Unity's know
 * (https://wiki.ubuntu.com/Unity/LauncherAPI).
 */
import { Bus, hasBus, type BusObject } from '../dbus/bus';
import { desktopFile } from './protocol-client';

const ENTRY: BusObject = {
  path: '/com/canonical/unity/launcherentry/1',
  descriptor: {
    name: 'com.canonical.Unity.LauncherEntry',
    methods: {},
    properties: {},
    signals: { Update: ['sa{sv}', 'app_uri', 'properties'] },
  },
  members: {},
};

/** Desktops that Chromium asks for a badge (chrome/browser/ui/views/frame, unity_service). */
const DESKTOPS = new Set(['Unity', 'KDE']);

export class LauncherBadge {
  readonly #desktopFile: () => string;
  #count = 0;
  #isExported = false;

  constructor(app: { readonly path: string; readonly name: string }) {
    this.#desktopFile = () => desktopFile(app.path, app.name);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether the desktop shows badges. */
  get isShown(): boolean {
    const desktops = (process.env.XDG_CURRENT_DESKTOP ?? '').split(':');
    return hasBus('session') && desktops.some((name) => DESKTOPS.has(name));
  }

  /** False, and nothing changes, where no desktop shows it. */
  set(count: number): boolean {
    if (!this.isShown) return false;
    this.#count = count;
    this.#update(count).catch((error: unknown) => {
      process.emitWarning(`app.setBadgeCount() shows nothing: ${(error as Error).message}`, {
        code: 'VALENCE_NO_BADGE',
      });
    });
    return true;
  }

  async #update(count: number): Promise<void> {
    const bus = await Bus.of('session');
    if (!this.#isExported) bus.export(ENTRY);
    this.#isExported = true;
    bus.signal(ENTRY, 'Update', [
      `application://${this.#desktopFile()}`,
      [
        ['count', ['x', count]],
        ['count-visible', ['b', count > 0]],
      ],
    ]);
  }
}
