/**
 * The net log that Chromium writes from its start on, in any mode, through a named pipe: events come while it runs, so that what
 * has been recorded outlives the app and Chromium.
 */
import { spawnSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Switches } from '../browser-process/switches';
import type { NetLogFile } from './net-log-file';

export type CaptureMode = 'default' | 'includeSensitive' | 'everything';

/** Chromium writes events by the dozen: so many look-ups push out what it holds back. */
const LOOK_UPS = 20;

export class NetLogPipe {
  readonly mode: CaptureMode;
  /** Resolves when Chromium has ended, and what it has written is in the file. */
  readonly ended: Promise<void>;
  readonly #directory: string;
  readonly #socket: Socket;
  #constants: string | null = null;
  #onConstants: ((constants: string) => void) | null = null;
  #file: NetLogFile | null = null;
  #failure: Error | null = null;
  #end: { marker: string; reached: () => void } | null = null;

  private constructor(mode: CaptureMode, directory: string) {
    this.mode = mode;
    this.#directory = directory;
    this.#socket = new Socket({
      fd: openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK),
      readable: true,
      writable: false,
    });
    this.#socket.setEncoding('utf8');
    this.ended = this.#pump();
  }

  /** Before the browser is started. Null if the machine makes none. */
  static open(mode: CaptureMode): NetLogPipe | null {
    const directory = mkdtempSync(join(tmpdir(), 'valence-net-log-'));
    const { status } = spawnSync('mkfifo', ['-m', '600', join(directory, 'pipe')]);
    if (status === 0) return new NetLogPipe(mode, directory);
    rmSync(directory, { recursive: true, force: true });
    return null;
  }

  get path(): string {
    return join(this.#directory, 'pipe');
  }

  get switches(): Switches {
    const mode = this.mode[0]!.toUpperCase() + this.mode.slice(1);
    return { 'log-net-log': this.path, 'net-log-capture-mode': mode };
  }

  /** What comes from now on goes to this file. Resolves when it comes; rejects if nothing can. */
  async writeTo(file: NetLogFile): Promise<void> {
    const got = new Promise<string>((resolve) => {
      if (this.#constants === null) this.#onConstants = resolve;
      else resolve(this.#constants);
    });
    const head = await Promise.race([got, this.ended.then(() => null)]);
    if (head === null) throw new Error('The Chromium of the session has ended');
    await file.begin(head);
    this.#failure = null;
    this.#file = file;
  }

  /** Resolves when everything that has happened before is in the file. Rejects if it could not be written. */
  async finish(lookUp: (host: string) => Promise<unknown>): Promise<void> {
    if (this.#file) {
      const marker = `net-log-${crypto.randomUUID()}.localhost`;
      const reached = new Promise<void>((resolve) => (this.#end = { marker, reached: resolve }));
      for (let index = 0; index < LOOK_UPS && this.#file; index++) await lookUp(marker);
      await Promise.race([reached, this.ended]);
    }
    this.#file = null;
    this.#end = null;
    if (this.#failure) throw this.#failure;
  }

  /** Nothing more is read. */
  close(): void {
    this.#socket.destroy();
  }

  /** The browser has ended: nothing comes any more if nothing has come. */
  onBrowserGone(): void {
    if (this.#constants === null) this.close();
  }

  async #pump(): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of this.#socket as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        await this.#take(lines);
      }
    } catch {
      // Closed: by us.
    }
    this.#removePipe();
    this.#file = null;
  }

  async #take(lines: string[]): Promise<void> {
    if (this.#constants === null && lines.length > 0) {
      this.#removePipe();
      this.#constants = lines
        .shift()!
        .replace(/^\{"constants":/, '')
        .replace(/,$/, '');
      this.#onConstants?.(this.#constants);
    }
    if (!this.#file) return;
    const { marker } = this.#end ?? {};
    const last = marker === undefined ? -1 : lines.findIndex((line) => line.includes(marker));
    const events = lines
      .slice(0, last < 0 ? lines.length : last)
      .filter((line) => line.startsWith('{') && line.endsWith('},'))
      .map((line) => line.slice(0, -1));
    try {
      await this.#file.append(events);
    } catch (error) {
      this.#failure ??= error as Error;
      this.#file = null;
    }
    if (last < 0) return;
    this.#file = null;
    this.#end?.reached();
  }

  /** Both ends are open, or will not be opened. */
  #removePipe(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
