/** The CommandLine class (docs/api/command-line.md): switches for every browser that is started afterwards. */
import { validateString } from '../../common/validators';
import { chromiumArguments } from '../app/chromium-arguments';
import { requireLibrary, type LIBRARY } from '../internals';

export class CommandLine implements Electron.CommandLine {
  constructor(key: typeof LIBRARY) {
    requireLibrary(key);
  }

  appendSwitch(name: string, value?: string): void {
    validateString(name, 'the_switch');
    if (value !== undefined) validateString(value, 'value');
    chromiumArguments.appendSwitch(name, value ?? null);
  }

  appendArgument(value: string): void {
    validateString(value, 'value');
    chromiumArguments.appendArgument(value);
  }

  hasSwitch(name: string): boolean {
    validateString(name, 'the_switch');
    return chromiumArguments.getSwitch(name) !== undefined;
  }

  /** The value, or an empty string without one. */
  getSwitchValue(name: string): string {
    validateString(name, 'the_switch');
    return chromiumArguments.getSwitch(name) ?? '';
  }

  removeSwitch(name: string): void {
    validateString(name, 'the_switch');
    chromiumArguments.removeSwitch(name);
  }
}
