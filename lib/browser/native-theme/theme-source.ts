/** The color scheme that the app gives its pages (nativeTheme.themeSource), and the one of the desktop. */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { desktopSetting } from './desktop-setting';

export const THEME_SOURCES = ['system', 'light', 'dark'] as const;

export type Source = (typeof THEME_SOURCES)[number];

function apply(session: CDPSession, source: Source): void {
  const features = source === 'system' ? [] : [{ name: 'prefers-color-scheme', value: source }];
  // A target that is gone meanwhile shows nothing.
  session.send('Emulation.setEmulatedMedia', { features }).catch(() => undefined);
}

/** GTK's variable, then what GNOME and desktops like it have set. */
function isDesktopDark(): boolean {
  const { GTK_THEME } = process.env;
  if (GTK_THEME) return /[:-]dark$/i.test(GTK_THEME);
  return desktopSetting('color-scheme') === "'prefer-dark'";
}

class ThemeSource {
  readonly #sessions = new Set<CDPSession>();
  #source: Source = 'system';

  get source(): Source {
    return this.#source;
  }

  /** For every document that is there, and every later one before its first script. */
  set source(source: Source) {
    this.#source = source;
    for (const session of this.#sessions) apply(session, source);
  }

  get isDark(): boolean {
    return this.#source === 'system' ? isDesktopDark() : this.#source === 'dark';
  }

  follow(browser: Browser): void {
    browser.targets.addSetup((target) => {
      if (!target.hasDocuments) return;
      this.#sessions.add(target.session);
      target.onDetached(() => this.#sessions.delete(target.session));
      if (this.#source !== 'system') apply(target.session, this.#source);
    });
  }
}

/** The app's one. */
export const themeSource = new ThemeSource();
