/**
 * What the `app` module asks of windows and menus. They import that module, so they register themselves here, and it knows
 * neither.
 */

interface Windows {
  /** The first window that is shown, whichever it is, gets the focus. */
  focus(): void;
}

interface ApplicationMenu {
  get(): Electron.Menu | null;
  /** Throws TypeError for what is no menu. */
  set(menu: Electron.Menu | null): void;
}

class Desktop {
  #windows: Windows | null = null;
  #menu: ApplicationMenu | null = null;

  setWindows(windows: Windows): void {
    this.#windows = windows;
  }

  setMenu(menu: ApplicationMenu): void {
    this.#menu = menu;
  }

  focus(): void {
    this.#windows?.focus();
  }

  get applicationMenu(): Electron.Menu | null {
    return this.#menu?.get() ?? null;
  }

  set applicationMenu(menu: Electron.Menu | null) {
    this.#menu?.set(menu);
  }
}

export const desktop = new Desktop();
