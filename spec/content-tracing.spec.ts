import { app, contentTracing, session } from 'electron';
import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { outputOf, outputWhenReady } from './lib/apps';
import { defer } from './lib/cleanup';
import { run } from './lib/preload';
import { endBrowser, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

interface TraceEvent {
  cat: string;
  name: string;
}

const eventsIn = (file: string): TraceEvent[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] }).traceEvents;

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as Error).message,
  );

const NOT_RECORDING = 'Failed to stop tracing - no trace in progress';

describe('contentTracing module', () => {
  after(() => endBrowser(session.defaultSession));
  afterEach(() =>
    contentTracing.stopRecording().then(
      (file) => rmSync(file),
      () => undefined, // the spec has stopped it
    ),
  );

  it('lists categories', async () => {
    expect(await contentTracing.getCategories()).to.include.members(['blink', 'v8']);
  });

  it('writes a trace of the default session, with its pages', async () => {
    const file = path.join(tempDir(), 'trace.json');
    const window = newWindow({ webPreferences: { session: session.defaultSession } });
    await window.loadURL('data:text/html,<title>traced</title>');
    // Behind the load: a process that starts later begins to record by itself, nobody is told when.
    await contentTracing.startRecording({ included_categories: ['*'] });
    await run(window, "void performance.mark('of the page')");
    expect(await contentTracing.stopRecording(file)).to.equal(file);
    const events = eventsIn(file);
    expect(events.map(({ name }) => name)).to.include('of the page');
    expect(readdirSync(path.dirname(file))).to.deep.equal(['trace.json']);
  });

  it('records only the categories of a filter', async () => {
    await contentTracing.startRecording({ categoryFilter: '__nothing__', traceOptions: '' });
    const file = await contentTracing.stopRecording();
    defer(() => rmSync(file));
    expect(new Set(eventsIn(file).map(({ cat }) => cat))).to.deep.equal(new Set(['__metadata']));
  });

  it('leaves out what is excluded', async () => {
    await contentTracing.startRecording({ categoryFilter: '-*', traceOptions: 'record-continuously' });
    const filtered = await contentTracing.stopRecording();
    defer(() => rmSync(filtered));
    await contentTracing.startRecording({ excluded_categories: ['*'], recording_mode: 'record-as-much-as-possible' });
    const none = await contentTracing.stopRecording('');
    defer(() => rmSync(none));
    const categories = [filtered, none].map((file) => [...new Set(eventsIn(file).map(({ cat }) => cat))]);
    expect(categories).to.deep.equal([['__metadata'], ['__metadata']]);
  });

  it('writes a temporary file if there is no path', async () => {
    await contentTracing.startRecording({ excluded_categories: ['*'] });
    const file = await contentTracing.stopRecording();
    defer(() => rmSync(file));
    expect(path.dirname(file)).to.equal(app.getPath('temp'));
    expect(eventsIn(file)).to.be.an('array');
  });

  it('goes on recording when it is started twice, and when the file cannot be made', async () => {
    await Promise.all([contentTracing.startRecording({}), contentTracing.startRecording({})]);
    await contentTracing.startRecording({});
    const directory = tempDir();
    const nowhere = path.join(directory, 'missing', 'trace.json');
    expect(await messageOf(contentTracing.stopRecording(nowhere))).to.include('ENOENT');
    const file = path.join(directory, 'trace.json');
    expect(await contentTracing.stopRecording(file)).to.equal(file);
    expect(await messageOf(contentTracing.stopRecording(file))).to.equal(NOT_RECORDING);
  });

  it('leaves nothing behind where a directory is in the way', async () => {
    const directory = tempDir();
    const taken = path.join(directory, 'taken');
    mkdirSync(taken);
    writeFileSync(path.join(taken, 'file'), '');
    await contentTracing.startRecording({ excluded_categories: ['*'] });
    expect(await messageOf(contentTracing.stopRecording(taken))).to.match(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(directory)).to.deep.equal(['taken']);
    expect(await messageOf(contentTracing.stopRecording())).to.equal(NOT_RECORDING);
  });

  it('rejects if it is stopped twice at once', async () => {
    const file = path.join(tempDir(), 'trace.json');
    await contentTracing.startRecording({ excluded_categories: ['*'] });
    const first = contentTracing.stopRecording(file);
    expect(await messageOf(contentTracing.stopRecording(file))).to.include('the trace is being stopped already');
    await first;
    expect(existsSync(file)).to.equal(true);
  });

  it('rejects if nothing is recorded', async () => {
    expect(await messageOf(contentTracing.stopRecording())).to.equal(NOT_RECORDING);
  });

  it('reports how full the buffer is', async () => {
    expect(await contentTracing.getTraceBufferUsage()).to.deep.equal({ percentage: 0, value: 0 });
    await contentTracing.startRecording({ categoryFilter: '*', traceOptions: 'record-until-full' });
    const usage = await contentTracing.getTraceBufferUsage();
    expect(usage.percentage).to.be.within(0, 1);
    expect(usage.value).to.be.a('number');
    rmSync(await contentTracing.stopRecording());
  });

  it('rejects when Chromium ends while it records, and can start again', async () => {
    await contentTracing.startRecording({});
    await endBrowser(session.defaultSession);
    expect(await messageOf(contentTracing.stopRecording())).to.include('has ended');
    await contentTracing.startRecording({});
    await endBrowser(session.defaultSession);
    await contentTracing.startRecording({ excluded_categories: ['*'] });
    rmSync(await contentTracing.stopRecording());
  });

  it('rejects bad arguments', async () => {
    expect(await messageOf(contentTracing.startRecording(1 as never))).to.equal(
      'options must be an object, got number',
    );
    const wrong = { recording_mode: 'x' } as never;
    expect(await messageOf(contentTracing.startRecording(wrong))).to.include('options.recording_mode must be one of');
    const half = { categoryFilter: '*' } as never;
    expect(await messageOf(contentTracing.startRecording(half))).to.include('options.traceOptions must be a string');
    const bad = 1 as never;
    expect(await messageOf(contentTracing.stopRecording(bad))).to.equal('resultFilePath must be a string, got number');
  });

  it('rejects before the app is ready', async () => {
    const code = `
      require('electron').contentTracing.startRecording({}).catch(({ message }) => { print([message]); app.quit(); });`;
    expect(await outputOf(code)).to.deep.equal([['contentTracing cannot be used before app is ready']]);
  });

  it('warns once of an option that has no effect', async () => {
    const code = `
      const { contentTracing } = require('electron');
      const codes = [];
      process.on('warning', ({ code }) => code === 'VALENCE_UNSUPPORTED_TRACE_OPTION' && codes.push(code));
      for (let i = 0; i < 2; i++) {
        await contentTracing.startRecording({ included_process_ids: [1], excluded_categories: ['*'] });
        require('node:fs').rmSync(await contentTracing.stopRecording());
      }
      print(codes);
      app.quit();`;
    expect(await outputWhenReady(code)).to.deep.equal([['VALENCE_UNSUPPORTED_TRACE_OPTION']]);
  });
});
