/** The `dialog` module (docs/api/dialog.md). */
import { validateString } from '../../common/validators';
import { filePathsOf, openArguments, saveArguments, validateFileDialog } from '../dialogs/file-chooser';
import { messageBoxArguments, responseOf, validateMessageBox } from '../dialogs/message-box';
import { dialogProgram, show, showSync } from '../dialogs/programs';
import { UnavailableError } from '../unavailable-error';
import { warnOnce } from '../warn-once';
import { BrowserWindow } from './browser-window';

/** The window stands first and may be left out. */
function optionsOf<T>(args: readonly [BrowserWindow | T, T?]): T {
  const [first, second] = args;
  return first instanceof BrowserWindow || first === null || second !== undefined ? (second as T) : first;
}

function showErrorBox(title: string, content: string): void {
  validateString(title, 'title');
  validateString(content, 'content');
  const print = (): void => void process.stderr.write(`${title}\n${content}\n`);
  try {
    const program = dialogProgram();
    show(program, messageBoxArguments(program, { type: 'error', title, message: title, detail: content })).catch(print);
  } catch {
    print();
  }
}

function checkMessageBox(options: Electron.MessageBoxOptions): void {
  validateMessageBox(options);
  if (options.checkboxLabel === undefined) return;
  warnOnce(
    'VALENCE_NO_CHECKBOX',
    'dialog',
    'Message boxes have no check box in Valence: options.checkboxChecked comes back as it was; see "System dialogs" in docs/limits.md',
  );
}

async function showMessageBox(
  ...args: [BrowserWindow | Electron.MessageBoxOptions, Electron.MessageBoxOptions?]
): Promise<Electron.MessageBoxReturnValue> {
  const options = optionsOf(args);
  checkMessageBox(options);
  const program = dialogProgram();
  const answer = await show(program, messageBoxArguments(program, options), options.signal);
  return { response: responseOf(program, options, answer), checkboxChecked: options.checkboxChecked ?? false };
}

function showMessageBoxSync(
  ...args: [BrowserWindow | Electron.MessageBoxSyncOptions, Electron.MessageBoxSyncOptions?]
): number {
  const options = optionsOf(args);
  checkMessageBox(options);
  const program = dialogProgram();
  return responseOf(program, options, showSync(program, messageBoxArguments(program, options)));
}

async function showOpenDialog(
  ...args: [BrowserWindow | Electron.OpenDialogOptions, Electron.OpenDialogOptions?]
): Promise<Electron.OpenDialogReturnValue> {
  const options = optionsOf(args) ?? {};
  validateFileDialog(options, 'open');
  const program = dialogProgram();
  const filePaths = filePathsOf(await show(program, openArguments(program, options)));
  return { canceled: filePaths.length === 0, filePaths };
}

function showOpenDialogSync(
  ...args: [BrowserWindow | Electron.OpenDialogSyncOptions, Electron.OpenDialogSyncOptions?]
): string[] | undefined {
  const options = optionsOf(args) ?? {};
  validateFileDialog(options, 'open');
  const program = dialogProgram();
  const filePaths = filePathsOf(showSync(program, openArguments(program, options)));
  return filePaths.length === 0 ? undefined : filePaths;
}

async function showSaveDialog(
  ...args: [BrowserWindow | Electron.SaveDialogOptions, Electron.SaveDialogOptions?]
): Promise<Electron.SaveDialogReturnValue> {
  const options = optionsOf(args) ?? {};
  validateFileDialog(options, 'save');
  const program = dialogProgram();
  const [filePath] = filePathsOf(await show(program, saveArguments(program, options)));
  return { canceled: filePath === undefined, filePath: filePath ?? '' };
}

function showSaveDialogSync(
  ...args: [BrowserWindow | Electron.SaveDialogSyncOptions, Electron.SaveDialogSyncOptions?]
): string {
  const options = optionsOf(args) ?? {};
  validateFileDialog(options, 'save');
  const program = dialogProgram();
  return filePathsOf(showSync(program, saveArguments(program, options)))[0] ?? '';
}

export const dialog = {
  showErrorBox,
  showMessageBox,
  showMessageBoxSync,
  showOpenDialog,
  showOpenDialogSync,
  showSaveDialog,
  showSaveDialogSync,
  /** Electron has it on macOS and Windows only. */
  showCertificateTrustDialog: (): Promise<void> =>
    Promise.reject(
      new UnavailableError('dialog.showCertificateTrustDialog()', 'Electron has it on macOS and Windows only'),
    ),
};
