import { expect } from 'chai';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { defer } from './lib/cleanup';
import { runApp, source, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { connectDevTools } from './lib/devtools-client';
import { untilGone } from './lib/processes';
import { freePort } from './lib/servers';
import { until } from './lib/until';

const ANY = ['--remote-debugging-port=0'];
const LINE = /^DevTools listening on (ws:\/\/127\.0\.0\.1:(\d+)\/devtools\/browser\/\S+)$/gm;

/** URLs that the app has written to stderr. */
const endpointsOf = ({ stderr }: { stderr: string }): string[] => [...stderr.matchAll(LINE)].map(([, url = '']) => url);

/** Sockets that any process of the app holds, by inode. */
function socketsOf(app: SpawnedApp): Set<string> {
  const inodes = app.processes().flatMap(({ pid }) => {
    const folder = `/proc/${pid}/fd`;
    try {
      return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
    } catch {
      return []; // it has ended, or closed it
    }
  });
  return new Set(inodes.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Local addresses on which a process of the app listens. */
function listenersOf(app: SpawnedApp): string[] {
  const sockets = socketsOf(app);
  const LISTEN = '0A';
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTEN && sockets.has(inode ?? ''))
      .map(([, address = '']) => address),
  );
}

const WINDOW =
  "const window = new BrowserWindow({ show: false }); await window.loadURL('data:text/html,<title>Page</title>');";

describe('--remote-debugging-port', () => {
  it('opens a port before the app is ready, and says so on stderr', async () => {
    const code = `
      const { readFileSync } = require('fs');
      app.on('ready', () => {
        print(readFileSync(require('path').join(app.getPath('userData'), 'DevToolsActivePort'), 'utf8').split('\\n'));
        app.exit();
      });
    `;
    const exit = await runApp(source(code), { launcherArgs: ANY });
    const [port, path] = JSON.parse(exit.stdout) as string[];
    expect(endpointsOf(exit)).to.deep.equal([`ws://127.0.0.1:${port}${path}`]);
  });

  it('opens the port that is named', async () => {
    const port = await freePort();
    const exit = await runApp(sourceWhenReady(''), { launcherArgs: [`--remote-debugging-port=${port}`] });
    expect(endpointsOf(exit)[0]).to.include(`:${port}/`);
  });

  for (const value of ['', '=']) {
    it(`opens any port if none is named: '${value}'`, async () => {
      const exit = await runApp(sourceWhenReady(''), { launcherArgs: [`--remote-debugging-port${value}`] });
      expect(endpointsOf(exit)).to.have.length(1);
    });
  }

  it('may be set by the app before it is ready', async () => {
    const code = "app.commandLine.appendSwitch('remote-debugging-port', '0'); app.whenReady().then(() => app.exit());";
    expect(endpointsOf(await runApp(source(code)))).to.have.length(1);
  });

  it('may be set by an app that has looked for a free port while it became ready', async () => {
    const code = `
      await app.whenReady();
      app.commandLine.appendSwitch('remote-debugging-port', '0');
      ${WINDOW}
    `;
    expect(endpointsOf(await runApp(sourceWhenReady(code)))).to.have.length(1);
  });

  it('says that it was set too late', async () => {
    const code = `${WINDOW} app.commandLine.appendSwitch('remote-debugging-port', '0'); print([window.getTitle()]);`;
    const exit = await runApp(sourceWhenReady(code));
    expect(exit.stdout).to.equal('["Page"]\n');
    expect(exit.stderr).to.include('[VALENCE_REMOTE_DEBUGGING] Warning: --remote-debugging-port was set when');
    expect(endpointsOf(exit)).to.deep.equal([]);
  });

  it('lets clients connect that see the page of a window', async () => {
    const app = spawnApp(sourceWhenReady(`${WINDOW} print(['loaded']); await new Promise(() => undefined);`), {
      launcherArgs: ANY,
    });
    await app.report();
    // stdout and stderr are two pipes.
    const client = await connectDevTools(await until('the line', () => endpointsOf(app)[0]));
    const { targetInfos } = (await client.send('Target.getTargets')) as {
      targetInfos: { type: string; title: string }[];
    };
    expect(targetInfos.filter(({ type }) => type === 'page').map(({ title }) => title)).to.deep.equal(['Page']);
    await app.killAll();
  });

  it('stays open when the session closes all of its connections, and so do its clients', async () => {
    const code = `
      const { readFileSync } = require('fs');
      const { once } = require('events');
      const port = Number(readFileSync(require('path').join(app.getPath('userData'), 'DevToolsActivePort'), 'utf8').split('\\n')[0]);
      const connect = async () => {
        const socket = require('net').connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      };
      const ask = async (socket) => {
        socket.write('GET /json/version HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n');
        return String(await Promise.race([once(socket, 'data'), once(socket, 'end')])).slice(0, 15);
      };
      const before = await connect();
      // Answered behind it, so that Chromium has accepted the first one.
      const answered = await ask(await connect());
      await session.defaultSession.closeAllConnections();
      print([answered, await ask(before), await ask(await connect())]);
    `;
    const { stdout } = await runApp(sourceWhenReady(code), { launcherArgs: ANY });
    expect(JSON.parse(stdout)).to.deep.equal(Array(3).fill('HTTP/1.1 200 OK'));
  });

  it("is of the default session's Chromium only", async () => {
    const code = `
      const sessions = [session.defaultSession, session.fromPartition('one'), session.fromPartition('persist:two')];
      await Promise.all(sessions.map((ses) => ses.cookies.get({})));
      print(['started']);
      await new Promise(() => undefined);
    `;
    const app = spawnApp(sourceWhenReady(code), { launcherArgs: ANY, env: { VALENCE_RESERVE: '1' } });
    await app.report();
    const lines = app.browsers().map(({ commandLine }) => commandLine);
    expect(lines.length).to.be.at.least(3);
    const withPort = lines.filter((args) => args.some((arg) => arg.startsWith('--remote-debugging-port')));
    expect(withPort.map((args) => args.includes(`--user-data-dir=${app.home.userData}`))).to.deep.equal([true]);
    await app.killAll();
  });

  it('opens no port unless an app asks for one', async () => {
    const app = spawnApp(sourceWhenReady(`${WINDOW} print(['loaded']); await new Promise(() => undefined);`));
    await app.report();
    expect(socketsOf(app).size).to.be.above(0);
    expect(listenersOf(app)).to.deep.equal([]);
    await app.killAll();
  });

  it('opens it on loopback alone', async () => {
    const app = spawnApp(sourceWhenReady(`${WINDOW} print(['loaded']); await new Promise(() => undefined);`), {
      launcherArgs: ANY,
    });
    await app.report();
    const LOOPBACK = '0100007F';
    expect(listenersOf(app).map((address) => address.split(':')[0])).to.deep.equal([LOOPBACK]);
    await app.killAll();
  });

  it('says that a port is in use, and the app goes on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    defer(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const exit = await runApp(sourceWhenReady(`${WINDOW} print([window.getTitle()]);`), {
      launcherArgs: [`--remote-debugging-port=${port}`],
    });
    expect(exit.stdout).to.equal('["Page"]\n');
    expect(exit.stderr).to.include(
      `[VALENCE_REMOTE_DEBUGGING] Warning: Port ${port} of --remote-debugging-port is in use`,
    );
    expect(endpointsOf(exit)).to.deep.equal([]);
  });

  for (const value of ['=port', '=65536', '=-1']) {
    it(`says that this is no port: '${value}'`, async () => {
      const exit = await runApp(sourceWhenReady(''), { launcherArgs: [`--remote-debugging-port${value}`] });
      expect(exit.code).to.equal(0);
      expect(exit.stderr).to.include('[VALENCE_REMOTE_DEBUGGING] Warning: --remote-debugging-port takes a port');
    });
  }

  it('says it once with --enable-logging', async () => {
    const exit = await runApp(sourceWhenReady(''), { launcherArgs: [...ANY, '--enable-logging'] });
    expect(endpointsOf(exit)).to.have.length(1);
  });

  it('opens a port again for a Chromium that replaces one', async () => {
    const code = `
      await session.defaultSession.cookies.get({});
      app.on('child-process-gone', () => session.defaultSession.cookies.get({}).then(() => print(['again'])));
      print(['running']);
      await new Promise(() => undefined);
    `;
    const app = spawnApp(sourceWhenReady(code), { launcherArgs: ANY });
    await app.report();
    const [browser] = app.browsers();
    process.kill(browser!.pid, 'SIGKILL');
    await untilGone(browser!.pid);
    await app.report(1);
    await connectDevTools(await until('the second line', () => endpointsOf(app)[1]));
    await app.killAll();
  });

  describe('a window', () => {
    /** What an app sees of the first load of a window; without what is of one run only. */
    const EVENTS = `
      const seen = [];
      app.on('web-contents-created', (event, contents) => {
        const { emit } = contents;
        contents.emit = (name, ...args) => {
          seen.push(name);
          return emit.call(contents, name, ...args);
        };
      });
      await app.whenReady();
      const window = new BrowserWindow({ show: false, webPreferences: { preload: __dirname + '/preload.js' } });
      const before = [window.webContents.getURL(), window.getTitle() === app.name, window.webContents.isLoading()];
      BEFORE
      await window.loadFile('index.html');
      const { webContents: contents } = window;
      const found = await contents.executeJavaScript('[location.protocol, document.title, preloaded, history.length]');
      print([before, seen, found, contents.canGoBack()]);
      app.exit();
    `;
    const FILES = {
      'index.html': '<title>From the file</title>',
      'preload.js': "require('electron').contextBridge.exposeInMainWorld('preloaded', 'yes');",
    };
    const sees = async (launcherArgs: string[], before: string): Promise<unknown> => {
      const code = source(`(async () => { ${EVENTS.replace('BEFORE', before)} })();`);
      const { stdout, stderr } = await runApp(code, { launcherArgs, files: FILES });
      expect(
        stderr
          .replaceAll(/.*VALENCE_NO_SANDBOX.*\n.*trace-warnings.*\n/g, '')
          .replaceAll(LINE, '')
          .trim(),
      ).to.equal('');
      return JSON.parse(stdout);
    };

    for (const [title, before] of [
      ['loads at once', ''],
      ['waits for its page first', 'await window.webContents.capturePage();'],
    ] as const) {
      it(`that ${title} is as it is without a port`, async () => {
        expect(await sees(ANY, before)).to.deep.equal(await sees([], before));
      });
    }
  });
});
