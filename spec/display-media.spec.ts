// What pages capture with getDisplayMedia() is what the app chooses.
import { desktopCapturer, session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { spawnApp } from './lib/apps';
import { startDisplay } from './lib/display';
import { emulateUser } from './lib/permission-kinds';
import { preloadFile } from './lib/preload';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newSession, newWindow, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

type Handler = NonNullable<Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]>;
type Request = Parameters<Handler>[0];

/** Runs in the page: the stream's tracks, and the color in the middle of its picture. */
const LOOK = `async (stream) => {
  const kinds = stream.getTracks().map(({ kind }) => kind).sort();
  const [track] = stream.getVideoTracks();
  if (!track) return [kinds, null];
  const video = Object.assign(document.createElement('video'), { srcObject: new MediaStream([track]), muted: true });
  await video.play();
  const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
  const context = canvas.getContext('2d');
  const look = () => {
    context.drawImage(video, 0, 0);
    return context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  };
  // A page is white, or nothing, until it is drawn for the first time, which may be after its load.
  const isBlank = ([red, green, blue]) => red === green && green === blue;
  let color = look();
  for (; isBlank(color); color = look()) await new Promise((resolve) => requestAnimationFrame(resolve));
  const [red, green, blue] = color;
  for (const each of stream.getTracks()) each.stop();
  return [kinds, red > 200 && green < 60 && blue < 60 ? 'red' : blue > 200 && red < 60 && green < 60 ? 'blue' : [red, green, blue].join()];
}`;

const failed = `({ name, message }) => \`\${name}: \${message}\``;
const use = (options: string): string => `navigator.mediaDevices.getDisplayMedia(${options}).then(${LOOK}, ${failed})`;

describe('ses.setDisplayMediaRequestHandler(handler) on a display', () => {
  it('captures the frame that the app chooses', async () => {
    const app = spawnApp(
      `const { app, BrowserWindow } = require('electron');
      app.whenReady().then(async () => {
        const window = new BrowserWindow();
        const { webContents } = window;
        webContents.session.setDisplayMediaRequestHandler((_, callback) => callback({ video: webContents.mainFrame }));
        await window.loadFile(__filename.replace(/[^/]*$/, 'page.html'));
        console.log(await webContents.executeJavaScript(${JSON.stringify(use('{ video: true }'))}, true));
        app.quit();
      });`,
      {
        files: { 'page.html': '<title>page</title><body style="background: red">' },
        env: { DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined },
      },
    );
    const { code, stdout, stderr } = await app.exited;
    expect([code, stdout.trim()], stderr).to.deep.equal([0, "[ [ 'video' ], 'red' ]"]);
  });
});

