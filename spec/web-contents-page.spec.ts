// Members of WebContents about the page as a whole: its history, its screen, who has the focus, copies of it in files and on paper.
import { BrowserWindow, webContents } from 'electron';
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { preloadFile, run } from './lib/preload';
import { fakePrograms } from './lib/programs';
import { listen } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const shared = useSharedSession();
async function open(url: string): Promise<Electron.BrowserWindow> {
  const window = newWindow({ webPreferences: { session: shared() } });
  await window.loadURL(url);
  return window;
}

describe('webContents.goToOffset(offset), goToIndex(index), canGoToOffset(offset)', () => {
  it('go to entries of the history', async () => {
    const { origin } = await listen();
    const window = await open(`${origin}/0`);
    const contents = window.webContents;
    for (const name of [1, 2]) await window.loadURL(`${origin}/${name}`);
    await until('a history', () => contents.canGoToOffset(-2));
    expect([1, -3].map((offset) => contents.canGoToOffset(offset))).to.deep.equal([false, false]);
    const back = nextEvent(contents, 'did-finish-load');
    contents.goToOffset(-2);
    await back;
    expect(contents.getURL()).to.equal(`${origin}/0`);
    await until('entries ahead', () => contents.canGoToOffset(2));
    const forth = nextEvent(contents, 'did-finish-load');
    contents.goToIndex(1);
    await forth;
    expect(contents.getURL()).to.equal(`${origin}/1`);
  });

  it('throw for what is no number', async () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    expect(() => contents.goToIndex('1' as unknown as number)).to.throw(TypeError, /index must be an integer/);
  });
});

describe('webContents.enableDeviceEmulation(parameters), disableDeviceEmulation()', () => {
  const PARAMETERS: Electron.Parameters = {
    screenPosition: 'mobile',
    screenSize: { width: 320, height: 480 },
    viewPosition: { x: 0, y: 0 },
    deviceScaleFactor: 3,
    viewSize: { width: 320, height: 400 },
    scale: 1,
  };

  it('have the page see another screen, and its own again', async () => {
    const { origin } = await listen('<meta name="viewport" content="width=device-width">');
    const window = await open(origin);
    const seen = (): Promise<string> => run<string>(window, '[innerWidth, screen.width, devicePixelRatio].join()');
    const own = await seen();
    window.webContents.enableDeviceEmulation(PARAMETERS);
    await until('another screen', async () => (await seen()) === '320,320,3');
    window.webContents.disableDeviceEmulation();
    await until('its own', async () => (await seen()) === own);
  });

  it('hold after the page has crashed', async () => {
    const { origin } = await listen('<meta name="viewport" content="width=device-width">');
    const window = await open(origin);
    window.webContents.enableDeviceEmulation(PARAMETERS);
    const gone = nextEvent(window.webContents, 'render-process-gone');
    window.webContents.forcefullyCrashRenderer();
    await gone;
    await window.loadURL(origin);
    await until('the other screen', () => run<boolean>(window, 'innerWidth === 320'));
  });

  it('throw for what is no screen', async () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    const bad = { ...PARAMETERS, screenPosition: 'tablet' as 'mobile' };
    expect(() => contents.enableDeviceEmulation(bad)).to.throw(TypeError, /screenPosition/);
  });
});

describe('webContents.isFocused(), webContents.getFocusedWebContents()', () => {
  it('follow the window with the focus', async () => {
    const [one, two] = [new BrowserWindow(), new BrowserWindow()];
    try {
      expect([one.webContents.isFocused(), two.webContents.isFocused()]).to.deep.equal([false, true]);
      one.focus();
      expect(webContents.getFocusedWebContents()).to.equal(one.webContents);
    } finally {
      for (const window of [one, two]) window.destroy();
    }
    expect(webContents.getFocusedWebContents()).to.equal(null);
  });
});

describe('webContents.setBackgroundThrottling(allowed)', () => {
  it('keeps a page that nobody sees awake', async () => {
    const { origin } = await listen();
    const window = newWindow({ webPreferences: { session: shared(), backgroundThrottling: false } });
    await window.loadURL(origin);
    const becomes = (state: string): Promise<unknown> =>
      until(state, async () => (await run(window, 'document.visibilityState')) === state);
    expect(window.webContents.backgroundThrottling).to.equal(false);
    window.webContents.setBackgroundThrottling(true);
    expect(window.webContents.getBackgroundThrottling()).to.equal(true);
    window.minimize();
    await becomes('hidden');
    window.webContents.backgroundThrottling = false;
    await becomes('visible');
  });
});

