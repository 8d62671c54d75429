/**
 * ses.netLog: what happens in the network of one session, while its Chromium runs. Tracing reports it in memory; the file is
 * complete and valid from the first moment on, and gets the events when logging stops.
 */
import { open, type FileHandle } from 'node:fs/promises';
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
import { netLogFile, type TraceEvent } from './net-log-format';

const MODES = ['default', 'includeSensitive', 'everything'] as const;

interface Recording {
  browser: Browser;
  file: FileHandle;
  maxFileSize: number | undefined;
  events: TraceEvent[];
  /** Resolves when Chromium has reported everything. */
  complete: Promise<void>;
  /** Resolves when the file is complete; null: nobody has ended the log. */
  finished: Promise<void> | null;
}

export class NetLogRecorder {
  readonly #context: BrowserContext;
  #recording: Recording | null = null;
  #starting: Promise<void> | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
    context.on('ended', (browser) => {
      if (this.#recording?.browser === browser) void this.#finish(this.#recording).catch(() => undefined);
    });
  }

  get isRecording(): boolean {
    return this.#recording !== null;
  }

  /** Rejects if a log is being made, and if the file cannot be written; with TypeError for bad options. */
  async start(path: string, options: Electron.StartLoggingOptions = {}): Promise<void> {
    const maxFileSize = maxFileSizeOf(path, options);
    if (this.#recording || this.#starting) throw new Error('There is already a net log running');
    this.#starting = this.#start(path, maxFileSize);
    try {
      await this.#starting;
    } finally {
      this.#starting = null;
    }
  }

  async #start(path: string, maxFileSize: number | undefined): Promise<void> {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(netLogFile([], chromium().version).text);
      this.#recording = await this.#record(file, maxFileSize);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Resolves when the file is complete. Rejects if no log is being made, and if it cannot be written. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined); // whoever started it is told
    const recording = this.#recording;
    if (!recording) throw new Error('No net log in progress');
    await recording.browser.root.send('Tracing.end').catch(() => undefined); // it has ended, and this with it
    await this.#finish(recording);
  }

  async #record(file: FileHandle, maxFileSize: number | undefined): Promise<Recording> {
    const browser = await this.#context.browser();
    const events: TraceEvent[] = [];
    browser.root.on('Tracing.dataCollected', ({ value }) => {
      if (this.#recording?.events === events) events.push(...(value as unknown as TraceEvent[]));
    });
    const complete = new Promise<void>((resolve) => {
      browser.root.on('Tracing.tracingComplete', () => resolve());
      void browser.connection.closed.then(() => resolve());
    });
    await browser.root.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { recordMode: 'recordUntilFull', includedCategories: ['netlog'], excludedCategories: ['*'] },
    });
    return { browser, file, maxFileSize, events, complete, finished: null };
  }

  #finish(recording: Recording): Promise<void> {
    return (recording.finished ??= this.#write(recording));
  }

  async #write({ complete, file, events, maxFileSize }: Recording): Promise<void> {
    await complete;
    try {
      const { text } = netLogFile(events, chromium().version, maxFileSize);
      await file.truncate(0);
      await file.write(text, 0);
    } finally {
      this.#recording = null;
      await file.close();
    }
  }
}

function maxFileSizeOf(path: string, options: Electron.StartLoggingOptions): number | undefined {
  validateString(path, 'path');
  if (path === '') throw invalidArgValue('path', 'the path of a file', path);
  validateObject(options, 'options');
  const { captureMode = 'default', maxFileSize } = options;
  validateOneOf(captureMode, 'options.captureMode', MODES);
  if (captureMode !== 'default') {
    throw new Error(
      `options.captureMode '${captureMode}': a running Chromium logs with 'default' only. Start the app with app.commandLine.appendSwitch('log-net-log', path) and 'net-log-capture-mode' instead.`,
    );
  }
  if (maxFileSize === undefined) return undefined;
  validateInteger(maxFileSize, 'options.maxFileSize');
  if (maxFileSize < 1) throw invalidArgValue('options.maxFileSize', 'a number of bytes above 0', maxFileSize);
  return maxFileSize;
}
