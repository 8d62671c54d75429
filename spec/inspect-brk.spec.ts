import { expect } from 'chai';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnApp, type AppExit, type AppOptions, type SpawnedApp } from './lib/apps';
import { connectDevTools, type DevToolsClient } from './lib/devtools-client';
import { until } from './lib/until';

describe('--inspect-brk', () => {
  const HERE = ['--inspect-brk=127.0.0.1:0'];

  /** Starts an app and lets it run, as debuggers do once they are set up. */
  async function debug(source: string, options: AppOptions): Promise<{ app: SpawnedApp; client: DevToolsClient }> {
    const app = spawnApp(source, { launcherArgs: HERE, ...options });
    const url = await until('Node.js listens', () => /^Debugger listening on (ws:\S+)$/m.exec(app.stderr)?.[1]);
    const client = await connectDevTools(url);
    await client.send('Runtime.enable');
    await client.send('Debugger.enable');
    await client.send('Runtime.runIfWaitingForDebugger');
    return { app, client };
  }

  /** Where it stands: URL and line, counted from 0. */
  async function placeOf(client: DevToolsClient): Promise<{ url: unknown; line: unknown }> {
    const { callFrames } = (await client.event('Debugger.paused')) as {
      callFrames: { location: { scriptId: string; lineNumber: number } }[];
    };
    const { scriptId, lineNumber } = callFrames[0]!.location;
    const script = client.events('Debugger.scriptParsed').find((parsed) => parsed['scriptId'] === scriptId);
    return { url: script?.['url'], line: lineNumber };
  }

  async function goOn(client: DevToolsClient, app: SpawnedApp): Promise<AppExit> {
    await client.send('Debugger.resume');
    await until('the app has printed its line', () => app.stdout.includes('ran'));
    // Node.js waits for its debugger to go.
    app.kill();
    return app.exited;
  }

  const APPS: [title: string, source: string, options: AppOptions, line: number][] = [
    ['a script', "console.log('ran');\nrequire('electron').app.exit();", {}, 0],
    ['a script with functions above it', "function unused() {\n  return 1;\n}\nconsole.log('ran');", {}, 3],
    ['a strict script with a #! line', "#!/usr/bin/env node\n'use strict';\nconsole.log('ran');", {}, 2],
    ['an ES module', "import { app } from 'electron';\nconsole.log('ran', app.name);", { main: 'main.mjs' }, 1],
  ];

  for (const [title, source, options, line] of APPS) {
    it(`pauses in the first line of the app: ${title}`, async () => {
      const { app, client } = await debug(source, options);
      const url = pathToFileURL(path.join(app.home.directory, options.main ?? 'main.js')).href;
      expect(await placeOf(client)).to.deep.equal({ url, line });
      expect(app.stdout).to.equal('');
      await goOn(client, app);
    });
  }

  it('runs modules of --require before', async () => {
    const { app, client } = await debug("console.log('ran');", {
      launcherArgs: [...HERE, '-r', './setup.js'],
      files: { 'setup.js': "console.log('set up');" },
    });
    expect((await placeOf(client)).line).to.equal(0);
    // It is on its way beside what the debugger is told.
    await app.untilPrinted('set up');
    expect(app.stdout).to.equal('set up\n');
    await goOn(client, app);
  });
});
