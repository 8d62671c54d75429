/**
 * One instance of an app per user data directory (app.requestSingleInstanceLock()). The lock is a link whose target names its
 * owner. A second instance leaves a file for the owner, who watches their directory: both sides need no listener that another
 * user could reach, and a second instance may end at once.
 */
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readProcessStat } from '../process-stat';

/** What a second instance was started with. */
export interface SecondInstance {
  argv: string[];
  cwd: string;
  data: unknown;
}

const ownName = (): string => `${hostname()}:${process.pid}:${readProcessStat(process.pid)?.started}`;

/** An owner on another machine (a shared home directory) cannot be looked at: it counts as alive. */
function isAlive(owner: string): boolean {
  const [, host, pid, start] = /^(.*):(\d+):(\d+)$/.exec(owner) ?? [];
  if (!pid || !start) return false;
  return host !== hostname() || readProcessStat(Number(pid))?.started === Number(start);
}

const errorCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

export class SingleInstance {
  readonly #report: (second: SecondInstance) => void;
  #directory: string | null = null;
  #watcher: FSWatcher | null = null;
  readonly #onExit = (): void => this.release();

  /** `report`: another instance was started while this one had the lock. */
  constructor(report: (second: SecondInstance) => void) {
    this.#report = report;
  }

  get isHeld(): boolean {
    return this.#directory !== null;
  }

  /** False if another instance has the lock: it receives `second`. Throws if the directory cannot be written. */
  request(userData: string, second: SecondInstance): boolean {
    if (this.isHeld) return true;
    const directory = join(userData, 'SingleInstance');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!this.#lock(join(directory, 'lock'))) {
      const file = join(directory, randomUUID());
      writeFileSync(`${file}.tmp`, JSON.stringify(second), { mode: 0o600 });
      renameSync(`${file}.tmp`, `${file}.json`);
      return false;
    }
    this.#directory = directory;
    // Files for an earlier owner.
    for (const name of readdirSync(directory)) if (name !== 'lock') rmSync(join(directory, name), { force: true });
    this.#watcher = watch(directory, { persistent: false }, (_, name) => {
      if (name?.endsWith('.json')) this.#receive(join(directory, name));
    });
    process.once('exit', this.#onExit);
    return true;
  }

  release(): void {
    if (this.#directory === null) return;
    this.#watcher?.close();
    (process as NodeJS.EventEmitter).off('exit', this.#onExit);
    rmSync(join(this.#directory, 'lock'), { force: true });
    this.#directory = null;
  }

  #lock(link: string): boolean {
    for (;;) {
      try {
        symlinkSync(ownName(), link);
        return true;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const owner = this.#ownerOf(link);
      if (owner === null) continue;
      if (isAlive(owner)) return false;
      this.#removeStale(link, owner);
    }
  }

  #ownerOf(link: string): string | null {
    try {
      return readlinkSync(link);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Moved away first: of two instances that find a dead owner, the slower one must not remove the lock of the faster. */
  #removeStale(link: string, owner: string): void {
    const moved = `${link}-${randomUUID()}`;
    try {
      renameSync(link, moved);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      throw error;
    }
    if (readlinkSync(moved) !== owner) renameSync(moved, link);
    else unlinkSync(moved);
  }

  /** A file may be seen twice: the first look takes it. */
  #receive(file: string): void {
    let second: SecondInstance;
    try {
      second = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
      unlinkSync(file);
    } catch {
      return;
    }
    this.#report(second);
  }
}
