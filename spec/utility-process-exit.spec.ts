import { app, utilityProcess } from 'electron';
import { expect } from 'chai';
import { spawnApp, sourceWhenReady } from './lib/apps';
import { commandLineOf, isAlive, untilGone } from './lib/processes';
import { nextEvent } from './lib/sessions';
import { tempDir } from './lib/temp';
import { ECHO, forkUtility, messageOf, type UtilityOptions } from './lib/utility';

type Gone = [Electron.Event, Electron.Details];

const exitOf = async (code: string, options?: UtilityOptions): Promise<number> =>
  (await nextEvent<[number]>(forkUtility(code, options), 'exit'))[0];

/** The exit code, and the details that the app got. */
const goneOf = async (code: string, options?: UtilityOptions): Promise<[number, Electron.Details]> => {
  const gone = nextEvent<Gone>(app, 'child-process-gone');
  const exitCode = await exitOf(code, options);
  return [exitCode, (await gone)[1]];
};

describe("utility event 'spawn'", () => {
  it('comes once the process runs, which has its pid from then on', async () => {
    const child = forkUtility(ECHO);
    expect(child.pid).to.equal(undefined);
    expect(child.kill()).to.equal(false);
    await nextEvent(child, 'spawn');
    expect(commandLineOf(child.pid!)[0]).to.equal(process.execPath);
    const exit = nextEvent(child, 'exit');
    child.kill();
    await exit;
    expect(child.pid).to.equal(undefined);
  });
});

describe("utility event 'exit'", () => {
  it('has the code that the process ends with', async () => {
    expect(await exitOf('process.exit()')).to.equal(0);
    expect(await exitOf('process.exit(5)')).to.equal(5);
  });

  it('has 1 after an uncaught exception, of CommonJS and of an ES module', async () => {
    const quiet = { stdio: 'ignore' };
    expect(await exitOf('throw new Error("of the script")', quiet)).to.equal(1);
    expect(await exitOf('throw new Error("of the script")', { ...quiet, main: 'utility.mjs' })).to.equal(1);
    expect(await exitOf('Promise.reject(new Error("of a promise"))', quiet)).to.equal(1);
  });

  it('has 1 if there is no such script', async () => {
    const child = utilityProcess.fork(`${tempDir()}/missing.js`, [], { stdio: 'ignore' });
    expect((await nextEvent<[number]>(child, 'exit'))[0]).to.equal(1);
  });

  it('has the number of the signal that ended the process', async () => {
    expect(await exitOf("process.kill(process.pid, 'SIGKILL')")).to.equal(9);
  });

  it('comes behind every message of the process', async () => {
    const child = forkUtility(
      'for (let index = 0; index < 100; index++) process.parentPort.postMessage(index); process.exit();',
    );
    const seen: unknown[] = [];
    child.on('message', (message) => seen.push(message));
    await nextEvent(child, 'exit');
    expect(seen).to.have.length(100);
  });

  it('comes behind a message of many megabytes, and those of listeners of exit', async () => {
    const child = forkUtility(`
      process.on('exit', () => process.parentPort.postMessage('last'));
      process.parentPort.postMessage('x'.repeat(20_000_000));
      process.exit();`);
    const seen: unknown[] = [];
    child.on('message', (message: string) => seen.push(message.length));
    await nextEvent(child, 'exit');
    expect(seen).to.deep.equal([20_000_000, 4]);
  });

  it('does not come while the process has nothing to do', async () => {
    const child = forkUtility("setImmediate(() => process.parentPort.postMessage('idle'))");
    let ended = false;
    child.once('exit', () => (ended = true));
    await messageOf(child);
    // A process that ends when its loop is empty has ended before another one has started.
    await messageOf(forkUtility("process.parentPort.postMessage('second')"));
    expect(ended).to.equal(false);
  });

  it('comes with a warning if the process cannot be started', async () => {
    const warned = nextEvent<[NodeJS.ErrnoException]>(process, 'warning');
    const [code, { reason }] = await goneOf('', { cwd: `${tempDir()}/missing` });
    expect([code, reason]).to.deep.equal([127, 'launch-failed']);
    expect((await warned)[0].code).to.equal('VALENCE_UTILITY_NOT_STARTED');
  });
});