describe('webContents.opener', () => {
  it('is the frame that has opened the page', async () => {
    const { origin } = await listen('<iframe src="about:blank"></iframe>');
    const window = await open(origin);
    expect(window.webContents.opener).to.equal(null);
    const [frame] = window.webContents.mainFrame.frames;
    const created = nextEvent<[Electron.BrowserWindow]>(window.webContents, 'did-create-window');
    await frame!.executeJavaScript(`void window.open('${origin}/opened')`, true);
    const [opened] = await created;
    expect(opened.webContents.opener).to.equal(frame);
    window.destroy();
    expect(opened.webContents.opener).to.equal(null);
    opened.destroy();
  });
});

describe('webContents.beginFrameSubscription([onlyDirty,] callback)', () => {
  it('gives pictures of the page as it is painted, until it is ended', async () => {
    const { origin } = await listen('<body style="background: rgb(0, 0, 255)">');
    const window = await open(origin);
    // The first one may be of the page before it was painted.
    const [image, dirty] = await new Promise<[Electron.NativeImage, Electron.Rectangle]>((resolve) =>
      window.webContents.beginFrameSubscription(true, (...picture) => {
        const pixels = picture[0].toBitmap();
        const middle = (pixels.length / 8) & ~3;
        if (pixels.subarray(middle, middle + 4).equals(Buffer.from([255, 0, 0, 255]))) resolve(picture);
      }),
    );
    expect(dirty).to.deep.equal({ x: 0, y: 0, ...image.getSize() });
    window.webContents.endFrameSubscription();
  });

  it('throws without a function', () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    expect(() => contents.beginFrameSubscription(true as never)).to.throw(TypeError, /callback must be a function/);
  });
});

describe('members of WebContents that Chromium has no command for', () => {
  it('read again what was set', () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    contents.setDevToolsTitle('Tools');
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.setWebRTCUDPPortRange({ min: 5000, max: 6000 });
    expect([
      contents.getDevToolsTitle(),
      contents.getWebRTCIPHandlingPolicy(),
      contents.getWebRTCUDPPortRange(),
    ]).to.deep.equal(['Tools', 'disable_non_proxied_udp', { min: 5000, max: 6000 }]);
    expect(() => contents.setWebRTCUDPPortRange({ min: 2, max: 1 })).to.throw(
      "'max' must be greater than or equal to 'min'",
    );
    expect(() => contents.setImageAnimationPolicy('none' as 'animate')).to.throw(TypeError, /policy must be one of/);
  });

  it('throw an error with a code where nothing can be read', () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    for (const call of [
      () => contents.getOSProcessId(),
      () => contents.getMediaSourceId(contents),
      () => contents.startDrag({ file: '/tmp/a', icon: '/tmp/a.png' }),
      () => contents.setDevToolsWebContents(contents),
    ]) {
      expect(call).to.throw().with.property('code', 'ERR_VALENCE_UNAVAILABLE');
    }
  });
});

describe('webContents.getAllSharedWorkers()', () => {
  it('lists those of the session', async () => {
    const { origin } = await listen((request, response) => {
      const type = request.url === '/worker.js' ? 'text/javascript' : 'text/html';
      response.setHeader('content-type', type).end(type === 'text/html' ? '' : '');
    });
    const window = await open(origin);
    await run(window, 'void (worker = new SharedWorker("/worker.js"))');
    await until('a worker', () => window.webContents.getAllSharedWorkers().length > 0);
    const workers = window.webContents.getAllSharedWorkers();
    expect(workers).to.have.lengthOf(1);
    expect(workers[0]).to.deep.include({ url: `${origin}/worker.js` });
    expect(workers[0]!.id).to.be.a('string');
  });
});

