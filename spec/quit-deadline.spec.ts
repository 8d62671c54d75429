// app.quit() and the signals when a page or a Chromium does not answer any more.
import { expect } from 'chai';
import { supervisorsOf, untilNothingIsLeft } from './lib/app-remains';
import { source, spawnApp, type SpawnedApp } from './lib/apps';

/** An app with a window on `html`. It quits on a signal, or on a line. */
const appWith = (html: string): string =>
  source(`
    process.stdin.once('data', () => app.quit());
    app.whenReady().then(async () => {
      const window = new BrowserWindow({ webPreferences: { session: session.fromPartition('memory') } });
      window.on('closed', () => print(['closed']));
      app.on('quit', () => print(['quit']));
      await window.loadURL('data:text/html,' + encodeURIComponent(${JSON.stringify(html)}));
      console.log('up');
    });
  `);

const ENDLESS = '<script>onbeforeunload = () => { for (;;); };</script>';

async function start(html: string): Promise<SpawnedApp> {
  const spawned = spawnApp(appWith(html));
  await spawned.untilPrinted('up');
  return spawned;
}

describe('app.quit()', () => {
  for (const [title, end] of [
    ['app.quit()', (spawned: SpawnedApp) => spawned.send('')],
    ['SIGTERM', (spawned: SpawnedApp) => spawned.kill('SIGTERM')],
  ] as const) {
    it(`ends the app by ${title} although a beforeunload handler does not return`, async () => {
      const spawned = await start(ENDLESS);
      end(spawned);
      const { code, stdout, stderr } = await spawned.exited;
      expect([code, stdout]).to.deep.equal([0, 'up\n["closed"]\n["quit"]\n']);
      expect(stderr).to.include('VALENCE_PAGE_UNRESPONSIVE');
      await untilNothingIsLeft(spawned);
    });
  }

  it('ends the app although its Chromium is stopped', async () => {
    const spawned = await start('<title>page</title>');
    for (const { pid } of spawned.browsers()) process.kill(pid, 'SIGSTOP');
    spawned.kill('SIGTERM');
    expect((await spawned.exited).code).to.equal(0);
    await untilNothingIsLeft(spawned);
  });

  it('ends the app although a supervisor is stopped', async () => {
    const spawned = await start('<title>page</title>');
    const supervisors = supervisorsOf(spawned);
    for (const pid of supervisors) process.kill(pid, 'SIGSTOP');
    spawned.kill('SIGTERM');
    expect((await spawned.exited).code).to.equal(0);
    for (const pid of supervisors) process.kill(pid, 'SIGCONT');
    await untilNothingIsLeft(spawned);
  });

  it('is prevented by a page that answers that it stays', async () => {
    const spawned = spawnApp(
      source(`
        process.stdin.once('data', () => app.quit());
        app.whenReady().then(async () => {
          const { webContents } = new BrowserWindow();
          webContents.on('will-prevent-unload', () => console.log('stays'));
          await webContents.loadURL('data:text/html,<script>onbeforeunload = (event) => event.preventDefault();</script>');
          await webContents.executeJavaScript('0', true);
          console.log('up');
        });
      `),
    );
    await spawned.untilPrinted('up');
    spawned.send('');
    await spawned.untilPrinted('stays');
    expect(spawned.stderr).not.to.include('VALENCE_PAGE_UNRESPONSIVE');
  });
});
