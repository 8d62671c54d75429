// The traffic of a Chromium whose app does nothing, by Chromium's own net log.
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { source, spawnApp } from '../lib/apps';
import { patience } from '../lib/patience';
import { tempDir } from '../lib/temp';
import { until } from '../lib/until';

interface LogEvent {
  type: number;
  /** 1: begin */
  phase: number;
  params?: { host?: string; url?: string };
}

/** Name of an event, and the host or URL it is about. */
type Entry = [name: string, about: string];

/** What has begun according to a net log that may still be written: an event a line, behind one of constants. */
function begunIn(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const [head = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  // The constants are a long line of their own, which may be half written, too.
  if (rest.length === 0) return [];
  const lines = rest.slice(1);
  const { logEventTypes } = (JSON.parse(`${head.replace(/,$/, '')}}`) as { constants: { logEventTypes: object } })
    .constants;
  const names = new Map(Object.entries(logEventTypes).map(([name, type]) => [type as number, name]));
  // The last line may be half of one.
  const complete = lines.slice(0, -1).filter((line) => line.startsWith('{'));
  return complete
    .map((line) => JSON.parse(line.replace(/(?<=\})\]?,$/, '')) as LogEvent)
    .filter(({ phase }) => phase === 1)
    .map(({ type, params }): Entry => [names.get(type) ?? '', params?.host ?? params?.url ?? '']);
}

describe('chromium-surfaces: a quiet app', () => {
  it('--component-updater and --gaia-url leave no traffic that the app has not caused', async () => {
    const netLog = path.join(tempDir(), 'net-log.json');
    const app = spawnApp(
      source(`
        app.commandLine.appendSwitch('log-net-log', ${JSON.stringify(netLog)});
        app.whenReady().then(async () => {
          const window = new BrowserWindow();
          await window.loadURL('about:blank');
          console.log('up');
        });
      `),
    );
    await app.untilPrinted('up');
    const urls = (): string[] =>
      begunIn(netLog)
        .filter(([name]) => name === 'URL_REQUEST_START_JOB')
        .map(([, url]) => url);
    // Both services have been asked, the accounts for the third time: that is about six seconds after the start.
    await until(
      'requests of Chromium for services of its own',
      () =>
        urls().filter((url) => url.includes('/ListAccounts')).length >= 3 &&
        urls().some((url) => url.includes('cup2key=')),
      25_000,
    );
    app.kill('SIGTERM');
    await app.exited;
    const lookUps = begunIn(netLog).filter(([name]) => name === 'HOST_RESOLVER_MANAGER_JOB');
    const hosts = new Set(urls().map((url) => new URL(url).host));
    expect([lookUps, [...hosts]]).to.deep.equal([[], ['no_service.invalid']]);
  }).timeout(patience(60_000));
});
