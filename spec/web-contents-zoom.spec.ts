import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('webContents.setZoomFactor(factor), getZoomFactor(), setZoomLevel(level), getZoomLevel()', () => {
  const shared = useSharedSession();
  const open = async (origin: string): Promise<BrowserWindow> => {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(origin);
    return window;
  };
  const shows = (window: BrowserWindow, factor: number): Promise<unknown> =>
    until(`a factor of ${factor}`, () => run(window, `Math.abs(devicePixelRatio - ${factor}) < 0.01`));

  it('change how large the page is shown', async () => {
    const { origin } = await listen();
    const window = await open(origin);
    const width = await run<number>(window, 'innerWidth');
    window.webContents.setZoomFactor(2);
    await shows(window, 2);
    expect(await run(window, 'innerWidth')).to.equal(width / 2);
    expect(window.webContents.getZoomFactor()).to.equal(2);
    window.webContents.setZoomLevel(-1);
    await shows(window, 1 / 1.2);
    expect(window.webContents.getZoomLevel()).to.equal(-1);
    for (const level of [0.5, 0.2, 2]) {
      window.webContents.zoomLevel = level;
      expect(window.webContents.zoomLevel).to.equal(level);
    }
  });

  it('are shared by pages of one host, and by no others', async () => {
    const { origin } = await listen();
    const [one, two] = [
      await open(origin.replace('127.0.0.1', 'a.localhost')),
      await open(origin.replace('127.0.0.1', 'a.localhost')),
    ];
    const other = await open(origin.replace('127.0.0.1', 'b.localhost'));
    one.webContents.zoomFactor = 1.5;
    await shows(two, 1.5);
    await shows(other, 1);
    expect([two, other].map(({ webContents }) => webContents.zoomFactor)).to.deep.equal([1.5, 1]);
  });

  it('throw for what is no factor or level', async () => {
    const { webContents: contents } = await open('data:text/html,page');
    for (const factor of [0, -1, NaN])
      expect(() => contents.setZoomFactor(factor)).to.throw("'zoomFactor' must be a double");
    expect(() => contents.setZoomLevel('1' as never)).to.throw(TypeError, 'level');
  });
});
