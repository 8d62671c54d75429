import { app } from 'electron';
import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { newAppHome, outputOf, printed, source, spawnApp, spawnPath, type AppHome } from './lib/apps';

/** Waits for second instances; ends with the one that says so. */
const FIRST = source(`
  if (process.argv.at(-1) === '--second') {
    print([app.requestSingleInstanceLock({ file: 'ä.txt' }), app.hasSingleInstanceLock()]);
    process.exit(); // at once, as many apps do
  }
  print([app.requestSingleInstanceLock()]);
  app.on('second-instance', (event, argv, cwd, data) => {
    print([app.isReady(), argv.at(-1), cwd, data, typeof event.preventDefault]);
    app.quit();
  });
  print('waits');
`);

const lockOf = ({ userData }: AppHome): string => path.join(userData, 'SingleInstance', 'lock');
const exists = (home: AppHome): boolean => readdirSync(path.dirname(lockOf(home))).includes('lock');

describe('app.requestSingleInstanceLock(additionalData)', () => {
  it('gives the lock to one instance, which receives what the other was started with', async () => {
    const home = newAppHome();
    const first = spawnApp(FIRST, { home });
    await first.untilPrinted('"waits"');
    const second = await spawnPath(home.directory, { home, args: ['--second'] }).exited;
    expect(printed(second)).to.deep.equal([[false, false]]);
    const [hasLock, , received] = printed(await first.exited);
    expect(hasLock).to.deep.equal([true]);
    expect(received).to.deep.equal([true, '--second', home.directory, { file: 'ä.txt' }, 'function']);
    expect(exists(home)).to.equal(false);
  });

  it('gives the lock of an instance that was killed to the next one', async () => {
    const home = newAppHome();
    const first = spawnApp(FIRST, { home });
    await first.untilPrinted('"waits"');
    await first.killAll();
    expect(exists(home)).to.equal(true);
    const next = await spawnPath(home.directory, { home, args: ['--second'] }).exited;
    expect(printed(next)).to.deep.equal([[true, true]]);
  });

  it('does not take the process id of another process for the owner', async () => {
    const home = newAppHome();
    mkdirSync(path.dirname(lockOf(home)), { recursive: true });
    symlinkSync(`${hostname()}:${process.pid}:1`, lockOf(home));
    const code = 'print([app.requestSingleInstanceLock()]); app.quit();';
    expect(await outputOf(code, { home })).to.deep.equal([[true]]);
  });

  it('leaves the lock to an owner on another machine', async () => {
    const home = newAppHome();
    mkdirSync(path.dirname(lockOf(home)), { recursive: true });
    symlinkSync('another.machine:1:1', lockOf(home));
    const code = 'print([app.requestSingleInstanceLock()]); app.quit();';
    expect(await outputOf(code, { home })).to.deep.equal([[false]]);
  });

  it('is true again for the instance that has it', async () => {
    const code = 'print([app.requestSingleInstanceLock(), app.requestSingleInstanceLock()]); app.quit();';
    expect(await outputOf(code)).to.deep.equal([[true, true]]);
  });

  it('throws a TypeError for data that is no object', () => {
    expect(() => app.requestSingleInstanceLock('x' as never)).to.throw(
      TypeError,
      'additionalData must be an object, got string',
    );
  });
});

describe('app.releaseSingleInstanceLock()', () => {
  it('lets the next instance have the lock', async () => {
    const home = newAppHome();
    const code = `
      print([app.requestSingleInstanceLock()]);
      app.releaseSingleInstanceLock();
      print([app.hasSingleInstanceLock()]);
      app.quit();`;
    expect(await outputOf(code, { home })).to.deep.equal([[true], [false]]);
    expect(existsSync(path.dirname(lockOf(home)))).to.equal(true);
    expect(exists(home)).to.equal(false);
  });
});
