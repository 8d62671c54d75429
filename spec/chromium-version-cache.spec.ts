// Which version Chromium has is asked once: a start of an app must not wait for a process that prints it.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { runApp } from './lib/apps';
import { tempDir } from './lib/temp';

const APP = `
  console.log(process.versions.chrome);
  require('electron').app.exit();
`;

/** A Chromium that notes each run, and the cache of a user. */
class Setup {
  readonly directory = tempDir();
  readonly cacheHome = path.join(this.directory, 'cache');
  readonly cacheFile = path.join(this.cacheHome, 'valence/chromium-versions.json');
  readonly chromium = path.join(this.directory, 'chromium');
  readonly #log = path.join(this.directory, 'runs');

  constructor() {
    this.write('156.0.8078.79');
  }

  write(version: string, file = this.chromium): void {
    writeFileSync(file, `#!/bin/sh\necho "$@" >> '${this.#log}'\necho "Chromium ${version}"\n`, { mode: 0o755 });
  }

  /** Runs the app and resolves with the version that it sees. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { stdout, stderr, code } = await runApp(APP, {
      env: { XDG_CACHE_HOME: this.cacheHome, VALENCE_CHROMIUM: this.chromium, ...env },
    });
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    return stdout.trim();
  }

  /** The arguments of each run so far. */
  get runs(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').trim().split('\n') : [];
  }
}

describe('process.versions.chrome', () => {
  it('is asked of the executable once, over all starts', async () => {
    const setup = new Setup();
    expect(await setup.start()).to.equal('156.0.8078.79');
    expect(await setup.start()).to.equal('156.0.8078.79');
    expect(setup.runs).to.deep.equal(['--version']);
  });

  it('is asked once of each of two executables that are used in turn', async () => {
    const setup = new Setup();
    const other = path.join(setup.directory, 'other');
    setup.write('155.0.1.2', other);
    for (const executable of [setup.chromium, other, setup.chromium, other]) {
      await setup.start({ VALENCE_CHROMIUM: executable });
    }
    expect(setup.runs).to.have.length(2);
  });

  it('is asked again of an executable that was written', async () => {
    const setup = new Setup();
    await setup.start();
    appendFileSync(setup.chromium, '# longer\n');
    await setup.start();
    expect(setup.runs).to.have.length(2);
  });

  it('is asked again of an executable that was replaced by one of the same size and time', async () => {
    const setup = new Setup();
    await setup.start();
    const time = new Date(2024, 0, 1);
    utimesSync(setup.chromium, time, time);
    await setup.start();
    const replacement = path.join(setup.directory, 'replacement');
    setup.write('155.0.8078.79', replacement);
    utimesSync(replacement, time, time);
    renameSync(replacement, setup.chromium);
    expect(await setup.start()).to.equal('155.0.8078.79');
    expect(setup.runs).to.have.length(3);
  });

  it('is asked again if a link leads to another executable', async () => {
    const setup = new Setup();
    const link = path.join(setup.directory, 'link');
    symlinkSync(setup.chromium, link);
    await setup.start({ VALENCE_CHROMIUM: link });
    const other = path.join(setup.directory, 'other');
    setup.write('155.0.1.2', other);
    symlinkSync(other, `${link}.new`);
    renameSync(`${link}.new`, link);
    expect(await setup.start({ VALENCE_CHROMIUM: link })).to.equal('155.0.1.2');
  });

  /** What may be in the place of the cache. Each costs the run of the executable and nothing else. */
  const spoilers: Record<string, (setup: Setup) => void> = {
    'no JSON': ({ cacheFile }) => writeFileSync(cacheFile, '[{"identity":'),
    'JSON of another shape': ({ cacheFile }) => writeFileSync(cacheFile, '{"a":1}'),
    'a version that is none': ({ cacheFile }) =>
      writeFileSync(cacheFile, readFileSync(cacheFile, 'utf8').replace('156.0.8078.79', '156<script>')),
    'larger than any cache': ({ cacheFile }) => appendFileSync(cacheFile, ' '.repeat(100_000)),
    'writable by others': ({ cacheFile }) => chmodSync(cacheFile, 0o666),
    'a FIFO': ({ cacheFile }) => {
      renameSync(cacheFile, `${cacheFile}.old`);
      execFileSync('mkfifo', [cacheFile]);
    },
    'a link': ({ cacheFile }) => {
      renameSync(cacheFile, `${cacheFile}.old`);
      symlinkSync(`${cacheFile}.old`, cacheFile);
    },
    'a directory': ({ cacheFile }) => {
      renameSync(cacheFile, `${cacheFile}.old`);
      mkdirSync(cacheFile);
    },
  };
  for (const [what, spoil] of Object.entries(spoilers)) {
    it(`is asked again if the file of known versions is ${what}`, async () => {
      const setup = new Setup();
      await setup.start();
      spoil(setup);
      expect(await setup.start()).to.equal('156.0.8078.79');
      expect(setup.runs).to.have.length(2);
    });
  }

  it('is not believed from another user', async () => {
    const setup = new Setup();
    await setup.start();
    if (process.getuid?.() === 0) {
      chownSync(setup.cacheFile, 65_534, 65_534);
    } else {
      // Only root can give a file away. For others the folder is that of another user.
      renameSync(path.dirname(setup.cacheFile), `${path.dirname(setup.cacheFile)}.old`);
      symlinkSync('/proc/1', path.dirname(setup.cacheFile));
    }
    expect(await setup.start()).to.equal('156.0.8078.79');
    expect(setup.runs).to.have.length(2);
  });

  it('is asked at each start if there is no place for the file', async () => {
    const setup = new Setup();
    writeFileSync(setup.cacheHome, 'a file');
    await setup.start();
    expect(await setup.start()).to.equal('156.0.8078.79');
    expect(setup.runs).to.have.length(2);
  });

  it('leaves one file behind, which only its user may read', async () => {
    const setup = new Setup();
    await Promise.all([setup.start(), setup.start(), setup.start()]);
    const listed = execFileSync('stat', ['-c', '%n %a', 'valence', 'valence/chromium-versions.json'], {
      cwd: setup.cacheHome,
      encoding: 'utf8',
    });
    expect(listed).to.equal('valence 700\nvalence/chromium-versions.json 600\n');
    expect(execFileSync('ls', ['-A', 'valence'], { cwd: setup.cacheHome, encoding: 'utf8' })).to.equal(
      'chromium-versions.json\n',
    );
  });
});
