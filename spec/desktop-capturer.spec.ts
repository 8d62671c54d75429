// desktopCapturer: screens, windows of other programs, and the app's own.
import { desktopCapturer, session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { sourceWhenReady, spawnApp, printed } from './lib/apps';
import { startDisplay } from './lib/display';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { XProgram } from './lib/x-windows';

/** Source of a function that makes a source one of JSON, with the color in the middle of its pictures. */
const PLAIN = `({ id, name, thumbnail, display_id, appIcon }) => {
  const middle = (image) => {
    if (image === null) return null;
    const { width, height } = image.getSize();
    if (image.isEmpty()) return 'empty';
    const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
    return [width, height, image.toBitmap().subarray(at, at + 4).toString('hex')].join(' ');
  };
  return { id, name, display_id, thumbnail: middle(thumbnail), appIcon: middle(appIcon) };
}`;

interface Plain {
  id: string;
  name: string;
  display_id: string;
  thumbnail: string;
  appIcon: string | null;
}

/** What an app on a display is given for these options, and what else its code prints. */
async function listed(display: string, ...options: Electron.SourcesOptions[]): Promise<Plain[][]> {
  const app = spawnApp(
    sourceWhenReady(`
      const { desktopCapturer } = require('electron');
      const window = new BrowserWindow({ x: 700, y: 500, width: 200, height: 100 });
      await window.loadURL('data:text/html,<title>Own</title><body style="background: red">');
      for (const options of ${JSON.stringify(options)}) {
        print((await desktopCapturer.getSources(options)).map(${PLAIN}));
      }
    `),
    { env: { DISPLAY: display, WAYLAND_DISPLAY: undefined } },
  );
  const exit = await app.exited;
  expect(exit.code, exit.stderr).to.equal(0);
  return printed(exit) as Plain[][];
}

const BLUE = 0x0000ff;
const GREEN = 0x00ff00;

describe('desktopCapturer.getSources(options) on a display', () => {
  it('lists screens and windows of other programs, with thumbnails and icons', async () => {
    const display = await startDisplay();
    const program = await XProgram.start(display);
    const bounds = { x: 0, y: 0, width: 1280, height: 1024 };
    const back = await program.open({ color: BLUE, bounds, texts: { WM_NAME: 'Old name' } });
    const icon = [1, 1, 0xff112233, 2, 2, 0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000];
    const front = await program.open({
      color: GREEN,
      bounds: { x: 600, y: 400, width: 90, height: 300 },
      texts: { WM_NAME: 'Old', _NET_WM_NAME: 'Grün' },
      numbers: { _NET_WM_ICON: icon },
    });
    await program.open({ color: GREEN, bounds, texts: { WM_NAME: 'Menu' }, isMenu: true });
    const docked = { color: BLUE, bounds, texts: { WM_NAME: 'Panel' } };
    await program.open({ ...docked, atoms: { _NET_WM_WINDOW_TYPE: '_NET_WM_WINDOW_TYPE_DOCK' } });
    await program.open({ color: BLUE, bounds: { ...bounds, width: 50 } });

    const [screens, windows, plain] = await listed(
      display,
      { types: ['screen'], thumbnailSize: { width: 128, height: 128 } },
      { types: ['window'], fetchWindowIcons: true },
      { types: ['window'], thumbnailSize: { width: 0, height: 0 } },
    );
    expect(screens).to.have.length(1);
    expect(screens![0]).to.include({ name: 'Entire screen', appIcon: null });
    expect(screens![0]!.id).to.match(/^screen:\d+:0$/);
    expect(screens![0]!.display_id).to.match(/^\d+$/);
    expect(screens![0]!.thumbnail).to.equal('128 102 ff0000ff');
    expect(windows).to.deep.equal([
      { id: `window:${front}:0`, name: 'Grün', display_id: '', thumbnail: '45 150 00ff00ff', appIcon: '2 2 0000ffff' },
      { id: `window:${back}:0`, name: 'Old name', display_id: '', thumbnail: '150 120 ff0000ff', appIcon: 'empty' },
      { id: 'window:1:1', name: 'Own', display_id: '', thumbnail: '150 75 0000ffff', appIcon: 'empty' },
    ]);
    expect(plain!.map(({ name, thumbnail, appIcon }) => [name, thumbnail, appIcon])).to.deep.equal([
      ['Grün', 'empty', null],
      ['Old name', 'empty', null],
      ['Own', 'empty', null],
    ]);
  });

  it('finds windows in the frames of a window manager, and leaves out those that are minimized', async () => {
    const display = await startDisplay();
    const program = await XProgram.start(display);
    await program.setNumbers(program.root, '_NET_SUPPORTING_WM_CHECK', [program.root]);
    const bounds = { x: 0, y: 0, width: 100, height: 100 };
    const frame = (): Promise<number> => program.open({ color: GREEN, bounds, texts: { WM_NAME: 'Frame' } });
    const inside = { color: BLUE, bounds: { x: 5, y: 20, width: 90, height: 75 } };
    const normal = await program.open({
      ...inside,
      parent: await frame(),
      texts: { WM_NAME: 'Framed' },
      numbers: { WM_STATE: [1, 0] },
    });
    await program.open({
      ...inside,
      parent: await frame(),
      texts: { WM_NAME: 'Minimized' },
      numbers: { WM_STATE: [3, 0] },
    });
    const [windows] = await listed(display, { types: ['window'] });
    expect(windows!.map(({ id, name, thumbnail }) => [id, name, thumbnail])).to.deep.equal([
      [`window:${normal}:0`, 'Framed', '150 125 ff0000ff'],
      ['window:1:1', 'Own', '150 75 0000ffff'],
    ]);
  });

  it('rejects if there is no such display', async () => {
    const app = spawnApp(
      sourceWhenReady(`
        const { desktopCapturer } = require('electron');
        process.env.DISPLAY = ':64999';
        await desktopCapturer.getSources({ types: ['screen'] }).catch(({ name }) => print([name]));
        process.env.DISPLAY = '';
        process.env.WAYLAND_DISPLAY = 'wayland-0';
        await desktopCapturer.getSources({ types: ['screen'] }).catch(({ code }) => print([code]));
      `),
      { env: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined } },
    );
    expect(printed(await app.exited)).to.deep.equal([['Error'], ['ERR_VALENCE_UNAVAILABLE']]);
  });
});

