// Switches of the browsers that start in the meantime.
import { app } from 'electron';
import { defer } from './cleanup';

/** While the tests of a describe run. */
export function useSwitch(name: string, value?: string): void {
  before(() => app.commandLine.appendSwitch(name, value));
  after(() => app.commandLine.removeSwitch(name));
}

/** Until the running test ends. */
export function setSwitch(name: string, value?: string): void {
  app.commandLine.appendSwitch(name, value);
  defer(() => app.commandLine.removeSwitch(name));
}
