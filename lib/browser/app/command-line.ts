/** app.commandLine: switches for Chromium. They take effect for every browser started afterwards. */

/** Chromium's switch names are lower case; Electron lowers them too. */
const normalize = (name: string): string => name.toLowerCase();

function requireString(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string, got ${typeof value}`);
}

export class CommandLine implements Electron.CommandLine {
  readonly #switches = new Map<string, string | null>();
  readonly #arguments: string[] = [];

  appendSwitch(name: string, value?: string): void {
    requireString('the_switch', name);
    if (value !== undefined) requireString('value', value);
    this.#switches.set(normalize(name), value ?? null);
  }

  appendArgument(value: string): void {
    requireString('value', value);
    this.#arguments.push(value);
  }

  hasSwitch(name: string): boolean {
    requireString('the_switch', name);
    return this.#switches.has(normalize(name));
  }

  /** The value, or an empty string without one. */
  getSwitchValue(name: string): string {
    requireString('the_switch', name);
    return this.#switches.get(normalize(name)) ?? '';
  }

  removeSwitch(name: string): void {
    requireString('the_switch', name);
    this.#switches.delete(normalize(name));
  }

  /** What was appended and is no switch. */
  get arguments(): readonly string[] {
    return this.#arguments;
  }

  /** Switches as the launcher takes them. */
  get switches(): ReadonlyMap<string, string | null> {
    return this.#switches;
  }
}
