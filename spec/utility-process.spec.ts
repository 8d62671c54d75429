import { app, MessageChannelMain, utilityProcess } from 'electron';
import { expect } from 'chai';
import { realpathSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runApp, source } from './lib/apps';
import { nextEvent } from './lib/sessions';
import { tempDir } from './lib/temp';
import { ECHO, evaluateInUtility, forkUtility, messageOf } from './lib/utility';

type Message = [{ data: unknown; ports: Electron.MessagePortMain[] }];

describe('utilityProcess.fork(modulePath[, args][, options])', () => {
  it('runs the script with its arguments', async () => {
    const child = forkUtility(
      'process.parentPort.postMessage([process.argv, __filename, require.main === module, process.execArgv]);',
      { args: ['one', '--two'], execArgv: ['--no-deprecation'] },
    );
    const [argv, file, isMain, execArgv] = (await messageOf(child)) as [string[], string, boolean, string[]];
    expect(argv).to.deep.equal([process.execPath, file, 'one', '--two']);
    expect(isMain).to.equal(true);
    expect(execArgv).to.deep.equal(['--no-deprecation']);
  });

  it('finds a relative path in the working directory', async () => {
    const cwd = realpathSync(tempDir());
    writeFileSync(`${cwd}/relative.js`, 'process.parentPort.postMessage([process.cwd(), ...process.argv.slice(1)])');
    const child = utilityProcess.fork('./relative.js', ['one'], { cwd });
    const exit = nextEvent(child, 'exit');
    expect(await messageOf(child)).to.deep.equal([cwd, './relative.js', 'one']);
    child.kill();
    await exit;
  });

  it('takes options in place of args', async () => {
    const child = utilityProcess.fork('/dev/null', { stdio: 'pipe' } as never);
    expect(child.stdout).not.to.equal(null);
    await nextEvent(child, 'spawn');
    const exit = nextEvent(child, 'exit');
    child.kill();
    await exit;
  });

  it('gives the environment of the app, or another one in its place', async () => {
    const names = 'Object.keys(process.env).sort()';
    expect(await evaluateInUtility(names)).to.deep.equal(Object.keys(process.env).sort());
    expect(await evaluateInUtility('{ ...process.env }', { env: { ONE: '1' } })).to.deep.equal({ ONE: '1' });
  });

  it('runs an ES module, which imports electron', async () => {
    const code = `
      import electron, { net } from 'electron';
      import * as utility from 'electron/utility';
      await Promise.resolve();
      process.parentPort.postMessage([import.meta.url.slice(0, 8), net === electron.net, utility.net === net]);`;
    expect(await messageOf(forkUtility(code, { main: 'utility.mjs' }))).to.deep.equal(['file:///', true, true]);
  });

  it('makes a process of the type utility', async () => {
    const facts = `[process.type, process.versions.electron, process.execPath, process.resourcesPath,
      typeof process.send, Object.keys(require('electron')), require('electron') === require('electron/utility')]`;
    expect(await evaluateInUtility(facts)).to.deep.equal([
      'utility',
      process.versions['electron'],
      process.execPath,
      process.resourcesPath,
      'undefined',
      ['net'],
      true,
    ]);
  });

  it('gives no program of the process the channel to the app', async () => {
    const links = `require('node:child_process').execFileSync('readlink', ['/proc/self/fd/3']).toString()`;
    expect(await evaluateInUtility(`(() => { try { return ${links} } catch { return 'none' } })()`)).to.equal('none');
  });

  it('throws before the app is ready', async () => {
    const code = `
      try { require('electron').utilityProcess.fork(__filename); }
      catch ({ name, message }) { print([name, message]); }
      app.quit();`;
    const { stdout } = await runApp(source(code));
    expect(JSON.parse(stdout)).to.deep.equal(['TypeError', 'utilityProcess cannot be created before app is ready.']);
  });

  const BAD: [what: string, args: unknown[], type: ErrorConstructor, message: string][] = [
    ['no module', [''], Error, 'Missing UtilityProcess entry script.'],
    ['a module that is no string', [1], TypeError, 'modulePath must be a string, got number'],
    ['args that are none', ['x.js', 'one'], TypeError, 'args must be an array of strings, got string'],
    ['options that are none', ['x.js', [], 1], TypeError, 'options must be an object, got number'],
    ['execArgv', ['x.js', [], { execArgv: '--a' }], TypeError, 'options.execArgv must be an array of strings'],
    ['cwd', ['x.js', [], { cwd: 1 }], TypeError, 'options.cwd must be a string, got number'],
    ['env', ['x.js', [], { env: { A: 1 } }], TypeError, 'options.env.A must be a string, got number'],
    ['serviceName', ['x.js', [], { serviceName: 1 }], TypeError, 'options.serviceName must be a string, got number'],
    ['stdio', ['x.js', [], { stdio: 'ipc' }], Error, 'stdio must be of the following values: inherit, pipe, ignore'],
    ['two of stdio', ['x.js', [], { stdio: ['ignore', 'pipe'] }], Error, 'configuration missing for stdin, stdout'],
    ['stdin', ['x.js', [], { stdio: ['pipe', 'pipe', 'pipe'] }], Error, 'stdin value other than ignore'],
    ['stderr', ['x.js', [], { stdio: ['ignore', 'pipe', 1] }], Error, 'stderr configuration must be of the following'],
  ];
  for (const [what, args, type, message] of BAD) {
    it(`throws for ${what}`, () => {
      const { fork } = utilityProcess as unknown as { fork: (this: void, ...given: unknown[]) => unknown };
      expect(() => fork(...args)).to.throw(type, message);
    });
  }
});

