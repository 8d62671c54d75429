/** The programs that show dialogs for others: zenity of GNOME, kdialog of KDE. */
import { spawn, spawnSync } from 'node:child_process';
import { isInPath } from '../in-path';
import { warnOnce } from '../warn-once';

export type Program = 'zenity' | 'kdialog';

/** No dialog can be shown: there is no display, or no program for it. */
class NoDialogError extends Error {
  override readonly name = 'NoDialogError';

  constructor(
    readonly code: 'ERR_NO_DISPLAY' | 'ERR_NO_DIALOG_PROGRAM',
    message: string,
  ) {
    super(message);
  }
}

/** How a dialog ended. */
export interface Answer {
  code: number | null;
  stdout: string;
}

export type Arguments = readonly string[];

/** The one that fits the desktop, then the other one. Throws NoDialogError. */
export function dialogProgram(): Program {
  const { DISPLAY, WAYLAND_DISPLAY, XDG_CURRENT_DESKTOP = '' } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) {
    throw new NoDialogError(
      'ERR_NO_DISPLAY',
      'There is no display to show a dialog on: neither DISPLAY nor WAYLAND_DISPLAY is set.',
    );
  }
  const isKDE = XDG_CURRENT_DESKTOP.split(':').includes('KDE');
  const candidates: Program[] = isKDE ? ['kdialog', 'zenity'] : ['zenity', 'kdialog'];
  const program = candidates.find(isInPath);
  if (!program)
    throw new NoDialogError('ERR_NO_DIALOG_PROGRAM', 'Dialogs are shown by zenity or kdialog: install one of them.');
  return program;
}

/** The same, but null without a display; without a program there is one warning. `what` is not asked then. */
export function dialogProgramFor(what: string): Program | null {
  try {
    return dialogProgram();
  } catch (error) {
    const { code, message } = error as NoDialogError;
    if (code === 'ERR_NO_DIALOG_PROGRAM') warnOnce('VALENCE_NO_DIALOG', what, `${what}: ${message}`);
    return null;
  }
}

/** Ends the dialog if `signal` is aborted, as if the user had closed it. */
export function show(program: Program, args: Arguments, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const end = (): void => void child.kill();
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.once('error', reject);
    // A dialog does not outlive its app.
    process.once('exit', end);
    child.once('close', (code) => {
      (process as NodeJS.EventEmitter).off('exit', end);
      signal?.removeEventListener('abort', end);
      resolve({ code, stdout });
    });
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}

/** The same while the app waits: no listener of its own runs meanwhile. */
export function showSync(program: Program, args: Arguments): Answer {
  const { status, stdout, error } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (error) throw error;
  return { code: status, stdout };
}
