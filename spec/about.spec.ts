import { expect } from 'chai';
import { readdirSync, readlinkSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newAppHome, runApp, runPath } from './lib/apps';

describe('valence --about', () => {
  /** What is printed, by the name of its row. */
  const rowsOf = ({ stdout }: { stdout: string }): Record<string, string> =>
    Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .map((line): [string, string] => {
          const [name = '', value = ''] = line.split(/ {2,}/);
          return [name, value];
        }),
    );

  it('prints the versions and the paths in use, of the default app if none is named', async () => {
    const home = newAppHome();
    const exit = await runPath(null, { home, launcherArgs: ['--about'] });
    expect(exit).to.include({ code: 0, stderr: '' });
    const { versions, execPath } = process;
    expect(rowsOf(exit)).to.deep.equal({
      'Valence': versions['valence'],
      'Electron API': versions.electron,
      'Chromium': versions.chrome,
      'Node.js': versions.node,
      'System': `linux ${os.release()} ${process.arch}`,
      'Executable': execPath,
      'Library': path.join(path.dirname(execPath), 'lib'),
      'Chromium at': process._linkedBinding('electron_common_chromium').locate().path,
      'Node.js at': readlinkSync('/proc/self/exe'),
      'User data': path.join(home.configHome, 'Valence'),
    });
    expect(readdirSync(home.configHome)).to.deep.equal([]);
  });

  it('prints the user data of the app that is named, and runs none of its code', async () => {
    const home = newAppHome();
    const exit = await runApp("console.log('runs');", { home, launcherArgs: ['--about'] });
    expect(exit.stdout).to.not.include('runs');
    expect(rowsOf(exit)['User data']).to.equal(home.userData);
  });

  it('prints the directory of --user-data-dir', async () => {
    const exit = await runPath(null, { launcherArgs: ['--about', '--user-data-dir=/nowhere/at/all'] });
    expect(rowsOf(exit)['User data']).to.equal('/nowhere/at/all');
  });

  it('prints why there is no Chromium', async () => {
    const exit = await runPath(null, { launcherArgs: ['--about'], env: { VALENCE_CHROMIUM: '/nonexistent' } });
    expect(exit.code).to.equal(0);
    expect(rowsOf(exit)).to.include({ Chromium: 'none' });
    expect(rowsOf(exit)['Chromium at']).to.include('/nonexistent');
  });
});