describe('webContents.savePage(fullPath, saveType)', () => {
  const HTML =
    '<!doctype html><title>Saved</title><base href="/deep/"><link rel="stylesheet" href="style.css"><img src="a.svg?1"><img src="a.svg?2"><a href="else">x</a>';
  const openPage = async (): Promise<Electron.BrowserWindow> => {
    const { origin } = await listen(({ url = '' }, response) => {
      const type = url.includes('.css') ? 'text/css' : url.includes('.svg') ? 'image/svg+xml' : 'text/html';
      const svg = `<svg xmlns="http://www.w3.org/2000/svg"><title>${url}</title></svg>`;
      const body = { 'text/css': 'body { color: red }', 'image/svg+xml': svg, 'text/html': HTML }[type];
      response.setHeader('content-type', type).end(body);
    });
    return open(`${origin}/page`);
  };

  it('saves what the server has sent: HTMLOnly', async () => {
    const file = path.join(tempDir(), 'page.html');
    await (await openPage()).webContents.savePage(file, 'HTMLOnly');
    expect(readFileSync(file, 'utf8')).to.equal(HTML);
  });

  it('saves the document with its resources: HTMLComplete', async () => {
    const directory = tempDir();
    const file = path.join(directory, 'page.html');
    const window = await openPage();
    await run(window, 'document.body.append("changed")');
    await window.webContents.savePage(file, 'HTMLComplete');
    const names = readdirSync(path.join(directory, 'page_files')).sort();
    expect(names).to.deep.equal(['a(1).svg', 'a.svg', 'style.css']);
    const saved = readFileSync(file, 'utf8');
    expect(saved)
      .to.match(/^<!DOCTYPE html>/)
      .and.include('changed')
      .and.include('href="./page_files/style.css"');
    expect(saved).not.to.include('<base');
    const copy = await open(`file://${file}`);
    expect(await run(copy, '[getComputedStyle(document.body).color, document.links[0].pathname]')).to.deep.equal([
      'rgb(255, 0, 0)',
      '/deep/else',
    ]);
  });

  it('saves one file with everything in it: MHTML', async () => {
    const file = path.join(tempDir(), 'page.mhtml');
    await (await openPage()).webContents.savePage(file, 'MHTML');
    expect(readFileSync(file, 'utf8')).to.include('multipart/related').and.include('Subject: Saved');
  });

  it('rejects for a path that is not absolute, a directory that is not there, another type', async () => {
    const { webContents: contents } = await openPage();
    const failure = (file: string, type: string): Promise<unknown> =>
      contents.savePage(file, type as 'MHTML').then(
        () => null,
        (error: unknown) => (error as Error).message,
      );
    expect(await failure('page.html', 'MHTML')).to.equal('Path must be absolute');
    expect(await failure(path.join(tempDir(), 'none/page.html'), 'HTMLOnly')).to.equal('Failed to save the page.');
    expect(await failure('/tmp/a', 'PDF')).to.match(/^saveType must be one of HTMLOnly/);
  });
});

describe('webContents.takeHeapSnapshot(filePath)', () => {
  it('writes what DevTools opens', async () => {
    const file = path.join(tempDir(), 'a.heapsnapshot');
    const { origin } = await listen();
    await (await open(origin)).webContents.takeHeapSnapshot(file);
    const { snapshot, nodes } = JSON.parse(readFileSync(file, 'utf8')) as { snapshot: object; nodes: number[] };
    expect(snapshot).to.have.property('node_count').that.is.greaterThan(100);
    expect(nodes.length).to.be.greaterThan(100);
  });

  it('rejects for a path that cannot be written', async () => {
    const { origin } = await listen();
    const file = path.join(tempDir(), 'none/a.heapsnapshot');
    const error = await (await open(origin)).webContents.takeHeapSnapshot(file).catch((reason: unknown) => reason);
    expect(error)
      .to.be.an('error')
      .with.property('message', `Failed to take heap snapshot with invalid file path ${file}`);
    expect(existsSync(file)).to.equal(false);
  });
});

