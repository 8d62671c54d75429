/** The icon that the desktop shows for a kind of file: shared MIME data and icon themes (freedesktop.org). */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** As in Electron on Linux, in pixels. */
export const ICON_SIZES = { small: 16, normal: 32, large: 48 } as const;

export type IconSize = keyof typeof ICON_SIZES;

const dataDirectories = (): string[] => [
  process.env.XDG_DATA_HOME || join(homedir(), '.local/share'),
  ...(process.env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter(Boolean),
];

/** The lines of a file in the shared MIME data that are no comments; the user's own first. */
const mimeLines = (file: string): string[] =>
  dataDirectories()
    .map((directory) => join(directory, 'mime', file))
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'));

/** `weight:type:glob[:flags]`: of those that match, the heaviest, then the longest. */
function mimeTypeOf(name: string): string {
  const found = mimeLines('globs2')
    .map((line) => line.split(':'))
    .filter(([, type, glob = '']) => type !== undefined && matches(name, glob))
    .sort(
      ([weight, , glob = ''], [other, , longer = '']) => Number(other) - Number(weight) || longer.length - glob.length,
    );
  return found[0]?.[1] ?? 'application/octet-stream';
}

/** Globs of the shared MIME data are a star and an ending, or a whole name; the few others do not name an icon of their own. */
const matches = (name: string, glob: string): boolean =>
  glob.startsWith('*')
    ? !/[*?[]/.test(glob.slice(1)) && name.toLowerCase().endsWith(glob.slice(1).toLowerCase())
    : name === glob;

/** `type:icon` */
const genericIconOf = (type: string): string =>
  mimeLines('generic-icons')
    .find((line) => line.startsWith(`${type}:`))
    ?.slice(type.length + 1) ?? `${type.split('/', 1)[0]!}-x-generic`;

/** Names of the icon, the best first. */
function iconNames(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return ['folder', 'inode-directory'];
  const type = mimeTypeOf(basename(path));
  return [type.replaceAll('/', '-'), genericIconOf(type), 'text-x-generic', 'unknown'];
}

/** The user's theme, if GTK's settings name one, and those that every desktop falls back to. */
function themes(): string[] {
  const settings = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'gtk-3.0/settings.ini');
  const chosen = existsSync(settings)
    ? /^gtk-icon-theme-name\s*=\s*(.+?)\s*$/m.exec(readFileSync(settings, 'utf8'))?.[1]
    : undefined;
  return [...(chosen === undefined ? [] : [chosen]), 'Adwaita', 'gnome', 'hicolor'].filter(
    (name) => !name.includes('/') && name !== '..',
  );
}

/** Directories of a theme with icons of one size: `32x32/mimetypes`, or `mimetypes/32` as in Breeze. */
const directoriesOf = (theme: string, size: number): string[] =>
  ['mimetypes', 'places'].flatMap((context) => [
    join(theme, `${size}x${size}`, context),
    join(theme, context, String(size)),
  ]);

const roots = (): string[] => [
  join(homedir(), '.icons'),
  ...dataDirectories().map((directory) => join(directory, 'icons')),
];

/** Sizes that the theme has, those that need the least scaling first. */
function sizesOf(theme: string, wanted: number): number[] {
  const names = existsSync(theme) ? readdirSync(theme) : [];
  const sizes = names.flatMap((name) => Number(/^(\d+)x\1$/.exec(name)?.[1] ?? NaN)).filter((size) => size > 0);
  return [...new Set([wanted, ...sizes])].sort((one, other) => distance(one, wanted) - distance(other, wanted));
}

/** Larger ones are better than smaller ones. */
const distance = (size: number, wanted: number): number => (size >= wanted ? size - wanted : 10_000 + wanted - size);

/** The PNG file of the icon; null where no theme has one. */
export function iconFileOf(path: string, size: IconSize): string | null {
  const wanted = ICON_SIZES[size];
  const directories = themes()
    .flatMap((named) => roots().map((root) => join(root, named)))
    .flatMap((theme) => sizesOf(theme, wanted).flatMap((found) => directoriesOf(theme, found)));
  for (const name of iconNames(path)) {
    const file = directories.map((directory) => join(directory, `${name}.png`)).find((each) => existsSync(each));
    if (file !== undefined) return file;
  }
  return null;
}
