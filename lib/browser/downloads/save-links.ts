/**
 * How Chromium is made to save where the app wants. An extension may only name files below Chromium's download directory, which is
 * fixed at start: a folder of the session's own. A symbolic link in it stands for the directory of each download. Chromium asks the
 * user about links that lead out of its directory, so the preloaded library leaves these unresolved (shell/policy).
 */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** As in shell/policy/path_map.cc. */
const FOLDER = 'Download Links';

/** Chromium's download directory: what it receives before a download has a name lies there, too. */
export const linksFolder = (userDataDir: string): string => join(userDataDir, FOLDER);

export interface SaveLink {
  /** Of the link, in the folder. */
  readonly name: string;
  remove(): void;
}

export class SaveLinks {
  readonly #folder: string;
  #lastId = 0;

  constructor(userDataDir: string) {
    this.#folder = linksFolder(userDataDir);
  }

  /** Makes the folder; removes what an earlier browser has left. Throws Error if the session's directory can hold no more. */
  prepare(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { mode: 0o700 });
  }

  /** Throws Error if the session's directory can hold no more. */
  add(directory: string): SaveLink {
    const name = String(++this.#lastId);
    const path = join(this.#folder, name);
    symlinkSync(directory, path);
    return { name, remove: () => rmSync(path, { force: true }) };
  }
}