describe('webContents.print(options[, callback]), getPrintersAsync()', () => {
  const LPSTAT = `
    [ "$1" = -e ] && printf 'laser\\nlabel\\n'
    [ "$1" = -d ] && echo 'system default destination: label'
    exit 0`;
  const LPOPTIONS = `echo "copies=1 printer-info='The \\\\'big\\\\' one' printer-make-and-model='Maker 1' printer-state=3 sides=one-sided"`;
  const printed = (contents: Electron.WebContents, options: Electron.WebContentsPrintOptions): Promise<unknown[]> =>
    new Promise((resolve) => contents.print(options, (...answer) => resolve(answer)));

  it('list the printers of CUPS', async () => {
    fakePrograms({ lpstat: LPSTAT, lpoptions: LPOPTIONS });
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    const [laser, label] = await contents.getPrintersAsync();
    expect(laser).to.deep.include({ name: 'laser', displayName: "The 'big' one", description: 'Maker 1', status: 3 });
    expect(laser!.options).to.deep.include({ 'sides': 'one-sided', 'printer-make-and-model': 'Maker 1' });
    expect([laser!.isDefault, label!.isDefault]).to.deep.equal([false, true]);
  });

  it('give lp a PDF of the page', async () => {
    const directory = tempDir();
    const { calls } = fakePrograms({ lpstat: LPSTAT, lpoptions: LPOPTIONS, lp: `cat > ${directory}/job.pdf` });
    const { origin } = await listen('<h1>Paper</h1>');
    const { webContents: contents } = await open(origin);
    const options = { silent: true, copies: 2, color: false, duplexMode: 'longEdge', header: 'A & B' } as const;
    expect(await printed(contents, options)).to.deep.equal([true, '']);
    expect(readFileSync(path.join(directory, 'job.pdf'), 'latin1')).to.match(/^%PDF-/);
    const job = calls().find(([program]) => program === 'lp');
    expect(job).to.include.members([
      '-d',
      'label',
      '-n',
      '2',
      'sides=two-sided-long-edge',
      'print-color-mode=monochrome',
    ]);
  });

  it('say why nothing was printed', async () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    fakePrograms({ lpstat: 'exit 1' });
    expect(await printed(contents, { silent: true })).to.deep.equal([false, 'No printers available on the network']);
    fakePrograms({ lpstat: LPSTAT, lp: 'exit 1' });
    const named = await printed(contents, { silent: true, deviceName: 'none' });
    expect(named).to.deep.equal([false, 'Invalid deviceName provided']);
    await contents.loadURL((await listen()).origin);
    expect(await printed(contents, { silent: true })).to.deep.equal([false, 'Print job failed']);
    expect(await printed(contents, {})).to.deep.equal([false, 'Print job canceled']);
  });

  it('throw for settings that mean nothing', () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    expect(() => contents.print(true as never)).to.throw(
      TypeError,
      'webContents.print(): Invalid print settings specified.',
    );
    const size = { width: 1, height: 1 };
    expect(() => contents.print({ pageSize: size })).to.throw(RangeError, 'must be minimum 352 microns.');
    expect(() => contents.print({ pageSize: 'A9' as 'A4' })).to.throw('Unsupported pageSize: A9');
    expect(() => contents.print({}, true as never)).to.throw(TypeError, 'Invalid optional callback provided.');
  });
});

describe('webContents.sendToFrame(frameId, channel, ...args)', () => {
  it('sends to one frame', async () => {
    const preload = preloadFile(`
      const { ipcRenderer } = require('electron');
      ipcRenderer.on('ping', () => ipcRenderer.send('pong', window.top === window));`);
    const { origin } = await listen('<iframe srcdoc="frame"></iframe>');
    const webPreferences = { preload, nodeIntegrationInSubFrames: true, session: shared() };
    const window = newWindow({ webPreferences });
    await window.loadURL(origin);
    const { webContents: contents } = window;
    const [frame] = contents.mainFrame.frames;
    const answer = nextEvent(contents, 'ipc-message');
    contents.sendToFrame([frame!.processId, frame!.routingId], 'ping');
    const [, channel, isTop] = await answer;
    expect([channel, isTop]).to.deep.equal(['pong', false]);
  });

  it('is false without such a frame, and throws for what names none', async () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    const send = contents.sendToFrame.bind(contents) as (frameId: unknown, channel: string) => unknown;
    expect(send([1, 2], 'a')).to.equal(false);
    expect(() => send('1', 'a')).to.throw('Missing required frame argument (must be number or [processId, frameId])');
  });
});
