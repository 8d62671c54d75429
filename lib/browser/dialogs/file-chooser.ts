/** Dialogs that choose files: what zenity and kdialog are called with, and what their answers mean. */
import { isAbsolute, join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { invalidArgType, validateObject, validateString, validateStringArray } from '../../common/validators';
import type { Answer, Arguments, Program } from './programs';

type OpenOptions = Electron.OpenDialogOptions;
type SaveOptions = Electron.SaveDialogOptions;

const PROPERTIES = {
  open: [
    'openFile',
    'openDirectory',
    'multiSelections',
    'showHiddenFiles',
    'createDirectory',
    'promptToCreate',
    'noResolveAliases',
    'treatPackageAsDirectory',
    'dontAddToRecent',
  ],
  save: [
    'showHiddenFiles',
    'createDirectory',
    'treatPackageAsDirectory',
    'showOverwriteConfirmation',
    'dontAddToRecent',
  ],
};

export function validateFileDialog(options: OpenOptions | SaveOptions, kind: keyof typeof PROPERTIES): void {
  validateObject(options, 'options');
  for (const name of ['title', 'defaultPath', 'buttonLabel', 'message'] as const) {
    if (options[name] !== undefined) validateString(options[name], `options.${name}`);
  }
  if (options.properties !== undefined) {
    validateStringArray(options.properties, 'options.properties');
    const unknown = options.properties.find((name) => !PROPERTIES[kind].includes(name));
    if (unknown !== undefined)
      throw new TypeError(`options.properties has no '${unknown}': it takes ${PROPERTIES[kind].join(', ')}`);
  }
  if (options.filters === undefined) return;
  if (!Array.isArray(options.filters)) throw invalidArgType('options.filters', 'an array', options.filters);
  for (const [index, filter] of options.filters.entries()) {
    validateObject(filter, `options.filters[${index}]`);
    validateString(filter.name, `options.filters[${index}].name`);
    validateStringArray(filter.extensions, `options.filters[${index}].extensions`);
  }
}

const patternOf = (extension: string): string => (extension === '*' ? '*' : `*.${extension}`);

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Where the dialog begins: a directory ends with a slash, so that a program opens it. */
function startPath(defaultPath: string | undefined): string | null {
  if (defaultPath === undefined || defaultPath === '') return null;
  const path = isAbsolute(defaultPath) ? defaultPath : resolve(defaultPath);
  return isDirectory(path) ? join(path, '/') : path;
}

interface Request {
  options: OpenOptions | SaveOptions;
  kind: 'file' | 'directory' | 'save';
  isMultiple: boolean;
}

function zenityArguments({ options, kind, isMultiple }: Request): Arguments {
  const start = startPath(options.defaultPath);
  return [
    '--file-selection',
    `--title=${options.title ?? ''}`,
    ...(kind === 'directory' ? ['--directory'] : []),
    ...(kind === 'save' ? ['--save', '--confirm-overwrite'] : []),
    // A zero byte cannot be an argument, and no file name is likelier to hold a line end than another character.
    ...(isMultiple ? ['--multiple', '--separator=\n'] : []),
    ...(start === null ? [] : [`--filename=${start}`]),
    ...(options.filters ?? []).map(
      ({ name, extensions }) => `--file-filter=${name.replaceAll('|', ' ')} | ${extensions.map(patternOf).join(' ')}`,
    ),
  ];
}

function kdialogArguments({ options, kind, isMultiple }: Request): Arguments {
  const start = startPath(options.defaultPath) ?? join(homedir(), '/');
  const filters = (options.filters ?? []).map(
    ({ name, extensions }) => `${name} (${extensions.map(patternOf).join(' ')})`,
  );
  const command = { file: '--getopenfilename', directory: '--getexistingdirectory', save: '--getsavefilename' }[kind];
  return [
    ...(options.title ? ['--title', options.title] : []),
    ...(isMultiple ? ['--multiple', '--separate-output'] : []),
    command,
    start,
    ...(kind === 'directory' || filters.length === 0 ? [] : [filters.join('|')]),
  ];
}

const write = (program: Program, request: Request): Arguments =>
  program === 'zenity' ? zenityArguments(request) : kdialogArguments(request);

/** `openDirectory` wins over `openFile`, as in Electron on Linux. */
export function openArguments(program: Program, options: OpenOptions): Arguments {
  const properties = options.properties ?? ['openFile'];
  const kind = properties.includes('openDirectory') ? 'directory' : 'file';
  return write(program, { options, kind, isMultiple: properties.includes('multiSelections') });
}

export const saveArguments = (program: Program, options: SaveOptions): Arguments =>
  write(program, { options, kind: 'save', isMultiple: false });

/** Empty if the dialog was canceled. */
export const filePathsOf = ({ code, stdout }: Answer): string[] =>
  code === 0 ? stdout.split('\n').filter(Boolean) : [];