describe('utility.postMessage(message[, transfer])', () => {
  it('sends structured clones, which come back as they were', async () => {
    const child = forkUtility(ECHO);
    const message = {
      date: new Date(0),
      map: new Map([[1, new Set(['a'])]]),
      bytes: new Uint8Array([1, 2]),
      none: undefined,
    };
    child.postMessage(message);
    expect(await messageOf(child)).to.deep.equal(message);
  });

  it('keeps what views of one buffer have in common', async () => {
    const child = forkUtility(ECHO);
    const bytes = new Uint8Array(1_000_000).fill(7);
    child.postMessage([bytes, bytes.subarray(1, 3), new Error('of the app')]);
    const [all, part, error] = (await messageOf(child)) as [Uint8Array, Uint8Array, Error];
    expect(Buffer.from(all).equals(bytes)).to.equal(true);
    expect([part.length, part.buffer === all.buffer, error.message]).to.deep.equal([2, true, 'of the app']);
  });

  it('keeps messages until the process listens, one after the other', async () => {
    const child = forkUtility(`
      const { parentPort } = process;
      const { once } = require('node:events');
      setTimeout(async () => {
        const seen = [];
        for (let index = 0; index < 3; index++) seen.push((await once(parentPort, 'message'))[0].data);
        parentPort.postMessage(seen);
      }, 50);`);
    for (const message of ['one', 'two', 'three']) child.postMessage(message);
    expect(await messageOf(child)).to.deep.equal(['one', 'two', 'three']);
  });

  it('sends a message of many megabytes', async () => {
    const child = forkUtility(
      "process.parentPort.on('message', ({ data }) => process.parentPort.postMessage(data.length));",
    );
    child.postMessage('x'.repeat(20_000_000));
    expect(await messageOf(child)).to.equal(20_000_000);
  });

  it('throws for what cannot be cloned or transferred, and sends nothing', async () => {
    const child = forkUtility(ECHO);
    const { port1 } = new MessageChannelMain();
    expect(() => child.postMessage(() => 0, [port1])).to.throw('An object could not be cloned.');
    expect(() => child.postMessage('no', [{} as never])).to.throw(TypeError, 'Port at index 0 is not a valid port');
    child.postMessage('sent', [port1]);
    expect(() => child.postMessage('again', [port1])).to.throw(TypeError, 'already neutered');
    expect(await messageOf(child)).to.equal('sent');
  });

  it('sends a port, over which both sides send', async () => {
    const child = forkUtility(`
      process.parentPort.on('message', ({ data, ports: [port] }) => {
        port.on('message', ({ data: question }) => port.postMessage([data, question]));
        port.start();
      });`);
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage('with a port', [port1]);
    port2.postMessage('question');
    const answer = nextEvent<Message>(port2, 'message');
    port2.start();
    expect((await answer)[0].data).to.deep.equal(['with a port', 'question']);
  });

  it('sends ports that the process sends back over another one', async () => {
    const child = forkUtility(`
      process.parentPort.on('message', ({ ports: [one, other] }) => one.postMessage('back', [other]));`);
    const [way, sent] = [new MessageChannelMain(), new MessageChannelMain()];
    child.postMessage(null, [way.port1, sent.port1]);
    const back = nextEvent<Message>(way.port2, 'message');
    way.port2.start();
    const [{ data, ports }] = await back;
    expect(data).to.equal('back');
    const heard = nextEvent<Message>(sent.port2, 'message');
    sent.port2.start();
    ports[0]!.postMessage('through the process');
    expect((await heard)[0].data).to.equal('through the process');
  });

  it('joins two processes', async () => {
    const code = `
      process.parentPort.on('message', ({ data, ports: [port] }) => {
        port.on('message', (event) => process.parentPort.postMessage(event.data));
        port.start();
        port.postMessage(data);
      });`;
    const [one, other] = [forkUtility(code), forkUtility(code)];
    const { port1, port2 } = new MessageChannelMain();
    const heard = Promise.all([messageOf(one), messageOf(other)]);
    one.postMessage('of one', [port1]);
    other.postMessage('of the other', [port2]);
    expect(await heard).to.deep.equal(['of the other', 'of one']);
  });

  it('closes the port here when the process closes its end, and there when the app does', async () => {
    const child = forkUtility(`
      process.parentPort.on('message', ({ data, ports: [port] }) => {
        if (data === 'close') port.close();
        else port.on('close', () => process.parentPort.postMessage('closed')).start();
      });`);
    const [one, other] = [new MessageChannelMain(), new MessageChannelMain()];
    const closed = nextEvent(one.port2, 'close');
    one.port2.start();
    child.postMessage('close', [one.port1]);
    await closed;
    child.postMessage('wait', [other.port1]);
    other.port2.close();
    expect(await messageOf(child)).to.equal('closed');
  });

  it('closes the ports of a process that ends', async () => {
    const child = forkUtility("process.parentPort.on('message', () => process.exit());");
    const { port1, port2 } = new MessageChannelMain();
    const closed = nextEvent(port2, 'close');
    port2.start();
    child.postMessage(null, [port1]);
    await closed;
  });
});

