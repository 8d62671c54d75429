/** Programs of the machine. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether `PATH` leads to a program of this name. */
export function isInPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
