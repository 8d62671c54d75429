/** The file that a log is appended to. Several apps may share one: each line is written at once, at the end of the file. */
import { appendFileSync, openSync } from 'node:fs';

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/**
 * Opens the file; a new one is for its owner alone. Returns a function that appends a line, or null if the file cannot be
 * written. `warn` is called at most once, also if a later write fails.
 */
export function openLogFile(path: string, warn: (message: string) => void): ((line: string) => void) | null {
  const giveUp = (error: unknown): void =>
    warn(`VALENCE_LOG: ${path} cannot be written (${reasonOf(error)}). The app runs without a log.`);
  let file: number | null;
  try {
    file = openSync(path, 'a', 0o600);
  } catch (error) {
    giveUp(error);
    return null;
  }
  return (line) => {
    if (file === null) return;
    try {
      appendFileSync(file, line);
    } catch (error) {
      file = null;
      giveUp(error);
    }
  };
}