describe('process.parentPort', () => {
  it('throws for what cannot be cloned', async () => {
    const failed =
      '(() => { try { process.parentPort.postMessage(() => 0); } catch ({ message }) { return message; } })()';
    expect(await evaluateInUtility(failed)).to.equal('An object could not be cloned.');
  });

  it('holds messages back while it is paused', async () => {
    const child = forkUtility(`
      const { parentPort } = process;
      const seen = [];
      parentPort.on('message', ({ data }) => {
        seen.push(data);
        if (data === 'one') {
          parentPort.pause();
          setTimeout(() => { parentPort.postMessage([...seen]); parentPort.start(); }, 50);
        } else parentPort.postMessage([...seen]);
      });`);
    child.postMessage('one');
    child.postMessage('two');
    expect(await messageOf(child)).to.deep.equal(['one']);
    expect(await messageOf(child)).to.deep.equal(['one', 'two']);
  });

  it('has no listeners of the library, and cannot be replaced', async () => {
    const facts = `[process.parentPort.eventNames(), (() => { process.parentPort = 1; return typeof process.parentPort; })()]`;
    expect(await evaluateInUtility(facts)).to.deep.equal([[], 'object']);
  });

  it('does not exist in the main process', () => {
    expect(process).not.to.have.property('parentPort');
  });
});

describe('utility.stdout, utility.stderr', () => {
  const WRITE = "process.stdout.write('out'); process.stderr.write('err'); process.exit();";

  it('have what the process writes, before it has ended', async () => {
    const child = forkUtility(WRITE, { stdio: 'pipe' });
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), nextEvent(child, 'exit')]);
    expect([stdout, stderr]).to.deep.equal(['out', 'err']);
    expect([child.stdout, child.stderr]).to.deep.equal([null, null]);
  });

  it('are null if the process does not write to a pipe', async () => {
    for (const stdio of ['ignore', 'inherit', undefined]) {
      const child = forkUtility('process.exit()', stdio === undefined ? {} : { stdio });
      expect([child.stdout, child.stderr]).to.deep.equal([null, null]);
      await nextEvent(child, 'exit');
    }
  });

  it('are set one by one', async () => {
    const child = forkUtility(WRITE, { stdio: ['ignore', 'ignore', 'pipe'] });
    expect(child.stdout).to.equal(null);
    expect(await text(child.stderr!)).to.equal('err');
  });

  it('are those of the app if they are inherited', async () => {
    const code = `
      app.whenReady().then(() => {
        const child = require('electron').utilityProcess.fork(require('node:path').join(__dirname, 'child.js'));
        child.on('exit', () => app.quit());
      });`;
    const { stdout, stderr } = await runApp(source(code), { files: { 'child.js': WRITE } });
    expect(stdout).to.equal('out');
    expect(stderr).to.include('err');
  });
});

describe('app.getAppMetrics()', () => {
  it('lists utility processes by their names', async () => {
    const children = [forkUtility(ECHO), forkUtility(ECHO, { serviceName: 'Hello' })];
    await Promise.all(children.map((child) => nextEvent(child, 'spawn')));
    const metrics = children.map(({ pid }) => app.getAppMetrics().find((metric) => metric.pid === pid));
    expect(metrics.map((metric) => [metric?.type, metric?.name, metric?.serviceName])).to.deep.equal([
      ['Utility', 'Node Utility Process', 'node.mojom.NodeService'],
      ['Utility', 'Hello', 'node.mojom.NodeService'],
    ]);
  });
});
