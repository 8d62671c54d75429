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
import type { EventParams } from '../devtools/connection';
import { netLogFile, type TraceEvent } from './net-log-format';

const MODES = ['default', 'includeSensitive', 'everything'] as const;

interface Recording {
  browser: Browser;
  file: FileHandle;
  maxFileSize: number | undefined;
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
      const browser = await this.#context.browser();
      await browser.root.send('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: { recordMode: 'recordUntilFull', includedCategories: ['netlog'], excludedCategories: ['*'] },
      });
      this.#recording = { browser, file, maxFileSize, finished: null };
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
    await this.#finish(recording);
  }

  #finish(recording: Recording): Promise<void> {
    return (recording.finished ??= this.#write(recording));
  }

  async #write({ browser, file, maxFileSize }: Recording): Promise<void> {
    try {
      const events = await endTracing(browser);
      const { text } = netLogFile(events, chromium().version, maxFileSize);
      await file.truncate(0);
      await file.write(text, 0);
    } finally {
      this.#recording = null;
      await file.close();
    }
  }
}

/** Resolves with everything that Chromium reports when tracing ends; with what has come so far if it ends before. */
async function endTracing({ root, connection }: Browser): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const onData = ({ value }: EventParams<'Tracing.dataCollected'>): void => {
    events.push(...(value as unknown as TraceEvent[]));
  };
  root.on('Tracing.dataCollected', onData);
  const complete = new Promise<void>((resolve) => root.once('Tracing.tracingComplete', () => resolve()));
  root.post('Tracing.end');
  await Promise.race([complete, connection.closed]);
  root.off('Tracing.dataCollected', onData);
  return events;
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
