/** Message boxes: what zenity and kdialog are called with, and what their answers mean. */
import {
  invalidArgType,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
} from '../../common/validators';
import type { Answer, Arguments, Program } from './programs';

type Options = Electron.MessageBoxOptions;

const TYPES = ['none', 'info', 'error', 'question', 'warning'] as const;

/** What kdialog has buttons for. */
const KDIALOG_BUTTONS = 3;

export function validateMessageBox(options: Options): void {
  validateObject(options, 'options');
  validateString(options.message, 'options.message');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', TYPES);
  if (options.buttons !== undefined) validateStringArray(options.buttons, 'options.buttons');
  for (const name of ['title', 'detail', 'checkboxLabel'] as const) {
    if (options[name] !== undefined) validateString(options[name], `options.${name}`);
  }
  for (const name of ['defaultId', 'cancelId'] as const) {
    if (options[name] !== undefined) validateInteger(options[name], `options.${name}`);
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw invalidArgType('options.signal', 'an AbortSignal', options.signal);
  }
}

const buttonsOf = ({ buttons = [] }: Options): string[] => (buttons.length > 0 ? buttons : ['OK']);

/** The button that closing the box stands for, as Electron chooses it: one called cancel or no, or the first. */
function cancelIdOf(options: Options): number {
  if (options.cancelId !== undefined) return options.cancelId;
  const index = buttonsOf(options).findIndex((label) =>
    ['cancel', 'no'].includes(label.replaceAll('&', '').toLowerCase()),
  );
  return Math.max(0, index);
}

const textOf = ({ message, detail }: Options): string => (detail ? `${message}\n\n${detail}` : message);

function zenityArguments(options: Options): Arguments {
  const { type = 'none', title = '' } = options;
  const icon = type === 'none' ? 'info' : type;
  const buttons = buttonsOf(options);
  const args = ['--no-markup', `--title=${title}`, `--text=${textOf(options)}`];
  if (buttons.length === 1) {
    // `--question` shows two buttons, the other kinds one.
    return [`--${icon === 'question' ? 'info' : icon}`, ...args, `--ok-label=${buttons[0]}`];
  }
  const extra = buttons.map((label) => `--extra-button=${label}`);
  return ['--question', `--icon-name=dialog-${icon === 'info' ? 'information' : icon}`, '--switch', ...args, ...extra];
}

function kdialogArguments(options: Options): Arguments {
  const { type = 'none', title = '' } = options;
  const buttons = buttonsOf(options);
  const text = textOf(options);
  const start = title === '' ? [] : ['--title', title];
  if (buttons.length > KDIALOG_BUTTONS) {
    const rows = buttons.flatMap((label, index) => [String(index), label]);
    return [...start, '--menu', text, ...rows];
  }
  if (buttons.length === 1)
    return [...start, type === 'error' ? '--error' : '--msgbox', text, '--ok-label', buttons[0]!];
  const kind = `--${type === 'warning' || type === 'error' ? 'warning' : ''}yesno${buttons.length === KDIALOG_BUTTONS ? 'cancel' : ''}`;
  const labels = ['--yes-label', '--no-label', '--cancel-label'];
  return [...start, kind, text, ...buttons.flatMap((label, index) => [labels[index]!, label])];
}

export const messageBoxArguments = (program: Program, options: Options): Arguments =>
  program === 'zenity' ? zenityArguments(options) : kdialogArguments(options);

/** The index of the button. */
export function responseOf(program: Program, options: Options, { code, stdout }: Answer): number {
  const buttons = buttonsOf(options);
  const cancel = cancelIdOf(options);
  if (buttons.length === 1) return code === 0 ? 0 : cancel;
  if (program === 'zenity') {
    const index = buttons.indexOf(stdout.replace(/\n$/, ''));
    return index < 0 ? cancel : index;
  }
  if (buttons.length > KDIALOG_BUTTONS) return code === 0 ? Number(stdout) : cancel;
  return code !== null && code < buttons.length ? code : cancel;
}