describe('desktopCapturer.getSources(options)', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;

  before(async () => {
    server = await listenUntilClosed((_, response) => {
      sendPage(response, '<title>Page</title><body style="background: blue">');
    });
    ses = session.fromPartition(randomPartition());
    window = openWindow({ webPreferences: { session: ses }, width: 300, height: 200 });
    await window.loadURL(`http://localhost:${server.port}/`);
  });
  after(async () => {
    closeAllWindows();
    await endBrowser(ses);
    await server.close();
  });

  const own = async (options: Electron.SourcesOptions): Promise<Electron.DesktopCapturerSource | undefined> =>
    (await desktopCapturer.getSources(options)).find(({ id }) => id === window.getMediaSourceId());

  it('lists windows of the app without a display', async () => {
    const source = await own({ types: ['window'] });
    expect(source).to.include({ name: 'Page', display_id: '', appIcon: null });
    expect(source?.id).to.match(/^window:\d+:1$/);
    expect(source?.thumbnail.getSize()).to.deep.equal({ width: 150, height: 100 });
    expect(source?.thumbnail.toBitmap().subarray(0, 4).toString('hex')).to.equal('ff0000ff');
  });

  it('leaves out windows that are hidden, and lists them again', async () => {
    window.hide();
    expect(await own({ types: ['window'] })).to.equal(undefined);
    window.show();
    expect((await own({ types: ['window'] }))?.name).to.equal('Page');
  });

  it('lists what is asked for', async () => {
    expect(await desktopCapturer.getSources({ types: ['screen'] })).to.deep.equal([]);
    expect(await desktopCapturer.getSources({ types: [] })).to.deep.equal([]);
  });

  it('gives an empty thumbnail for a page that hangs', async () => {
    const busy = openWindow({ webPreferences: { session: ses } });
    await busy.loadURL(`http://127.0.0.1:${server.port}/busy`);
    const said = once(busy.webContents, 'console-message');
    void busy.webContents.executeJavaScript("console.log('busy'); for (;;);").catch(() => undefined);
    await said;
    const sources = await desktopCapturer.getSources({ types: ['window'] });
    const source = sources.find(({ id }) => id === busy.getMediaSourceId());
    expect([source?.name, source?.thumbnail.isEmpty()]).to.deep.equal(['Page', true]);
    expect(sources.find(({ id }) => id === window.getMediaSourceId())?.thumbnail.isEmpty()).to.equal(false);
    busy.destroy();
  });

  for (const [what, options, message] of [
    ['no options', undefined, 'Invalid options'],
    ['no types', {}, 'Invalid options'],
    ['types that are no array', { types: 'screen' }, 'Invalid options'],
    ['a bad size', { types: [], thumbnailSize: 7 }, 'options.thumbnailSize must be'],
    ['a bad width', { types: [], thumbnailSize: { width: 'a', height: 1 } }, 'options.thumbnailSize.width must be'],
    ['no boolean', { types: [], fetchWindowIcons: 7 }, 'options.fetchWindowIcons must be'],
  ] as const) {
    it(`rejects ${what}`, async () => {
      const error: unknown = await desktopCapturer
        .getSources(options as unknown as Electron.SourcesOptions)
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.an('error');
      expect((error as Error).message).to.include(message);
    });
  }
});
