/** Where a file goes that the app has given no path: the user is asked. */
import { filePathsOf, saveArguments } from './file-chooser';
import { dialogProgramFor, show } from './programs';

/**
 * Resolves with an absolute path, or with null if the user has closed the dialog, or `signal` has. Null at once without a display
 * or without a program for dialogs. Rejects if the program cannot be started.
 */
export function askForSavePath(
  options: Electron.SaveDialogOptions,
  signal: AbortSignal,
): Promise<string | null> | null {
  const program = dialogProgramFor('Downloads go to the download path, and nobody is asked where');
  if (!program) return null;
  return show(program, saveArguments(program, options), signal).then((answer) => filePathsOf(answer)[0] ?? null);
}
