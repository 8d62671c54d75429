/** Which program the desktop opens links of a scheme with: xdg-settings and xdg-mime, as Electron does on Linux. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a program prints; null if it is not there or fails. */
function run(program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : null;
}

/** The desktop file of the app: what the launcher of a desktop says, then package.json, then its name. */
export function desktopFile(appPath: string, name: string): string {
  const { CHROME_DESKTOP } = process.env;
  if (CHROME_DESKTOP) return CHROME_DESKTOP;
  try {
    const { desktopName } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as {
      desktopName?: unknown;
    };
    if (typeof desktopName === 'string') return desktopName;
  } catch {
    // Without a package.json the name decides.
  }
  return `${name}.desktop`;
}

/** A name that cannot be an option or two words of one. */
const isScheme = (scheme: string): boolean => /^[a-z][a-z0-9+.-]*$/i.test(scheme);

export class ProtocolClient {
  readonly #desktopFile: () => string;

  constructor(app: { readonly path: string; readonly name: string }) {
    this.#desktopFile = () => desktopFile(app.path, app.name);
  }

  register(scheme: string): boolean {
    return (
      isScheme(scheme) &&
      run('xdg-settings', ['set', 'default-url-scheme-handler', scheme, this.#desktopFile()]) !== null
    );
  }

  isRegistered(scheme: string): boolean {
    return (
      isScheme(scheme) &&
      run('xdg-settings', ['check', 'default-url-scheme-handler', scheme, this.#desktopFile()]) === 'yes'
    );
  }

  /** The desktop file of the program that opens such links; empty if there is none. */
  nameOf(scheme: string): string {
    return isScheme(scheme) ? (run('xdg-mime', ['query', 'default', `x-scheme-handler/${scheme}`]) ?? '') : '';
  }
}
