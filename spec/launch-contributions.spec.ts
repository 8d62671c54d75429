// What a session's parts add to the start of its Chromium, and which sessions may therefore take one from the reserve.
import { expect } from 'chai';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { source, spawnApp, type SpawnedApp } from './lib/apps';
import { contextOf, type LaunchContribution } from './lib/internals';
import { patience } from './lib/patience';
import { commandLineOf } from './lib/processes';
import { rejection } from './lib/protocol';
import { browserPid, endBrowser, newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

function contribute(ses: Electron.Session, contribution: LaunchContribution): void {
  contextOf(ses).contribute(contribution);
}

/** Command line of the session's Chromium, started if there is none. */
async function startedWith(ses: Electron.Session): Promise<string[]> {
  await contextOf(ses).browser();
  return commandLineOf(browserPid(ses));
}

/** The values of one switch; "" for one without. */
const valuesOf = (commandLine: string[], name: string): string[] =>
  commandLine
    .filter((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`))
    .map((argument) => argument.slice(`--${name}=`.length));

/** What chrome://policy shows in a window of the session. */
async function shownPolicies(ses: Electron.Session): Promise<string> {
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL('chrome://policy');
  return until<string | null>(
    'the policies',
    () =>
      webContents.executeJavaScript(`(() => {
      const textOf = (node) => [node, node.shadowRoot].filter(Boolean).flatMap((part) => [...part.childNodes]).map((child) =>
        child.nodeType === Node.TEXT_NODE ? child.data : ['STYLE', 'SCRIPT'].includes(child.nodeName) ? '' : textOf(child)).join(' ');
      const text = textOf(document.body);
      return text.includes('DefaultWebUsbGuardSetting') ? text.replace(/\\s+/g, ' ') : null;
    })()`) as Promise<string | null>,
  );
}

describe('launch contributions', () => {
  it('put a switch on the command line', async () => {
    const ses = newSession();
    contribute(ses, { switches: () => ({ 'spec-value': 'one', 'spec-flag': null, 'spec-absent': undefined }) });
    const commandLine = await startedWith(ses);
    expect(['spec-value', 'spec-flag', 'spec-absent'].map((name) => valuesOf(commandLine, name))).to.deep.equal([
      ['one'],
      [''],
      [],
    ]);
  });

  it('may name the directory of the browser in a switch', async () => {
    const ses = newSession();
    contribute(ses, { switches: (userDataDir) => ({ 'spec-path': `${userDataDir}/log` }) });
    const commandLine = await startedWith(ses);
    expect(valuesOf(commandLine, 'spec-path')).to.deep.equal([`${valuesOf(commandLine, 'user-data-dir')[0]}/log`]);
  });

  it('join the lists of several parts', async () => {
    const ses = newSession();
    for (const feature of ['SpecOne', 'SpecTwo'])
      contribute(ses, { switches: () => ({ 'disable-features': feature }) });
    const [features] = valuesOf(await startedWith(ses), 'disable-features');
    expect(features?.split(',')).to.include.members(['DestroyProfileOnBrowserClose', 'SpecOne', 'SpecTwo']);
  });

  it('reject the start if two parts want different values of a switch', async () => {
    const ses = newSession();
    for (const value of ['a', 'b']) contribute(ses, { switches: () => ({ 'spec-value': value }) });
    const { message } = await rejection(ses.cookies.get({}));
    expect(message).to.equal('The switch --spec-value is a and must be b, too: let one part of a session set it.');
  });

  it('reject the start if two parts want different values of a policy', async () => {
    const ses = newSession();
    for (const value of [1, 2]) contribute(ses, { policies: () => ({ SpecPolicy: value }) });
    const { message } = await rejection(ses.cookies.get({}));
    expect(message).to.equal('The policy SpecPolicy is 1 and must be 2, too: let one part of a session set it.');
  });

  it('show a policy on chrome://policy', async () => {
    const ses = newSession();
    contribute(ses, { policies: () => ({ SSLVersionMin: 'tls1.2' }) });
    expect(await shownPolicies(ses)).to.match(/SSLVersionMin tls1\.2 /);
  });

  it('join the lists of a policy', async () => {
    const ses = newSession();
    for (const host of ['one.test', 'two.test']) contribute(ses, { policies: () => ({ URLBlocklist: [host] }) });
    expect(await shownPolicies(ses)).to.match(
      /URLBlocklist \["one\.test","two\.test"\]|URLBlocklist one\.test,two\.test/,
    );
  });

  it('are asked again for the browser that replaces one that was killed', async () => {
    const ses = newSession();
    let start = 0;
    contribute(ses, {
      switches: () => ({ 'spec-value': `${start}` }),
      policies: () => ({ SSLVersionMin: `tls1.${start}` }),
    });
    start = 2;
    const first = valuesOf(await startedWith(ses), 'spec-value');
    await endBrowser(ses);
    start = 3;
    const second = valuesOf(await startedWith(ses), 'spec-value');
    expect([first, second, (await shownPolicies(ses)).includes('SSLVersionMin tls1.3')]).to.deep.equal([
      ['2'],
      ['3'],
      true,
    ]);
  });

  it('work on the directory before every start', async () => {
    const ses = newSession('persist:');
    const found: boolean[] = [];
    contribute(ses, {
      beforeStart: (userDataDir) => {
        found.push(existsSync(path.join(userDataDir, 'spec')));
        writeFileSync(path.join(userDataDir, 'spec'), '');
      },
    });
    await startedWith(ses);
    await endBrowser(ses);
    await startedWith(ses);
    expect([found, readFileSync(path.join(ses.storagePath ?? '', 'spec'), 'utf8')]).to.deep.equal([[false, true], '']);
  });
});

describe('browser reserve and launch contributions', function () {
  // One app starts up to seven browsers.
  this.timeout(patience(120_000));

  /** Uses the session `first`; then, for each line, one that the code of the line has changed. Prints pids of Chromiums. */
  const APP = source(`
    const internals = globalThis[Symbol.for('valence.internals')];
    const contribute = (ses, contribution) => internals.contextOf(ses).contribute(contribution);
    const use = async (ses) => {
      await ses.cookies.get({});
      print([ses.getBrowserProcessId()]);
    };
    app.whenReady().then(() => use(session.fromPartition('first')));
    require('readline').createInterface({ input: process.stdin }).on('line', (code) => {
      const ses = session.fromPartition(code);
      eval(code);
      void use(ses);
    });
  `);

  const pidsOf = (spawned: SpawnedApp): number[] => spawned.browsers().map(({ pid }) => pid);

  /** An app whose reserve holds one Chromium; `pidWith` resolves with the pid of a new session that `code` has changed. */
  async function startWithReserve(): Promise<{
    spawned: SpawnedApp;
    waiting: number;
    pidWith: (code: string) => Promise<number>;
  }> {
    const spawned = spawnApp(APP, { env: { VALENCE_RESERVE: '1', VALENCE_EXPOSE_INTERNALS: '1' } });
    const [used] = await spawned.report<[number]>();
    const waiting = await until('one in reserve', () => pidsOf(spawned).find((pid) => pid !== used));
    let reports = 1;
    const pidWith = async (code: string): Promise<number> => {
      spawned.send(code);
      const [pid] = await spawned.report<[number]>(reports++);
      return pid;
    };
    return { spawned, waiting, pidWith };
  }

  it('serves none of the sessions that differ in a contribution, and then one that does not', async () => {
    const { waiting, pidWith } = await startWithReserve();
    const different = [
      "contribute(ses, { switches: () => ({ 'spec-value': '1' }) })",
      "contribute(ses, { switches: () => ({ 'disable-features': 'Spec' }) })",
      "contribute(ses, { policies: () => ({ SSLVersionMin: 'tls1.2' }) })",
      'contribute(ses, { beforeStart: () => undefined })',
      "ses.setUserAgent(ses.getUserAgent(), 'de')",
    ];
    const served: string[] = [];
    for (const code of different) if ((await pidWith(code)) === waiting) served.push(code);
    expect([served, await pidWith('0')]).to.deep.equal([[], waiting]);
  });

  for (const [title, code] of [
    ['environment', "process.env.TZ = 'Asia/Tokyo'"],
    ['arguments', "app.commandLine.appendArgument('about:blank')"],
  ] as const) {
    it(`serves no session after the app has changed its ${title}`, async () => {
      const { waiting, pidWith } = await startWithReserve();
      expect(await pidWith(code))
        .to.be.above(0)
        .and.not.equal(waiting);
    });
  }

  it('replaces a Chromium that no new session could take', async () => {
    const { spawned, waiting, pidWith } = await startWithReserve();
    const used = await pidWith("app.commandLine.appendSwitch('spec-late')");
    await until('another one', () =>
      spawned.browsers().some(({ pid, commandLine }) => pid !== used && commandLine.includes('--spec-late')),
    );
    await until('the first one gone', () => !pidsOf(spawned).includes(waiting));
  });
});