describe('utility.kill()', () => {
  it('lets the process end by itself, with code 0', async () => {
    const child = forkUtility(`
      process.on('SIGTERM', () => { process.parentPort.postMessage('asked'); process.exit(); });
      process.parentPort.postMessage('ready');`);
    await messageOf(child);
    const [asked, exit] = [messageOf(child), nextEvent<[number]>(child, 'exit')];
    expect(child.kill()).to.equal(true);
    expect(await asked).to.equal('asked');
    expect((await exit)[0]).to.equal(0);
    expect(child.kill()).to.equal(false);
  });

  for (const [what, code] of [
    ['does not listen', "process.parentPort.postMessage('ready'); for (;;);"],
    ['refuses', "process.on('SIGTERM', () => {}); process.parentPort.postMessage('ready');"],
  ] as const) {
    it(`ends a process that ${what}, also with code 0`, async () => {
      const child = forkUtility(code);
      await messageOf(child);
      const exit = nextEvent<[number]>(child, 'exit');
      child.kill();
      expect((await exit)[0]).to.equal(0);
    });
  }
});

describe("app event 'child-process-gone'", () => {
  it('is emitted for a utility process that crashes', async () => {
    const [exitCode, details] = await goneOf('process.abort()', { stdio: 'ignore' });
    expect(exitCode).to.equal(6);
    expect(details).to.deep.equal({
      type: 'Utility',
      reason: 'crashed',
      exitCode: 6,
      serviceName: 'node.mojom.NodeService',
      name: 'Node Utility Process',
    });
  });

  it('has the name that the app has given', async () => {
    const [, { name, reason }] = await goneOf('process.exit(3)', { serviceName: 'Hello' });
    expect([name, reason]).to.deep.equal(['Hello', 'abnormal-exit']);
  });

  it('tells a process that was killed', async () => {
    const [, { reason, exitCode }] = await goneOf("process.kill(process.pid, 'SIGKILL')");
    expect([reason, exitCode]).to.deep.equal(['killed', 9]);
  });

  it('is not emitted for a process that ends with code 0', async () => {
    const seen: unknown[] = [];
    const listener = (_: unknown, { name }: Electron.Details): unknown => seen.push(name);
    app.on('child-process-gone', listener);
    await exitOf('process.exit()', { serviceName: 'fine' });
    await goneOf('process.exit(1)', { serviceName: 'failed' });
    app.off('child-process-gone', listener);
    expect(seen).to.deep.equal(['failed']);
  });
});

describe('a utility process', () => {
  const APP = `
    const { utilityProcess } = require('electron');
    const file = require('node:path').join(__dirname, 'busy.js');
    const child = utilityProcess.fork(file, [], { stdio: 'ignore' });
    child.once('message', () => print([child.pid]));
    await new Promise((resolve) => process.stdin.once('data', resolve));`;
  const files = { 'busy.js': "process.on('SIGTERM', () => {}); process.parentPort.postMessage(1); for (;;);" };

  it('is gone when the app was killed, however busy it is', async () => {
    const spawned = spawnApp(sourceWhenReady(APP), { files });
    const [pid] = await spawned.report<[number]>();
    expect(isAlive(pid)).to.equal(true);
    spawned.kill('SIGKILL');
    await spawned.exited;
    await untilGone(pid);
  });

  it('is gone when the app has quit', async () => {
    const spawned = spawnApp(sourceWhenReady(APP), { files });
    const [pid] = await spawned.report<[number]>();
    spawned.send('quit');
    expect((await spawned.exited).code).to.equal(0);
    await untilGone(pid);
  });
});
