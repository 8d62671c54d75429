/** Switches and arguments of the app for Chromium: app.commandLine, and those that the launcher was called with. */

/** Chromium's switch names are lower case; Electron lowers them too. */
const normalize = (name: string): string => name.toLowerCase();

class ChromiumArguments {
  readonly #switches = new Map<string, string | null>();
  readonly #arguments: string[] = [];
  #onSwitch: (name: string) => void = () => undefined;

  get switches(): ReadonlyMap<string, string | null> {
    return this.#switches;
  }

  /** What was appended and is no switch. */
  get arguments(): readonly string[] {
    return this.#arguments;
  }

  appendSwitch(name: string, value: string | null): void {
    this.#switches.set(normalize(name), value);
    this.#onSwitch(normalize(name));
  }

  /** Called with the name of every switch that is appended from now on. */
  setListener(onSwitch: (name: string) => void): void {
    this.#onSwitch = onSwitch;
  }

  appendArgument(value: string): void {
    this.#arguments.push(value);
  }

  /** Undefined if it was not appended, null if it has no value. */
  getSwitch(name: string): string | null | undefined {
    return this.#switches.get(normalize(name));
  }

  removeSwitch(name: string): void {
    this.#switches.delete(normalize(name));
  }
}

export const chromiumArguments = new ChromiumArguments();
