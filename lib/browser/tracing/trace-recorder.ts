/** Traces of one Chromium with all its processes, recorded in its memory and read as a stream when recording ends. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import type { EventParams } from '../devtools/connection';
import { LATE, within } from '../within';
import type { DevToolsConfig } from './trace-config';

type Usage = Electron.TraceBufferUsageReturnValue;

/** How often Chromium reports how full its buffer is, in milliseconds. */
const USAGE_INTERVAL = 500;

/** How long its answer may take. */
const USAGE_LIMIT = 10_000;

/** How often the list of categories is asked for, and after how many milliseconds again. */
const CATEGORIES_TRIES = 200;
const CATEGORIES_INTERVAL = 50;

/** Bytes of the stream that are read at once. */
const CHUNK = 2 ** 20;

interface Recording {
  browser: Browser;
  /** Resolves when the file is written; null until stop() is called. */
  ending: Promise<void> | null;
}

const GONE = 'The Chromium of the default session has ended, and with it the trace that it was recording.';

export class TraceRecorder {
  readonly #context: () => BrowserContext;
  #recording: Recording | null = null;
  #starting: Promise<void> | null = null;

  /** Of the session whose Chromium is traced: it is started when need be. */
  constructor(context: () => BrowserContext) {
    this.#context = context;
  }

  async categories(): Promise<string[]> {
    const { root } = await this.#context().browser();
    const ask = async (): Promise<string[]> => (await root.send('Tracing.getCategories')).categories;
    let categories = await ask();
    // Of a Chromium that has just started the list is empty, and no event says that it is there.
    for (let tries = CATEGORIES_TRIES; categories.length === 0 && tries > 0; tries--) {
      await delay(CATEGORIES_INTERVAL);
      categories = await ask();
    }
    return categories;
  }

  /** Resolves when all processes record. At once if a recording is there already, as in Electron. */
  async start(traceConfig: DevToolsConfig): Promise<void> {
    await this.#recording?.ending?.catch(() => undefined); // stop() rejects with it
    if (this.#recording?.browser.alive) return;
    this.#starting ??= this.#start(traceConfig).finally(() => {
      this.#starting = null;
    });
    await this.#starting;
  }

  async #start(traceConfig: DevToolsConfig): Promise<void> {
    const browser = await this.#context().browser();
    await browser.root.send('Tracing.start', {
      traceConfig,
      transferMode: 'ReturnAsStream',
      streamFormat: 'json',
      bufferUsageReportingInterval: USAGE_INTERVAL,
    });
    this.#recording = { browser, ending: null };
  }

  /** Zero while nothing is recorded. */
  async usage(): Promise<Usage> {
    const browser = this.#recording?.browser;
    if (!browser?.alive || this.#recording?.ending) return { percentage: 0, value: 0 };
    const { root, connection } = browser;
    let onUsage!: (usage: EventParams<'Tracing.bufferUsage'>) => void;
    const next = new Promise<EventParams<'Tracing.bufferUsage'>>((resolve) => (onUsage = resolve));
    root.once('Tracing.bufferUsage', onUsage);
    const usage = await within(USAGE_LIMIT, Promise.race([next, connection.closed.then(() => null)]));
    root.off('Tracing.bufferUsage', onUsage);
    if (usage === null || usage === LATE) return { percentage: 0, value: 0 };
    return { percentage: usage.percentFull ?? 0, value: usage.eventCount ?? 0 };
  }

  /** Writes the trace; rejects if there is none. If the file cannot be made, recording goes on. */
  async stop(path: string): Promise<void> {
    await this.#starting?.catch(() => undefined); // start() rejects with it
    const recording = this.#recording;
    if (!recording) throw new Error('Failed to stop tracing - no trace in progress');
    if (recording.ending) throw new Error('Failed to stop tracing - the trace is being stopped already');
    recording.ending = this.#write(recording.browser, path).finally(() => {
      recording.ending = null;
    });
    await recording.ending;
  }

  /** Under its own name the file is whole. */
  async #write(browser: Browser, path: string): Promise<void> {
    const draft = `${path}.${randomUUID()}.part`;
    const file = await open(draft, 'wx', 0o600);
    try {
      try {
        await writeTrace(browser, file);
      } finally {
        this.#recording = null;
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
}

async function writeTrace({ root, connection, alive }: Browser, file: FileHandle): Promise<void> {
  if (!alive) throw new Error(GONE);
  const complete = new Promise<EventParams<'Tracing.tracingComplete'>>((resolve) =>
    root.once('Tracing.tracingComplete', resolve),
  );
  await root.send('Tracing.end');
  const end = await Promise.race([complete, connection.closed.then(() => null)]);
  const handle = end?.stream;
  if (handle === undefined) throw new Error(GONE);
  for (;;) {
    const { data, base64Encoded = false, eof } = await root.send('IO.read', { handle, size: CHUNK });
    await file.write(Buffer.from(data, base64Encoded ? 'base64' : 'utf8'));
    if (eof) break;
  }
  root.post('IO.close', { handle });
}
