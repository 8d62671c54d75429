// What `app` reads from the system, and sets there.
import { app } from 'electron';
import { expect } from 'chai';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, outputOf } from './lib/apps';
import { newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

/** No variable of the machine that runs the specs. */
const NO_LOCALE = { LC_ALL: undefined, LC_MESSAGES: undefined, LANG: undefined, LANGUAGE: undefined };

describe('app.getSystemLocale(), app.getLocaleCountryCode(), app.getPreferredSystemLanguages()', () => {
  const CODE =
    'print([app.getSystemLocale(), app.getLocaleCountryCode(), app.getPreferredSystemLanguages()]); app.quit();';

  it('follow the environment', async () => {
    const env = { ...NO_LOCALE, LANG: 'de_AT.UTF-8@euro', LANGUAGE: 'fr:de_AT:pt_BR:C' };
    expect(await outputOf(CODE, { env })).to.deep.equal([['de-AT', 'AT', ['fr', 'de-AT', 'pt-BR']]]);
  });

  it('prefer LC_ALL and LC_MESSAGES to LANG', async () => {
    const env = { ...NO_LOCALE, LANG: 'de_DE', LC_MESSAGES: 'sv' };
    expect(await outputOf(CODE, { env })).to.deep.equal([['sv', '', ['sv']]]);
    expect(await outputOf(CODE, { env: { ...env, LC_ALL: 'nb_NO' } })).to.deep.equal([['nb-NO', 'NO', ['nb-NO']]]);
  });

  it('are English without any', async () => {
    expect(await outputOf(CODE, { env: NO_LOCALE })).to.deep.equal([['en-US', 'US', ['en-US']]]);
    expect(await outputOf(CODE, { env: { ...NO_LOCALE, LANG: 'C.UTF-8' } })).to.deep.equal([
      ['en-US', 'US', ['en-US']],
    ]);
  });
});

describe('app.getLocale()', () => {
  it('follows the switch lang, if Chromium has that language', async () => {
    const code = (lang: string): string =>
      `app.commandLine.appendSwitch('lang', '${lang}'); print(app.getLocale()); app.quit();`;
    expect(await outputOf(code('fr'), { env: NO_LOCALE })).to.deep.equal(['fr']);
    expect(await outputOf(code('pt_AO'), { env: NO_LOCALE })).to.deep.equal(['pt-BR']);
    expect(await outputOf(code('asdfkl'), { env: NO_LOCALE })).to.deep.equal(['en-US']);
  });
});

describe('app.getAppMetrics()', () => {
  it('has the app first, then the processes of Chromium', async () => {
    const window = newWindow();
    await window.loadURL('data:text/html,page');
    const STORAGE = 'storage.mojom.StorageService';
    // A page does not wait for it.
    const metrics = await until('the processes of Chromium', () => {
      const all = app.getAppMetrics();
      return all.some(({ serviceName }) => serviceName === STORAGE) ? all : null;
    });
    expect(metrics[0]).to.include({ pid: process.pid, type: 'Browser' });
    const types = metrics.map(({ type }) => type);
    expect(types).to.include.members(['Browser', 'Tab', 'Utility', 'Zygote']);
    expect(metrics.map(({ name }) => name)).to.include('Chromium');
    for (const { memory, creationTime } of metrics.filter(({ type }) => type === 'Browser')) {
      expect(memory.workingSetSize).to.be.within(1000, 10_000_000);
      expect(memory.peakWorkingSetSize).to.be.at.least(memory.workingSetSize);
      expect(creationTime).to.be.within(Date.now() - 36e5 * 24, Date.now() + 1000);
    }
  });

  it('reports the use of processors since the last call', () => {
    app.getAppMetrics();
    const busyUntil = process.cpuUsage().user + 200_000;
    while (process.cpuUsage().user < busyUntil);
    expect(app.getAppMetrics()[0]!.cpu.percentCPUUsage).to.be.within(0.5, 100);
  });

  it('leaves out other children of the app', async () => {
    const code = `
      const child = require('node:child_process').spawn('sleep', ['100']);
      print(app.getAppMetrics().map(({ pid }) => pid === process.pid));
      child.kill();
      app.quit();`;
    expect(await outputOf(code)).to.deep.equal([[true]]);
  });
});

describe('app.disableHardwareAcceleration()', () => {
  it('starts Chromium without the GPU', async () => {
    const code = `
      const before = app.commandLine.hasSwitch('disable-gpu');
      app.disableHardwareAcceleration();
      print([before, app.commandLine.hasSwitch('disable-gpu')]);
      app.quit();`;
    expect(await outputOf(code)).to.deep.equal([[false, true]]);
  });

  it('throws once the app is ready', () => {
    expect(() => app.disableHardwareAcceleration()).to.throw('can only be called before app is ready');
    expect(() => app.enableSandbox()).to.throw('can only be called before app is ready');
  });
});

describe('app.setAppUserModelId(id)', () => {
  it('takes a string', () => {
    app.setAppUserModelId('com.example.app');
    expect(() => app.setAppUserModelId(1 as never)).to.throw(TypeError, 'id must be a string, got number');
  });
});

describe('app.setAsDefaultProtocolClient(protocol) and the like', () => {
  /** A directory with programs that write down how they were called; `xdg-settings check` says yes. */
  function fakeTools(): { env: NodeJS.ProcessEnv; calls: () => string[] } {
    const directory = tempDir();
    const log = path.join(directory, 'calls');
    const bin = path.join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(log, '');
    for (const [name, answer] of [
      ['xdg-settings', 'yes'],
      ['xdg-mime', 'mailer.desktop'],
    ] as const) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${log}'\necho ${answer}\n`);
      chmodSync(path.join(bin, name), 0o755);
    }
    const calls = (): string[] => readFileSync(log, 'utf8').trim().split('\n');
    return { env: { PATH: `${bin}:${process.env['PATH']}`, CHROME_DESKTOP: undefined }, calls };
  }

  const CODE = `
    print([app.setAsDefaultProtocolClient('mine'), app.isDefaultProtocolClient('mine'),
      app.getApplicationNameForProtocol('mailto:a@b.example'), app.removeAsDefaultProtocolClient('mine')]);
    app.quit();`;

  it('ask xdg-settings and xdg-mime about the desktop file of the app', async () => {
    const { env, calls } = fakeTools();
    const packageJSON = { desktopName: 'the-app.desktop' };
    expect(await outputOf(CODE, { env, packageJSON })).to.deep.equal([[true, true, 'mailer.desktop', false]]);
    expect(calls()).to.deep.equal([
      'xdg-settings set default-url-scheme-handler mine the-app.desktop',
      'xdg-settings check default-url-scheme-handler mine the-app.desktop',
      'xdg-mime query default x-scheme-handler/mailto',
    ]);
  });

  it('give no option to the tools', async () => {
    const { env, calls } = fakeTools();
    const code = "print([app.setAsDefaultProtocolClient('--help'), app.isDefaultProtocolClient('a b')]); app.quit();";
    expect(await outputOf(code, { env, home: newAppHome() })).to.deep.equal([[false, false]]);
    expect(calls()).to.deep.equal(['']);
  });
});