describe('ses.setDisplayMediaRequestHandler(handler)', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let red: BrowserWindow;
  let blue: BrowserWindow;

  before(async () => {
    server = await listenUntilClosed((request, response) => {
      sendPage(response, `<title>Page</title><body style="background: ${(request.url ?? '').slice(1)}">`);
    });
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    [red, blue] = await Promise.all([open('red'), open('blue')]);
  });
  afterEach(() => {
    closeAllWindows();
    ses.setDisplayMediaRequestHandler(null);
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  async function open(color: string, webPreferences: Electron.WebPreferences = {}): Promise<BrowserWindow> {
    const window = openWindow({ webPreferences: { session: ses, ...webPreferences } });
    await window.loadURL(`http://localhost:${server.port}/${color}`);
    await emulateUser(window.webContents);
    return window;
  }
  const inRed = (code: string, gesture = true): Promise<unknown> =>
    red.webContents.executeJavaScript(code, gesture) as Promise<unknown>;
  /** A new frame in the red page. */
  async function openFrame(attributes: string): Promise<Electron.WebFrameMain> {
    const known = new Set(red.webContents.mainFrame.frames);
    await inRed(`new Promise((onload) => {
      document.body.append(Object.assign(document.createElement('iframe'), { ${attributes}, onload }));
    }).then(() => undefined)`);
    return until('the frame', () => red.webContents.mainFrame.frames.find((frame) => !known.has(frame)));
  }
  const choose = (streams: unknown): Request[] => {
    const requests: Request[] = [];
    ses.setDisplayMediaRequestHandler((request, callback) => {
      requests.push(request);
      callback(streams as Electron.Streams);
    });
    return requests;
  };

  it('captures the video of the frame that the app chooses', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    expect(await inRed(use('{ video: true }'))).to.deep.equal([['video'], 'blue']);
    expect(requests).to.have.length(1);
    const [{ frame, ...rest }] = requests as [Request];
    expect(frame).to.equal(red.webContents.mainFrame);
    expect(rest).to.deep.equal({
      securityOrigin: `http://localhost:${server.port}/`,
      videoRequested: true,
      audioRequested: false,
      userGesture: true,
    });
  });

  it('captures the page that asks', async () => {
    ses.setDisplayMediaRequestHandler(({ frame }, callback) => callback({ video: frame }));
    expect(await inRed(use(''))).to.deep.equal([['video'], 'red']);
  });

  it('captures video and audio of one frame', async () => {
    const frame = blue.webContents.mainFrame;
    const requests = choose({ video: frame, audio: frame, enableLocalEcho: true });
    expect(await inRed(use('{ video: true, audio: true }'))).to.deep.equal([['audio', 'video'], 'blue']);
    expect(requests[0]?.audioRequested).to.equal(true);
  });

  it('captures video of one frame and audio of another', async () => {
    choose({ video: blue.webContents.mainFrame, audio: red.webContents.mainFrame });
    expect(await inRed(use('{ video: true, audio: true }'))).to.deep.equal([['audio', 'video'], 'blue']);
  });

  it('captures the sound of a frame that is played there', async () => {
    await blue.webContents.executeJavaScript(
      `const context = new AudioContext();
       const tone = new OscillatorNode(context);
       tone.connect(context.destination);
       tone.start();
       context.resume()`,
      true,
    );
    choose({ audio: blue.webContents.mainFrame });
    const loud =
      await inRed(`navigator.mediaDevices.getDisplayMedia({ video: false, audio: true }).then(async (stream) => {
      const context = new AudioContext();
      const analyser = new AnalyserNode(context);
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
      await context.resume();
      const samples = new Uint8Array(analyser.fftSize);
      for (;;) {
        analyser.getByteTimeDomainData(samples);
        if (samples.some((sample) => sample > 140)) return 'loud';
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, ${failed})`);
    expect(loud).to.equal('loud');
  });

  it('captures the same page again when the stream has ended', async () => {
    choose({ video: blue.webContents.mainFrame });
    for (let i = 0; i < 3; ++i) expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
  });

  it('captures a page that is captured already, whose stream goes on', async () => {
    choose({ video: blue.webContents.mainFrame });
    const both = await inRed(`(async () => {
      const first = await navigator.mediaDevices.getDisplayMedia();
      const second = await navigator.mediaDevices.getDisplayMedia();
      const look = ${LOOK};
      return [await look(second), first.getTracks()[0].readyState, await look(first)];
    })()`);
    expect(both).to.deep.equal([[['video'], 'blue'], 'live', [['video'], 'blue']]);
  });

  it('captures a page for two pages at once', async () => {
    choose({ video: blue.webContents.mainFrame });
    const other = await open('blue');
    const looks = [red, other].map((window) => window.webContents.executeJavaScript(use(''), true) as Promise<unknown>);
    expect(await Promise.all(looks)).to.deep.equal([
      [['video'], 'blue'],
      [['video'], 'blue'],
    ]);
  });

  it('captures a window of the app by its source', async () => {
    const sources = await desktopCapturer.getSources({ types: ['window'] });
    choose({ video: sources.find(({ id }) => id === blue.getMediaSourceId()) });
    expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
  });

  it('keeps to the constraints of the page, and says what it shows', async () => {
    choose({ video: blue.webContents.mainFrame });
    const settings = await inRed(`(async () => {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { width: { max: 160 }, frameRate: { max: 5 } } });
      const [track] = stream.getTracks();
      const video = Object.assign(document.createElement('video'), { srcObject: stream, muted: true });
      await video.play();
      const isSmall = () => track.getSettings().width === 160 && video.videoWidth === 160;
      while (!isSmall()) await new Promise((resolve) => requestAnimationFrame(resolve));
      const { displaySurface, logicalSurface, frameRate } = track.getSettings();
      const of = [displaySurface, logicalSurface, frameRate, video.videoWidth, track.getConstraints()];
      const copy = track.clone();
      of.push(copy.getSettings().displaySurface, copy.getCapabilities().displaySurface);
      for (const each of [track, copy]) each.stop();
      return of;
    })()`);
    const constraints = { width: { max: 160 }, frameRate: { max: 5 } };
    expect(settings).to.deep.equal(['browser', true, 5, 160, constraints, 'browser', 'browser']);
  });

  for (const [options, error] of [
    ['{ video: { width: { min: 3 } } }', 'min constraints are not supported'],
    ['{ audio: { sampleRate: { exact: 3 } } }', 'exact constraints are not supported'],
    ['{ video: { advanced: [{ width: 3 }] } }', 'Advanced constraints are not supported'],
    ['{ video: false }', 'either audio or video must be requested'],
  ] as const) {
    it(`rejects ${options} as Chromium does, and is not called`, async () => {
      const requests = choose({ video: blue.webContents.mainFrame });
      const prefix = `TypeError: Failed to execute 'getDisplayMedia' on 'MediaDevices': `;
      expect([await inRed(use(options)), requests]).to.deep.equal([prefix + error, []]);
    });
  }

  it('rejects constraints that no picture meets, and captures nothing then', async () => {
    choose({ video: blue.webContents.mainFrame });
    expect(await inRed(use('{ video: { width: { max: 0 } } }'))).to.match(/^OverconstrainedError: /);
    expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
  });

  it('captures while a listener holds WebSockets, each page once at a time', async () => {
    const held = newSession();
    held.webRequest.onBeforeRequest({ urls: ['ws://*/*'] }, (_details, callback) => callback({}));
    held.setDisplayMediaRequestHandler(({ frame }, callback) => callback({ video: frame }));
    const { webContents } = newWindow({ webPreferences: { session: held } });
    await webContents.loadURL(`http://localhost:${server.port}/red`);
    await emulateUser(webContents);
    const got: unknown = await webContents.executeJavaScript(
      `navigator.mediaDevices.getDisplayMedia().then(async (stream) => {
        const again = await navigator.mediaDevices.getDisplayMedia().catch(({ name }) => name);
        return [again, await (${LOOK})(stream)];
      })`,
      true,
    );
    expect(got).to.deep.equal(['NotReadableError', [['video'], 'red']]);
  });

  it('works for preload scripts, too', async () => {
    const preload = preloadFile(`require('electron').contextBridge.exposeInMainWorld('look', () => ${use('')});`);
    const window = await open('red', { preload });
    choose({ video: blue.webContents.mainFrame });
    expect(await window.webContents.executeJavaScript('look()', true)).to.deep.equal([['video'], 'blue']);
  });

  for (const [what, attributes] of [
    ['of the same origin', "src: '/red?frame'"],
    ['with srcdoc', "srcdoc: '<title>Frame</title>'"],
  ] as const) {
    it(`captures for a frame ${what}, which is told as the one that asks`, async () => {
      const requests = choose({ video: blue.webContents.mainFrame });
      const frame = await openFrame(attributes);
      expect(await frame.executeJavaScript(use(''), true)).to.deep.equal([['video'], 'blue']);
      expect(requests[0]?.frame).to.equal(frame);
    });
  }

  it('fails for a frame of another origin, which is allowed to ask', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    const foreign = `src: 'http://127.0.0.1:${server.port}/red'`;
    const frame = await openFrame(`${foreign}, allow: 'display-capture'`);
    expect(await frame.executeJavaScript(use(''), true)).to.equal('NotReadableError: Could not start video source');
    expect(requests[0]?.securityOrigin).to.equal(`http://127.0.0.1:${server.port}/`);
    expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
  });

  it('is not called for frames that may not ask', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    const foreign = await openFrame(`src: 'http://127.0.0.1:${server.port}/red'`);
    expect(await foreign.executeJavaScript(use(''), true)).to.equal('NotAllowedError: Permission denied');
    const sandboxed = await openFrame("src: '/red?sandbox', sandbox: 'allow-scripts', allow: 'display-capture'");
    expect(await sandboxed.executeJavaScript(use(''), true)).to.equal('SecurityError: Invalid security origin');
    expect(requests).to.deep.equal([]);
  });

  it('refuses without a handler', async () => {
    expect(await inRed(use(''))).to.equal('NotSupportedError: Not supported');
    choose({ video: blue.webContents.mainFrame });
    ses.setDisplayMediaRequestHandler(null);
    expect(await inRed(use(''))).to.equal('NotSupportedError: Not supported');
  });

  it('refuses a page without a gesture of the user, and is not called', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    expect(await inRed(use(''), false)).to.equal(
      'InvalidStateError: getDisplayMedia() requires transient activation (user gesture).',
    );
    expect(requests).to.have.length(0);
  });

  it('refuses when the app calls back with null', async () => {
    choose(null);
    expect(await inRed(use(''))).to.equal('AbortError: Invalid capture constraints');
  });

  it('refuses what the permission request handler denies, as display-capture', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    const asked: string[] = [];
    ses.setPermissionRequestHandler((_contents, permission, callback) => {
      asked.push(permission);
      callback(false);
    });
    expect(await inRed(use(''))).to.equal('NotAllowedError: Permission denied');
    expect([asked, requests]).to.deep.equal([['display-capture'], []]);
  });

  for (const [what, streams, message] of [
    ['no video', {}, 'Video was requested, but no video stream was provided'],
    ['a screen', { video: { id: 'screen:0:0', name: 'Entire Screen' } }, 'gives screens to no page'],
    ['a window', { video: { id: 'window:7:0', name: 'Window' } }, 'gives windows to no page'],
    ['loopback', { video: 'frame', audio: 'loopback' }, 'loopback is not there on Linux'],
    ['anything else', { video: 7 }, 'video must be a WebFrameMain'],
    ['no object', 7, 'streams must be an object'],
  ] as const) {
    it(`throws for ${what}, and refuses`, async () => {
      const thrown: unknown[] = [];
      ses.setDisplayMediaRequestHandler(({ frame }, callback) => {
        const given = typeof streams === 'object' && 'audio' in streams ? { ...streams, video: frame } : streams;
        try {
          callback(given as Electron.Streams);
        } catch (error) {
          thrown.push(error);
        }
      });
      expect(await inRed(use('{ video: true, audio: true }'))).to.equal('AbortError: Invalid capture constraints');
      expect(thrown[0]).to.be.instanceOf(TypeError);
      expect((thrown[0] as Error).message).to.include(message);
    });
  }

  it('counts the first answer', async () => {
    ses.setDisplayMediaRequestHandler((_request, callback) => {
      callback(null as unknown as Electron.Streams);
      callback({ video: blue.webContents.mainFrame });
    });
    expect(await inRed(use(''))).to.equal('AbortError: Invalid capture constraints');
  });

  it('gives no page of another session', async () => {
    const other = newWindow({ webPreferences: { session: newSession() } });
    await other.loadURL(`http://localhost:${server.port}/blue`);
    choose({ video: other.webContents.mainFrame });
    expect(await inRed(use(''))).to.equal('NotReadableError: Could not start video source');
  });

  it('leaves nothing to a page that goes around the wrapper: Chromium refuses at once, without a dialog', async () => {
    const requests = choose({ video: blue.webContents.mainFrame });
    const native = (): Promise<unknown> =>
      red.webContents.executeJavaScriptInIsolatedWorld(1001, [{ code: use('') }], true) as Promise<unknown>;
    expect(await native()).to.equal('NotAllowedError: Permission denied by user');
    expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
    expect(await native()).to.equal('NotAllowedError: Permission denied by user');
    expect(requests).to.have.length(1);
  });

  it('gives an id to the page that asked, and to no other', async () => {
    let answer: ((streams: Electron.Streams) => void) | undefined;
    ses.setDisplayMediaRequestHandler((_request, callback) => (answer = callback));
    const got = inRed(use('')).catch(() => undefined);
    const callback = await until('the request', () => answer);
    await red.loadURL(`http://localhost:${server.port}/red?again`);
    callback({ video: blue.webContents.mainFrame });
    await got;
    choose({ video: blue.webContents.mainFrame });
    expect(await inRed(use(''))).to.deep.equal([['video'], 'blue']);
  });

  it('takes a function or null only', () => {
    expect(() => ses.setDisplayMediaRequestHandler(7 as unknown as null)).to.throw(
      TypeError,
      'handler must be a function or null, got number',
    );
  });
});
