import { app } from 'electron';
import { expect } from 'chai';
import { existsSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newAppHome, outputOf, outputWhenReady, printed, runPath, source } from './lib/apps';
import { defer } from './lib/cleanup';
import { commandLineOf } from './lib/processes';
import { browserPid, newSession } from './lib/sessions';
import { tempDir } from './lib/temp';

describe('app module', () => {
  describe('app.getPath(name)', () => {
    const { HOME, XDG_CONFIG_HOME } = { HOME: '/home/spec', XDG_CONFIG_HOME: '/home/spec/.config' };
    const EXPECTED: Record<string, string> = {
      home: HOME,
      appData: XDG_CONFIG_HOME,
      userData: `${XDG_CONFIG_HOME}/Named`,
      sessionData: `${XDG_CONFIG_HOME}/Named`,
      temp: os.tmpdir(),
      exe: process.execPath,
      module: process.execPath,
      desktop: `${HOME}/Desktop`,
      documents: `${HOME}/Documents`,
      downloads: `${HOME}/Downloads`,
      music: `${HOME}/Music`,
      pictures: `${HOME}/Pictures`,
      videos: `${HOME}/Videos`,
      logs: `${XDG_CONFIG_HOME}/Named/logs`,
      crashDumps: `${XDG_CONFIG_HOME}/Named/Crashpad`,
    };
    let found: Record<string, string> = {};

    before(async () => {
      const code = `print(Object.fromEntries(${JSON.stringify(Object.keys(EXPECTED))}.map((name) => [name, app.getPath(name)]))); app.exit();`;
      const options = { env: { HOME, XDG_CONFIG_HOME }, packageJSON: { productName: 'Named' } };
      [found = {}] = (await outputOf(code, options)) as Record<string, string>[];
    });

    for (const [name, expected] of Object.entries(EXPECTED)) {
      it(`gives ${name}`, () => {
        expect(found[name]).to.equal(expected);
      });
    }

    it('follows user-dirs.dirs', async () => {
      const home = newAppHome();
      writeFileSync(path.join(home.configHome, 'user-dirs.dirs'), '# comment\nXDG_MUSIC_DIR="$HOME/Songs"\n');
      expect(
        await outputOf("print(app.getPath('music')); app.exit();", { home, env: { HOME: '/home/spec' } }),
      ).to.deep.equal(['/home/spec/Songs']);
    });

    it('throws for an unknown name', () => {
      expect(() => app.getPath('nowhere' as 'home')).to.throw("Failed to get 'nowhere' path");
    });

    it('gives the directory of --user-data-dir as userData', async () => {
      const directory = tempDir();
      const launcherArgs = [`--user-data-dir=${directory}`];
      expect(await outputOf("print(app.getPath('userData')); app.exit();", { launcherArgs })).to.deep.equal([
        directory,
      ]);
    });
  });

  describe('app.setPath(name, path)', () => {
    it('changes the path, and creates the directory', async () => {
      const directory = path.join(tempDir(), 'deep', 'er');
      const code = `app.setPath('music', '${directory}'); print(app.getPath('music')); app.exit();`;
      expect([await outputOf(code), existsSync(directory)]).to.deep.equal([[directory], true]);
    });

    it('moves the default session with sessionData', async () => {
      const directory = tempDir();
      const code = `app.setPath('sessionData', '${directory}'); app.whenReady().then(() => { print(session.defaultSession.storagePath); app.quit(); });`;
      expect(await outputOf(code)).to.deep.equal([directory]);
    });

    it('moves sessionData with userData', async () => {
      const directory = tempDir();
      expect(
        await outputOf(`app.setPath('userData', '${directory}'); print(app.getPath('sessionData')); app.exit();`),
      ).to.deep.equal([directory]);
    });

    it('throws for a path that is not absolute', () => {
      expect(() => app.setPath('music', 'songs')).to.throw("Path must be absolute, got 'songs'");
    });
  });

  describe('app.getName(), app.getVersion(), app.getAppPath(), app.isPackaged', () => {
    const CODE = 'print([app.getName(), app.name, app.getVersion(), app.getAppPath(), app.isPackaged]); app.exit();';

    it('come from package.json', async () => {
      const home = newAppHome();
      const packageJSON = { name: 'low', productName: 'High', version: '1.2.3' };
      expect(await outputOf(CODE, { home, packageJSON })).to.deep.equal([
        ['High', 'High', '1.2.3', home.directory, false],
      ]);
    });

    it('fall back to Electron and its version', async () => {
      const file = path.join(tempDir(), 'bare.js');
      writeFileSync(file, source(CODE));
      const [found] = printed(await runPath(file)) as unknown[][];
      expect(found?.slice(0, 3)).to.deep.equal(['Electron', 'Electron', process.versions.electron]);
    });

    it('change with app.setName(name) and app.name', async () => {
      const code = "app.setName('One'); print(app.name); app.name = 'Two'; print(app.getName()); app.exit();";
      expect(await outputOf(code)).to.deep.equal(['One', 'Two']);
    });
  });

  describe('app.commandLine', () => {
    it('knows the switches on both sides of the app', async () => {
      const code =
        "print(['before', 'after', 'other'].map((name) => [app.commandLine.hasSwitch(name), app.commandLine.getSwitchValue(name)])); app.exit();";
      const options = { launcherArgs: ['--before=1'], args: ['--after'] };
      expect(await outputOf(code, options)).to.deep.equal([
        [
          [true, '1'],
          [true, ''],
          [false, ''],
        ],
      ]);
    });

    it('does not take what follows -- for a switch', async () => {
      const code = "print([app.commandLine.hasSwitch('after'), process.argv.slice(2)]); app.exit();";
      expect(await outputOf(code, { args: ['--', '--after'] })).to.deep.equal([[false, ['--', '--after']]]);
    });

    it('does not tell upper from lower case in names', () => {
      app.commandLine.appendSwitch('Spec-Case', 'Value');
      defer(() => app.commandLine.removeSwitch('spec-case'));
      expect(app.commandLine.getSwitchValue('SPEC-CASE')).to.equal('Value');
    });

    it('forgets a switch with removeSwitch()', () => {
      app.commandLine.appendSwitch('spec-gone');
      app.commandLine.removeSwitch('spec-gone');
      expect(app.commandLine.hasSwitch('spec-gone')).to.equal(false);
    });

    it('gives switches to Chromium', async () => {
      app.commandLine.appendSwitch('spec-switch', 'on');
      defer(() => app.commandLine.removeSwitch('spec-switch'));
      const ses = newSession();
      await ses.cookies.get({});
      expect(commandLineOf(browserPid(ses))).to.include('--spec-switch=on');
    });

    it('gives arguments to Chromium', async () => {
      const code = `
        app.commandLine.appendArgument('data:text/html,spec-argument');
        await session.defaultSession.cookies.get({});
        print(require('fs').readFileSync('/proc/' + session.defaultSession.getBrowserProcessId() + '/cmdline', 'utf8').split('\\0'));
      `;
      const [found] = (await outputWhenReady(code)) as string[][];
      expect(found).to.include('data:text/html,spec-argument');
    });

    it("joins an app's disable-features with those of Valence", async () => {
      const code = `
        app.commandLine.appendSwitch('disable-features', 'SpecFeature');
        await session.defaultSession.cookies.get({});
        print(require('fs').readFileSync('/proc/' + session.defaultSession.getBrowserProcessId() + '/cmdline', 'utf8').split('\\0'));
      `;
      const [found] = (await outputWhenReady(code)) as string[][];
      const lists = found?.filter((argument) => argument.startsWith('--disable-features='));
      expect(lists).to.have.lengthOf(1);
      expect(lists?.[0]).to.match(/DestroyProfileOnBrowserClose.*,SpecFeature$/);
    });

    it('throws for names that are no strings', () => {
      expect(() => app.commandLine.appendSwitch(1 as unknown as string)).to.throw(TypeError, 'must be a string');
    });
  });
});
