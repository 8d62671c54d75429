/** The CommandLine class (docs/api/command-line.md): switches for every browser that is started afterwards. */
import { chromiumArguments } from '../app/chromium-arguments';
import { requireLibrary, type LIBRARY } from '../internals';

function requireString(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string, got ${typeof value}`);
}

export class CommandLine implements Electron.CommandLine {
  constructor(key: typeof LIBRARY) {
    requireLibrary(key);
  }

  appendSwitch(name: string, value?: string): void {
    requireString('the_switch', name);
    if (value !== undefined) requireString('value', value);
    chromiumArguments.appendSwitch(name, value ?? null);
  }

  appendArgument(value: string): void {
    requireString('value', value);
    chromiumArguments.appendArgument(value);
  }

  hasSwitch(name: string): boolean {
    requireString('the_switch', name);
    return chromiumArguments.getSwitch(name) !== undefined;
  }

  /** The value, or an empty string without one. */
  getSwitchValue(name: string): string {
    requireString('the_switch', name);
    return chromiumArguments.getSwitch(name) ?? '';
  }

  removeSwitch(name: string): void {
    requireString('the_switch', name);
    chromiumArguments.removeSwitch(name);
  }
}
