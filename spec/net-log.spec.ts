// Net logs of a session: when they are made, and what is in them.
import { expect } from 'chai';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { netLog } from 'electron';
import { spawnApp } from './lib/apps';
import { rejectionOf } from './lib/fetch';
import { CAN_MOUNT, inNamespace } from './lib/mounts';
import { listen } from './lib/servers';
import { endBrowser, newSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

interface LogFile {
  constants: Record<'logEventTypes' | 'logSourceType' | 'logEventPhase' | 'netError', Record<string, number>>;
  events: { time: string; type: number; phase: number; source: { id: number; type: number }; params?: object }[];
}

/** What an event of the mode everything says of bytes. */
const bytesOf = (params: object = {}): string =>
  Buffer.from((params as { bytes?: string }).bytes ?? '', 'base64').toString();

const read = (file: string): LogFile => JSON.parse(readFileSync(file, 'utf8')) as LogFile;

/** Of a file that is being written: read in the middle of a write it is cut off, and has none. */
function countEvents(file: string): number {
  try {
    return read(file).events.length;
  } catch {
    return 0;
  }
}

describe('ses.netLog', () => {
  it('writes the requests of its session, with names for what is in them', async () => {
    const { origin } = await listen('server');
    const [ses, other] = [newSession(), newSession()];
    const file = path.join(tempDir(), 'log.json');
    await ses.netLog.startLogging(file);
    expect(ses.netLog.currentlyLogging).to.equal(true);
    expect(other.netLog.currentlyLogging).to.equal(false);
    await (await ses.fetch(`${origin}/own`)).text();
    await (await other.fetch(`${origin}/other`)).text();
    await ses.netLog.stopLogging();
    expect(ses.netLog.currentlyLogging).to.equal(false);
    const { constants, events } = read(file);
    const started = events.filter(({ type }) => type === constants.logEventTypes['URL_REQUEST_START_JOB']);
    const text = JSON.stringify(started);
    expect(text).to.contain(`${origin}/own`);
    expect(text).to.not.contain('/other');
    expect(constants.netError).to.include({ ERR_FAILED: -2 });
    for (const { phase, source } of events) {
      expect(Object.values(constants.logEventPhase)).to.include(phase);
      expect(Object.values(constants.logSourceType)).to.include(source.type);
    }
  });

  for (const where of ['from its start', 'that runs already']) {
    it(`leaves cookies out in the mode default, of a Chromium ${where}`, async () => {
      const { origin } = await listen((_, response) => response.writeHead(200, { 'set-cookie': 'secret=word' }).end());
      const ses = newSession();
      const file = path.join(tempDir(), 'log.json');
      if (where !== 'from its start') await ses.cookies.get({});
      await ses.netLog.startLogging(file, { captureMode: 'default' });
      await (await ses.fetch(origin)).text();
      await ses.netLog.stopLogging();
      expect(readFileSync(file, 'utf8').toLowerCase()).to.contain('set-cookie').and.not.contain('secret=word');
      expect(read(file).events).to.not.have.lengthOf(0);
    });

    it(`has a file that is valid from the start, and no larger than it may be, of a Chromium ${where}`, async () => {
      const { origin } = await listen('server');
      const ses = newSession();
      const file = path.join(tempDir(), 'log.json');
      if (where !== 'from its start') await ses.cookies.get({});
      await ses.netLog.startLogging(file, { maxFileSize: 80_000 });
      expect(read(file)).to.have.property('constants');
      for (let index = 0; index < 20; index += 1) await (await ses.fetch(`${origin}/request-${index}`)).text();
      await ses.netLog.stopLogging();
      expect(JSON.stringify(read(file).events))
        .to.contain('/request-19')
        .and.not.contain('/request-0"');
      expect(statSync(file).size).to.be.at.most(80_000);
    });
  }

  for (const [captureMode, hasCookies, hasBytes] of [
    ['includeSensitive', true, false],
    ['everything', true, true],
  ] as const) {
    it(`records ${captureMode} of a session that nobody has used before`, async () => {
      const { origin } = await listen((_, response) =>
        response.writeHead(200, { 'set-cookie': 'secret=word' }).end('contents'),
      );
      const ses = newSession();
      const file = path.join(tempDir(), 'log.json');
      await ses.netLog.startLogging(file, { captureMode });
      await (await ses.fetch(origin)).text();
      await ses.netLog.stopLogging();
      const text = readFileSync(file, 'utf8');
      expect([
        text.includes('secret=word'),
        read(file).events.some(({ params }) => bytesOf(params).includes('contents')),
      ]).to.deep.equal([hasCookies, hasBytes]);
    });

    it(`rejects ${captureMode} of a session that is in use`, async () => {
      const ses = newSession();
      await ses.cookies.get({});
      const error = await rejectionOf(ses.netLog.startLogging(path.join(tempDir(), 'log.json'), { captureMode }));
      expect(error.message).to.contain(`options.captureMode '${captureMode}'`);
      expect(ses.netLog.currentlyLogging).to.equal(false);
    });
  }

  it('has what happened before its end, and nothing of what happens later, also a second time', async () => {
    const { origin } = await listen('server');
    const ses = newSession();
    const files = ['one', 'two'].map((name) => path.join(tempDir(), name));
    for (const file of files) {
      await ses.netLog.startLogging(file, { captureMode: 'everything' });
      await (await ses.fetch(`${origin}/within-${path.basename(file)}`)).text();
      await ses.netLog.stopLogging();
      await (await ses.fetch(`${origin}/between`)).text();
    }
    const found = files.map((file) => readFileSync(file, 'utf8').match(/\/(within-\w+|between)/g));
    expect(found.map((names) => [...new Set(names)])).to.deep.equal([['/within-one'], ['/within-two']]);
    for (const file of files) expect(read(file)).to.have.property('constants');
  });

  it('has events of an app that was killed', async () => {
    const file = path.join(tempDir(), 'log.json');
    const { origin, requests } = await listen('server');
    const app = spawnApp(`
      const { app, session } = require('electron');
      app.whenReady().then(async () => {
        const ses = session.fromPartition('logged');
        await ses.netLog.startLogging(${JSON.stringify(file)});
        for (;;) await (await ses.fetch(${JSON.stringify(origin)})).text();
      });`);
    await until('events in the file', () => requests.length > 0 && countEvents(file) > 20);
    await app.killAll();
    const { events } = read(file);
    expect(events.length).to.be.above(20);
  });

  it('has the events of an app that quits without an end', async () => {
    const file = path.join(tempDir(), 'log.json');
    const { origin } = await listen('server');
    const app = spawnApp(`
      const { app, session } = require('electron');
      app.whenReady().then(async () => {
        const ses = session.fromPartition('logged');
        await ses.netLog.startLogging(${JSON.stringify(file)});
        await (await ses.fetch('${origin}/logged')).text();
        app.quit();
      });`);
    expect((await app.exited).code).to.equal(0);
    expect(JSON.stringify(read(file).events)).to.contain(`${origin}/logged`);
  });

  if (CAN_MOUNT) {
    for (const use of ['', 'await ses.cookies.get({});']) {
      it(`rejects the end of a log on a full disk, and leaves a valid file, begun ${use ? 'while its session was in use' : 'before that'}`, async () => {
        const directory = tempDir();
        const mount = `mount -t tmpfs -o size=96k tmpfs ${directory}`;
        const app = spawnApp(
          `
          const { app, session } = require('electron');
          const { readFileSync } = require('node:fs');
          app.whenReady().then(async () => {
            const ses = session.fromPartition('logged');
            ${use}
            const file = '${directory}/log.json';
            await ses.netLog.startLogging(file);
            for (let index = 0; index < 40; index++) await ses.fetch('http://127.0.0.1:9/').catch(() => undefined);
            const error = await ses.netLog.stopLogging().then(() => null, (reason) => reason);
            const { constants } = JSON.parse(readFileSync(file, 'utf8'));
            console.log(JSON.stringify([error?.code, typeof constants, ses.netLog.currentlyLogging]));
            app.quit();
          });`,
          { prefix: inNamespace(mount) },
        );
        expect(await app.report()).to.deep.equal(['ENOSPC', 'object', false]);
        await app.exited;
      });
    }
  }

  it('settles an end that is under way when the app quits', async () => {
    const file = path.join(tempDir(), 'log.json');
    const app = spawnApp(`
      const { app, session } = require('electron');
      app.whenReady().then(async () => {
        const { netLog } = session.fromPartition('logged');
        await netLog.startLogging(${JSON.stringify(file)});
        netLog.stopLogging().then(() => console.log('complete'), () => console.log('failed'));
        app.quit();
      });`);
    expect((await app.exited).code).to.equal(0);
    expect(app.stdout).to.match(/complete|failed/);
    read(file);
  });

  it('ends with its Chromium, and can begin anew', async () => {
    const ses = newSession();
    const file = path.join(tempDir(), 'log.json');
    await ses.netLog.startLogging(file);
    await endBrowser(ses);
    await until('the log has ended', () => !ses.netLog.currentlyLogging);
    expect(read(file)).to.have.property('constants');
    await ses.netLog.startLogging(file);
    await ses.netLog.stopLogging();
  });

  it('rejects a second log, an end without a beginning, and what cannot be written', async () => {
    const ses = newSession();
    const file = path.join(tempDir(), 'log.json');
    expect((await rejectionOf(ses.netLog.stopLogging())).message).to.equal('No net log in progress');
    expect((await rejectionOf(ses.netLog.startLogging('/nowhere/log.json'))).message).to.contain('ENOENT');
    await ses.netLog.startLogging(file);
    expect((await rejectionOf(ses.netLog.startLogging(file))).message).to.equal('There is already a net log running');
    await ses.netLog.stopLogging();
  });

  it('throws for bad options', () => {
    const log = newSession().netLog;
    const start =
      (...args: unknown[]) =>
      (): unknown =>
        log.startLogging(...(args as [string]));
    expect(start(1)).to.throw(TypeError, 'path must be a string, got number');
    expect(start('')).to.throw(TypeError, 'path must be the path of a file');
    expect(start('/tmp/a', { captureMode: 'often' })).to.throw(TypeError, 'options.captureMode must be one of default');
    expect(start('/tmp/a', { maxFileSize: 0 })).to.throw(TypeError, 'options.maxFileSize must be');
    expect(start('/tmp/a', { maxFileSize: null })).to.throw(TypeError, 'options.maxFileSize must be');
  });

  it('is what the module of the same name is for the default session', () => {
    expect(netLog.currentlyLogging).to.equal(false);
  });
});

describe('app.commandLine.appendSwitch(log-net-log)', () => {
  it('gives each session a file of its own', async () => {
    const directory = tempDir();
    const { origin } = await listen('server');
    const app = spawnApp(`
      const { app, session } = require('electron');
      app.commandLine.appendSwitch('log-net-log', ${JSON.stringify(path.join(directory, 'net.json'))});
      app.whenReady().then(async () => {
        const sessions = [session.defaultSession, session.fromPartition('persist:reader'), session.fromPartition('guest')];
        for (const [index, ses] of sessions.entries()) await (await ses.fetch('${origin}/' + index)).text();
        app.quit();
      });`);
    expect((await app.exited).code).to.equal(0);
    const files = ['net.json', 'net.persist-reader.json', 'net.guest.json'];
    expect(readdirSync(directory).sort()).to.deep.equal([...files].sort());
    const requested = files.map(
      (file) => readFileSync(path.join(directory, file), 'utf8').match(RegExp(`${origin}/\\d`))?.[0],
    );
    expect(requested).to.deep.equal([0, 1, 2].map((index) => `${origin}/${index}`));
  });
});
