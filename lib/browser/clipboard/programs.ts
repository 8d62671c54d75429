/** The clipboard of the display, through the programs that keep its content for others: xclip of X11, wl-clipboard of Wayland. */
import { spawnSync } from 'node:child_process';
import { UnavailableError } from '../unavailable-error';

export type Selection = 'clipboard' | 'selection';

/** Chromium, when it is asked for text, takes any of these. */
export const TEXT_TYPES = ['UTF8_STRING', 'text/plain;charset=utf-8', 'text/plain', 'STRING', 'TEXT'];

const MAX_CONTENT = 256 * 1024 * 1024;

interface Run {
  program: string;
  args: string[];
  input?: Buffer | string;
}

/** Null if the program fails, which an empty clipboard is. Throws UnavailableError if it is not there. */
function run({ program, args, input }: Run): Buffer | null {
  // What xclip leaves behind holds on to the pipes that it has inherited: it gets none to write to.
  const stdio = [input === undefined ? 'ignore' : 'pipe', input === undefined ? 'pipe' : 'ignore', 'ignore'] as const;
  const { status, stdout, error } = spawnSync(program, args, { input, stdio: [...stdio], maxBuffer: MAX_CONTENT });
  if (error)
    throw new UnavailableError(
      'clipboard',
      `${program}, which reads and writes it, cannot be started: ${error.message}`,
    );
  return status === 0 ? (stdout ?? Buffer.alloc(0)) : null;
}

/** Throws UnavailableError without a display. */
function isWayland(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) throw new UnavailableError('clipboard', 'there is no display, and so no clipboard');
  return Boolean(WAYLAND_DISPLAY);
}

const xclip = (selection: Selection): string[] => ['-selection', selection === 'selection' ? 'primary' : 'clipboard'];
const wayland = (selection: Selection): string[] => (selection === 'selection' ? ['--primary'] : []);

/** MIME types and names of X11. */
export function listTypes(selection: Selection): string[] {
  const text = isWayland()
    ? run({ program: 'wl-paste', args: [...wayland(selection), '--list-types'] })
    : run({ program: 'xclip', args: [...xclip(selection), '-o', '-t', 'TARGETS'] });
  return text === null ? [] : text.toString('utf8').split('\n').filter(Boolean);
}

/** Empty if there is nothing of the type. */
export function readType(selection: Selection, type: string): Buffer {
  const content = isWayland()
    ? run({ program: 'wl-paste', args: [...wayland(selection), '--no-newline', '--type', type] })
    : run({ program: 'xclip', args: [...xclip(selection), '-o', '-t', type] });
  return content ?? Buffer.alloc(0);
}

/** Replaces what is there. */
export function writeType(selection: Selection, type: string, content: Buffer | string): void {
  if (isWayland()) run({ program: 'wl-copy', args: [...wayland(selection), '--type', type], input: content });
  else run({ program: 'xclip', args: [...xclip(selection), '-i', '-t', type], input: content });
}

export function clear(selection: Selection): void {
  if (isWayland()) run({ program: 'wl-copy', args: [...wayland(selection), '--clear'] });
  else run({ program: 'xclip', args: [...xclip(selection), '-i'], input: '' });
}
