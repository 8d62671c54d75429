import { expect } from 'chai';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, printed, runApp, source, sourceWhenReady, spawnApp, type AppExit } from './lib/apps';
import { patience } from './lib/patience';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

interface Line {
  label: string;
  category: string;
  text: string;
}

const LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z (\d+) ("(?:[^"\\]|\\.)*"|\S+) (protocol|requests|lifecycle) (.*)$/;

function parseLine(line: string): Line {
  const [, pid, label = '', category = '', text = ''] = LINE.exec(line) ?? [];
  if (pid === undefined) throw new Error(`This is no line of the log: ${line}`);
  return { label, category, text };
}

const parse = (text: string): Line[] => text.trimEnd().split('\n').map(parseLine);

/** Texts of one session and category, oldest first. */
const textsOf = (lines: Line[], of: string, in_: string): string[] =>
  lines.filter(({ label, category }) => label === of && category === in_).map(({ text }) => text);

/** Runs an app whose code may wait; `value` is VALENCE_LOG. */
const runWith = (value: string | undefined, code: string): Promise<AppExit> =>
  runApp(sourceWhenReady(code), { env: { VALENCE_LOG: value } });

const newLogFile = (): string => path.join(tempDir(), 'valence.log');

const USE = "await session.fromPartition('used').cookies.get({});";

/** Uses every part of a session that has secrets; what is secret begins with "secret-". */
const SCENARIO = `
  const { once } = require('events');
  const { ipcMain, net } = require('electron');
  const server = require('http').createServer((request, response) => {
    request.resume();
    if (request.url === '/login' && !request.headers.authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
      return;
    }
    response.setHeader('set-cookie', 'received=secret-received');
    response.setHeader('content-type', 'text/html');
    response.end('<title>page</title>secret-body');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = 'http://127.0.0.1:' + server.address().port + '/';
  const ses = session.fromPartition('used');

  const changed = once(ses.cookies, 'changed');
  await ses.cookies.set({ url, name: 'known', value: 'secret-cookie' });
  await ses.cookies.get({});
  await changed;

  ses.webRequest.onBeforeRequest((details, callback) => callback({ cancel: details.url.endsWith('/blocked') }));
  ses.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
    callback({ requestHeaders: { ...requestHeaders, 'X-Api-Key': 'secret-key' } });
  });
  ses.webRequest.onHeadersReceived(({ responseHeaders }, callback) => callback({ responseHeaders }));
  ses.webRequest.onCompleted(() => undefined);
  const headers = { authorization: 'Bearer secret-bearer' };
  await (await ses.fetch(url, { method: 'POST', body: 'secret-post', headers })).text();
  await new Promise((resolve, reject) => {
    const request = net.request({ url: url.replace('//', '//secret-user:secret-password@') + 'login', session: ses });
    request.on('response', (response) => response.on('data', () => undefined).on('end', resolve));
    request.on('error', reject);
    request.end();
  });
  await ses.fetch('unknown://host/').catch(() => undefined);

  ipcMain.handle('channel', () => 'secret-reply');
  ses.protocol.handle('secretive', () => new Response(new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.alloc(100_000, 'secret-stream'));
      if (++this.pieces === 30) controller.close();
    },
    pieces: 0,
  }), { headers: { 'content-type': 'text/html' } }));
  const win = new BrowserWindow({ show: false, webPreferences: { session: ses, preload: __dirname + '/preload.js' } });
  const run = (script) => win.webContents.executeJavaScript(script);
  await win.loadURL(url);
  await run('fetch("/form", { method: "POST", body: "secret-form", headers: { "x-token": "secret-token" } }).then(() => null)');
  await run('fetch("/blocked").catch(() => null)');
  print([await run('bridge.send("secret-message")'), await run('"secret-result"')]);
  await run('console.log("secret-console"); document.title = "secret-title"');
  await run('navigator.hid.requestDevice({ filters: [] }).catch(() => null); null');
  await win.loadURL('secretive://host/');
  await win.loadURL('data:text/html,<title>secret-data</title>');

  const crashed = once(win.webContents, 'render-process-gone');
  win.webContents.forcefullyCrashRenderer();
  await crashed;
  const pid = ses.getBrowserProcessId();
  print([String(pid)]);
  process.kill(pid, 'SIGSTOP');
  const pending = ses.cookies.get({ name: 'asked' }).catch(() => undefined);
  await new Promise(setImmediate);
  const gone = once(app, 'child-process-gone');
  process.kill(pid, 'SIGKILL');
  await gone;
  await pending;
`;

