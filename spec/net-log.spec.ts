// Net logs of a session: when they are made, and what is in them.
import { expect } from 'chai';
import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { netLog } from 'electron';
import { rejectionOf } from './lib/fetch';
import { listen } from './lib/servers';
import { endBrowser, newSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

interface LogFile {
  constants: Record<'logEventTypes' | 'logSourceType' | 'logEventPhase' | 'netError', Record<string, number>>;
  events: { time: string; type: number; phase: number; source: { id: number; type: number }; params?: object }[];
}

const read = (file: string): LogFile => JSON.parse(readFileSync(file, 'utf8')) as LogFile;

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

  it('leaves cookies out', async () => {
    const { origin } = await listen((_, response) => response.writeHead(200, { 'set-cookie': 'secret=word' }).end());
    const ses = newSession();
    const file = path.join(tempDir(), 'log.json');
    await ses.netLog.startLogging(file, { captureMode: 'default' });
    await (await ses.fetch(origin)).text();
    await ses.netLog.stopLogging();
    expect(readFileSync(file, 'utf8')).to.contain('set-cookie').and.not.contain('secret=word');
  });

  it('has a file that is valid from the start, and no larger than it may be', async () => {
    const { origin } = await listen('server');
    const ses = newSession();
    const file = path.join(tempDir(), 'log.json');
    await ses.netLog.startLogging(file, { maxFileSize: 20_000 });
    expect(read(file).events).to.deep.equal([]);
    for (let index = 0; index < 20; index += 1) await (await ses.fetch(`${origin}/${index}`)).text();
    await ses.netLog.stopLogging();
    expect(read(file).events).to.not.have.lengthOf(0);
    expect(statSync(file).size).to.be.at.most(20_000);
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

  it('rejects bad options', async () => {
    const log = newSession().netLog;
    const message = async (...args: unknown[]): Promise<string> =>
      (await rejectionOf(log.startLogging(...(args as [string])))).message;
    expect(await message(1)).to.equal('path must be a string, got number');
    expect(await message('')).to.contain('path must be the path of a file');
    expect(await message('/tmp/a', { captureMode: 'often' })).to.contain('options.captureMode must be one of default');
    expect(await message('/tmp/a', { captureMode: 'everything' })).to.contain("options.captureMode 'everything'");
    expect(await message('/tmp/a', { maxFileSize: 0 })).to.contain('options.maxFileSize must be');
  });

  it('is what the module of the same name is for the default session', () => {
    expect(netLog.currentlyLogging).to.equal(false);
  });
});
