/** The well-known directories of app.getPath(). */
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { validateString } from '../../common/validators';

const XDG_DIRECTORIES: Record<string, { key: string; fallback: string }> = {
  desktop: { key: 'XDG_DESKTOP_DIR', fallback: 'Desktop' },
  documents: { key: 'XDG_DOCUMENTS_DIR', fallback: 'Documents' },
  downloads: { key: 'XDG_DOWNLOAD_DIR', fallback: 'Downloads' },
  music: { key: 'XDG_MUSIC_DIR', fallback: 'Music' },
  pictures: { key: 'XDG_PICTURES_DIR', fallback: 'Pictures' },
  videos: { key: 'XDG_VIDEOS_DIR', fallback: 'Videos' },
};

const configHome = (): string => process.env.XDG_CONFIG_HOME || join(homedir(), '.config');

/** A directory of ~/.config/user-dirs.dirs, which holds lines like XDG_MUSIC_DIR="$HOME/Music". */
function userDirectory(name: string): string {
  const { key, fallback } = XDG_DIRECTORIES[name]!;
  try {
    const text = readFileSync(join(configHome(), 'user-dirs.dirs'), 'utf8');
    const value = new RegExp(`^${key}="(.*)"$`, 'm').exec(text)?.[1]?.replace('$HOME', homedir());
    if (value && isAbsolute(value)) return value;
  } catch {
    // No such file: the defaults of xdg-user-dirs.
  }
  return join(homedir(), fallback);
}

export class AppPaths {
  readonly #set = new Map<string, string>();
  readonly #appName: () => string;
  readonly #execPath: string;

  constructor(appName: () => string, execPath: string) {
    this.#appName = appName;
    this.#execPath = execPath;
  }

  /** Throws Error for an unknown name, as Electron does. */
  get(name: string): string {
    const path = this.#set.get(name) ?? this.#default(name);
    if (path === null) {
      throw new Error(`Failed to get '${name}' path: app.getPath() knows no such name; app.setPath() makes new ones.`);
    }
    return path;
  }

  /** Throws Error for a path that is not absolute. Creates the directory, for this user only, as Electron does. */
  set(name: string, path: string): void {
    validateString(name, 'name');
    validateString(path, 'path');
    if (!isAbsolute(path)) throw new Error(`Path must be absolute, got '${path}'`);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#set.set(name, path);
  }

  #default(name: string): string | null {
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return configHome();
      case 'userData':
        return join(this.get('appData'), this.#appName());
      case 'sessionData':
        return this.get('userData');
      case 'temp':
        return tmpdir();
      case 'exe':
      case 'module':
        return this.#execPath;
      case 'logs':
        return join(this.get('userData'), 'logs');
      case 'crashDumps':
        return join(this.get('userData'), 'Crashpad');
      default:
        return name in XDG_DIRECTORIES ? userDirectory(name) : null;
    }
  }
}