const PRELOAD = `
  const { ipcRenderer, contextBridge } = require('electron');
  contextBridge.exposeInMainWorld('bridge', { send: (message) => ipcRenderer.invoke('channel', message) });
`;

describe('VALENCE_LOG', () => {
  describe('of an app with all categories', () => {
    let text: string;
    let lines: Line[];
    let pid: string;
    let lifecycle: string[];
    let requests: string[];
    let protocol: string[];

    before(async function () {
      this.timeout(patience(90_000));
      const file = newLogFile();
      const exit = await runApp(sourceWhenReady(SCENARIO), {
        env: { VALENCE_LOG: `protocol,requests,lifecycle:${file}` },
        files: { 'preload.js': PRELOAD },
      });
      expect(exit.code, exit.stderr).to.equal(0);
      const [results, pids] = printed(exit) as string[][];
      expect(results).to.deep.equal(['secret-reply', 'secret-result']);
      [pid = ''] = pids ?? [];
      text = readFileSync(file, 'utf8');
      lines = parse(text);
      lifecycle = textsOf(lines, 'used', 'lifecycle');
      requests = textsOf(lines, 'used', 'requests');
      protocol = textsOf(lines, 'used', 'protocol');
    });

    it('has the start of a browser with its pid and directory', () => {
      const of = 'directory="/[^"]+"';
      expect(lifecycle[0]).to.equal('session made directory=null');
      expect(lifecycle[1]).to.equal('reserve has none');
      expect(lifecycle[2]).to.match(new RegExp(`^browser starts in-memory=true ${of}$`));
      expect(lifecycle[3]).to.match(new RegExp(`^browser answers pid=${pid} after=\\d+ms ${of}$`));
    });

    it('has the end of a browser with its signal', () => {
      expect(lifecycle.at(-1)).to.match(
        new RegExp(`^browser ended pid=${pid} code=null signal=SIGKILL asked=false after=\\d+ms directory="/[^"]+"$`),
      );
    });

    it('has the crash of a renderer', () => {
      expect(lifecycle.at(-2)).to.match(
        new RegExp(`^renderer crashed target=page:[0-9A-F]{32} status=\\S+ code=\\d+ browser=${pid} directory="`),
      );
    });

    it('has the load of the helper extension', () => {
      const texts = lifecycle.filter((line) => line.startsWith('helper-extension'));
      expect(texts).to.have.lengthOf(2);
      expect(texts[0]).to.equal(`helper-extension loads browser=${pid}`);
      expect(texts[1]).to.match(new RegExp(`^helper-extension runs id=[a-p]{32} browser=${pid}$`));
    });

    it('has the start and the end of the app', () => {
      const texts = textsOf(lines, '-', 'lifecycle');
      expect(texts[0]).to.match(/^app starts valence=\S+ node=v\d+\.\d+\.\d+$/);
      expect(texts.slice(1)).to.deep.equal([
        'app is asked to quit windows=1',
        'app ends code=0',
        'app has ended code=0',
      ]);
    });

    it('has what a listener decides about a request of a page', () => {
      const paused = requests.find((line) => line.startsWith('paused') && line.includes('/blocked'));
      expect(paused).to.match(
        /^paused \S+ GET http:\/\/127\.0\.0\.1:\d+\/blocked request type=\S+ frame=[0-9A-F]{32} rules=[\d,]+$/,
      );
      const verdicts = requests.filter((line) => line.startsWith(`verdict ${paused?.split(' ')[1]} `));
      expect(verdicts).to.have.lengthOf(1);
      expect(verdicts[0]).to.match(/^verdict \S+ fail BlockedByClient by=webRequest after=\d+\.\dms$/);
    });

    it('has what a protocol handler answers', () => {
      expect(requests.join('\n')).to.match(
        /^verdict \S+ continue changed=headers,url url=\S+ by=webRequest,protocol after=\d+\.\dms$/m,
      );
    });

    it('has a request of the main process from its start to its end', () => {
      const texts = requests.filter((line) => line.includes(' main-process:1 '));
      expect(texts).to.have.lengthOf(3);
      expect(texts[0]).to.match(
        /^start main-process:1 POST http:\/\/127\.0\.0\.1:\d+\/ body=11 credentials=include cache=default$/,
      );
      expect(texts[1]).to.match(/^response main-process:1 200 http=1\.1 after=\d+\.\dms$/);
      expect(texts[2]).to.match(/^complete main-process:1 received=30 after=\d+\.\dms$/);
    });

    it('has why a request of the main process failed', () => {
      expect(requests.join('\n')).to.match(
        /^error main-process:3 Error: net::ERR_UNKNOWN_URL_SCHEME received=0 after=\d+\.\dms$/m,
      );
    });

    it('has commands, and replies with the time between', () => {
      const sent = protocol.find((line) => line.includes(' Storage.getCookies '));
      expect(sent).to.match(/^send \d+ browser Storage\.getCookies \{\}$/);
      const replies = protocol.filter((line) => line.startsWith(`reply ${sent?.split(' ')[1]} `));
      expect(replies).to.have.lengthOf(1);
      expect(replies[0]).to.match(/^reply \d+ browser Storage\.getCookies \d+\.\dms \{"cookies":\[/);
    });

    it('has commands that get no reply because Chromium has ended', () => {
      expect(protocol.join('\n')).to.match(/^no-reply \d+ browser Storage\.getCookies \d+\.\dms Chromium has ended$/m);
    });

    it('has events with the target and the DevTools session they are of', () => {
      const attached = protocol.find((line) => /^event browser Target\.attachedToTarget .*"type":"page"/.test(line));
      const [, sessionId = ''] = /"sessionId":"([0-9A-F]+)"/.exec(attached ?? '') ?? [];
      const [, targetId = ''] = /"targetId":"([0-9A-F]+)"/.exec(attached ?? '') ?? [];
      const target = `page:${targetId.slice(0, 8)}/${sessionId.slice(0, 8)}`;
      expect(target).to.match(/^page:[0-9A-F]{8}\/[0-9A-F]{8}$/);
      expect(protocol.some((line) => line.startsWith(`event ${target} Page.loadEventFired `))).to.equal(true);
      expect(protocol.some((line) => line.includes(` ${target} Page.navigate `))).to.equal(true);
    });

    it('has no values of cookies, no headers that identify, no bodies, scripts, results and messages', () => {
      // What they belong to is there, so that the log was written while they passed.
      const places = ['"known"', '"authorization"', '"x-token"', '"X-Api-Key"', '/form', 'secretive', 'bindingCalled'];
      for (const place of places) expect(text).to.include(place);
      expect(text.match(/secret-\w+|[\w+/]*c2Vjcm[\w+/=]*/g) ?? []).to.deep.equal([]);
    });

    it('has no user and password of a URL', () => {
      expect(text).to.match(/ requests start main-process:2 GET http:\/\/<cut>@127\.0\.0\.1:\d+\/login /);
    });

    it('has no random names of bindings, functions and streams', () => {
      expect(text).to.match(/ Fetch\.continueRequest .*"url":"https:\/\/s\d+\.[\w.-]+:\d+\/<cut>"/);
      expect(text.match(/valence(?:Ipc|Devices)\w+|[0-9a-f]{32,}/g) ?? []).to.deep.equal([]);
    });

    it('has one line for each record', () => {
      expect(text).to.match(/\n$/);
      expect(text.match(/[\p{Cc}\p{Zl}\p{Zp}]/gu)?.filter((character) => character !== '\n') ?? []).to.deep.equal([]);
    });
  });

  it('has a quit that a listener prevented', async () => {
    const file = newLogFile();
    await runWith(`lifecycle:${file}`, "app.once('before-quit', (event) => event.preventDefault()); app.quit();");
    expect(textsOf(parse(readFileSync(file, 'utf8')), '-', 'lifecycle')).to.include.members([
      'app is asked to quit windows=0',
      'app goes on: a listener or a page prevented the quit',
    ]);
  });

  it('has a browser that a session takes from the reserve', async function () {
    this.timeout(patience(90_000));
    const file = newLogFile();
    const code = `
      app.whenReady().then(() => session.fromPartition('first').cookies.get({}));
      process.stdin.once('data', async () => {
        const ses = session.fromPartition('second');
        await ses.cookies.get({});
        print([ses.getBrowserProcessId()]);
        app.quit();
      });
    `;
    const spawned = spawnApp(source(code), { env: { VALENCE_LOG: `lifecycle:${file}`, VALENCE_RESERVE: '1' } });
    const read = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const pid = await until(
      'a browser in reserve',
      () => / reserve lifecycle browser answers pid=(\d+) /.exec(read())?.[1],
      60_000,
    );
    spawned.send('');
    expect(await spawned.report()).to.deep.equal([Number(pid)]);
    await spawned.exited;
    expect(textsOf(parse(read()), 'second', 'lifecycle')).to.include(`reserve gives pid=${pid}`);
  });

  it('has all sessions in one file, each under its name', async () => {
    const file = newLogFile();
    const home = newAppHome();
    // A session that is only named starts no Chromium.
    const code = `
      for (const name of ['one', 'persist:two', '', 'a\\nb \\u001b[31m']) session.fromPartition(name);
      session.fromPath(app.getPath('userData') + '/path');
    `;
    await runApp(sourceWhenReady(code), { home, env: { VALENCE_LOG: `lifecycle:${file}` } });
    const labels = parse(readFileSync(file, 'utf8')).map(({ label }) => label);
    expect(labels.filter((label) => label !== '-')).to.deep.equal([
      'one',
      'persist:two',
      'default',
      '"a\\nb \\u001b[31m"',
      path.join(home.userData, 'path'),
    ]);
  });

  it('makes a file for its owner only', async () => {
    const file = newLogFile();
    await runWith(`lifecycle:${file}`, '');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('is appended to what is in the file', async () => {
    const file = newLogFile();
    writeFileSync(file, 'before\n');
    await runWith(`lifecycle:${file}`, '');
    const [first, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(first).to.equal('before');
    expect(lines.map(parseLine)).not.to.deep.equal([]);
  });

  it('goes to stderr without a file, in the categories that were asked for', async () => {
    const { stderr } = await runWith('lifecycle', USE);
    const lines = stderr.split('\n').filter((line) => LINE.test(line));
    expect(new Set(lines.map((line) => parseLine(line).category))).to.deep.equal(new Set(['lifecycle']));
    expect(new Set(lines.map((line) => parseLine(line).label))).to.deep.equal(new Set(['-', 'used']));
  });

  it('is off without the variable', async () => {
    const { stderr } = await runWith(undefined, USE);
    expect(stderr.split('\n').filter((line) => LINE.test(line))).to.deep.equal([]);
  });

  it('warns of a category that does not exist, and logs the others', async () => {
    const file = newLogFile();
    const { stderr } = await runWith(`lifecycle,protocl:${file}`, '');
    expect(stderr).to.include(
      "[VALENCE_LOG] Warning: VALENCE_LOG has no category 'protocl'. It takes protocol, requests, lifecycle, " +
        'separated by commas, and may end in a colon and the path of a file.',
    );
    expect(parse(readFileSync(file, 'utf8'))).not.to.deep.equal([]);
  });

  it('makes no file for categories that do not exist', async () => {
    const file = newLogFile();
    const { code, stderr } = await runWith(`all:${file}`, '');
    expect(code).to.equal(0);
    expect(stderr).to.include("VALENCE_LOG has no category 'all'");
    expect(existsSync(file)).to.equal(false);
  });

  it('warns once of a file that cannot be made, and the app goes on', async () => {
    const file = path.join(tempDir(), 'missing', 'valence.log');
    const exit = await runWith(`protocol,lifecycle:${file}`, "session.fromPartition('used'); print(['done']);");
    expect(exit.code).to.equal(0);
    expect(printed(exit)).to.deep.equal([['done']]);
    expect(exit.stderr).to.include(`VALENCE_LOG: ${file} cannot be written (ENOENT). The app runs without a log.`);
    expect(exit.stderr.match(/cannot be written/g)).to.have.lengthOf(1);
  });

  it('warns once of a device that is full, and the app goes on', async () => {
    const exit = await runWith('protocol,lifecycle:/dev/full', "session.fromPartition('used'); print(['done']);");
    expect(exit.code).to.equal(0);
    expect(printed(exit)).to.deep.equal([['done']]);
    expect(exit.stderr.match(/cannot be written \(ENOSPC\)/g)).to.have.lengthOf(1);
  });
});
