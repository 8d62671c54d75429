/** What app.showAboutPanel() shows. */
import { validateObject, validateString, validateStringArray } from '../../common/validators';
import { messageBoxArguments } from './message-box';
import { dialogProgram, show } from './programs';

type Options = Electron.AboutPanelOptionsOptions;

const TEXTS = ['applicationName', 'applicationVersion', 'copyright', 'website'] as const;

export function validateAbout(options: Options): void {
  validateObject(options, 'options');
  for (const name of TEXTS) if (options[name] !== undefined) validateString(options[name], `options.${name}`);
  if (options.authors !== undefined) validateStringArray(options.authors, 'options.authors');
}

/** Without a display, or a program for dialogs, it warns. */
export function showAbout({
  applicationName = '',
  applicationVersion = '',
  copyright,
  website,
  authors = [],
}: Options): void {
  const detail = [copyright, website, authors.join(', ')].filter(Boolean).join('\n');
  const message = `${applicationName} ${applicationVersion}`.trim();
  try {
    const program = dialogProgram();
    const args = messageBoxArguments(program, { type: 'info', title: `About ${applicationName}`, message, detail });
    show(program, args).catch(warn);
  } catch (error) {
    warn(error);
  }
}

function warn(error: unknown): void {
  process.emitWarning(`app.showAboutPanel() shows nothing: ${(error as Error).message}`, { code: 'VALENCE_NO_DIALOG' });
}
