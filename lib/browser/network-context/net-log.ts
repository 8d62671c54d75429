/**
 * ses.netLog: what happens in the network of one session, while its Chromium runs. Logging that begins before that Chromium does is
 * Chromium's own, in any mode; of one that runs already, Tracing reports events in the mode `default`, when logging ends.
 */
import {
  invalidArgValue,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
} from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { chromium } from '../browser-process/chromium';
import { NetLogFile } from './net-log-file';
import { netLogConstants, netLogEvents } from './net-log-format';
import { NetLogPipe, type CaptureMode } from './net-log-pipe';
import { endTracing, startTracing } from './net-log-tracing';

const MODES = ['default', 'includeSensitive', 'everything'] as const;

interface Recording {
  browser: Browser;
  file: NetLogFile;
  /** Null: Tracing records. */
  pipe: NetLogPipe | null;
  /** Resolves when the file is complete; null: nobody has ended the log. */
  finished: Promise<void> | null;
}

export interface NetLogOptions {
  /** Whether the app has Chromium log by itself. */
  isLogging(): boolean;
  lookUp(host: string): Promise<unknown>;
}

export class NetLogRecorder {
  readonly #context: BrowserContext;
  readonly #options: NetLogOptions;
  /** Of the browser that runs, or is about to start. */
  #pipe: NetLogPipe | null = null;
  #recording: Recording | null = null;
  #starting: Promise<void> | null = null;

  constructor(context: BrowserContext, options: NetLogOptions) {
    this.#context = context;
    this.#options = options;
    context.contribute({ switches: () => this.#pipe?.switches ?? {} });
    context.on('ended', (browser) => {
      this.#pipe?.onBrowserGone();
      this.#pipe = null;
      if (this.#recording?.browser === browser) void this.#finish(this.#recording).catch(() => undefined);
    });
    context.beforeClose(async () => {
      if (this.#recording) await this.#finish(this.#recording);
    });
  }

  get isRecording(): boolean {
    return this.#recording !== null;
  }

  /** Rejects if a log is being made, and if the file cannot be written. Throws TypeError for bad options. */
  start(path: string, options: Electron.StartLoggingOptions = {}): Promise<void> {
    return this.#begin(checked(path, options), path);
  }

  async #begin({ captureMode, maxFileSize }: CheckedOptions, path: string): Promise<void> {
    if (this.#recording || this.#starting) throw new Error('There is already a net log running');
    // In this turn: what the app does next may start the browser.
    const pipe = this.#pipeFor(captureMode);
    this.#starting = this.#start(path, captureMode, maxFileSize, pipe);
    try {
      await this.#starting;
    } finally {
      this.#starting = null;
    }
  }

  /** Resolves when the file is complete. Rejects if no log is being made, and if it cannot be written. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined); // whoever started it is told
    const recording = this.#recording;
    if (!recording) throw new Error('No net log in progress');
    await this.#finish(recording);
  }

  /** The pipe of the browser that runs, if it has this mode, or of the next one. */
  #pipeFor(mode: CaptureMode): NetLogPipe | null {
    if (!this.#context.current && !this.#options.isLogging()) {
      this.#pipe?.close();
      this.#pipe = NetLogPipe.open(mode);
    }
    return this.#pipe?.mode === mode ? this.#pipe : null;
  }

  async #start(
    path: string,
    mode: CaptureMode,
    maxFileSize: number | undefined,
    wanted: NetLogPipe | null,
  ): Promise<void> {
    const file = await NetLogFile.create(path, maxFileSize).catch((error: unknown) => {
      this.#drop(wanted);
      throw error;
    });
    try {
      await file.begin(netLogConstants(chromium().version));
      const browser = await this.#context.browser();
      const pipe = wanted && browser.switches.get('log-net-log') === wanted.path ? wanted : null;
      if (!pipe && mode !== 'default') throw new Error(tooLate(mode));
      await (pipe ? pipe.writeTo(file) : startTracing(browser));
      this.#recording = { browser, file, pipe, finished: null };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** If no browser has begun with it. */
  #drop(pipe: NetLogPipe | null): void {
    if (!pipe || this.#context.current?.switches.get('log-net-log') === pipe.path) return;
    pipe.close();
    this.#pipe = null;
  }

  #finish(recording: Recording): Promise<void> {
    return (recording.finished ??= this.#write(recording));
  }

  async #write({ browser, file, pipe }: Recording): Promise<void> {
    try {
      if (pipe) {
        await pipe.finish(async (host) => browser.alive && this.#options.lookUp(host));
      } else {
        const { constants, events } = netLogEvents(await endTracing(browser), chromium().version);
        await file.begin(constants, events);
      }
    } finally {
      this.#recording = null;
      await file.close();
    }
  }
}

const tooLate = (mode: CaptureMode): string =>
  `options.captureMode '${mode}': a Chromium that runs already can only log with 'default'. Start logging before the session is first used.`;

interface CheckedOptions {
  readonly captureMode: CaptureMode;
  readonly maxFileSize: number | undefined;
}

function checked(path: string, options: Electron.StartLoggingOptions): CheckedOptions {
  validateString(path, 'path');
  if (path === '') throw invalidArgValue('path', 'the path of a file', path);
  validateObject(options, 'options');
  const { captureMode = 'default', maxFileSize } = options;
  validateOneOf(captureMode, 'options.captureMode', MODES);
  if (maxFileSize !== undefined) {
    validateInteger(maxFileSize, 'options.maxFileSize');
    if (maxFileSize < 1) throw invalidArgValue('options.maxFileSize', 'a number of bytes above 0', maxFileSize);
  }
  return { captureMode, maxFileSize };
}
