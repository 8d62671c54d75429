import { screen } from 'electron';
import { expect } from 'chai';
import { outputOf } from './lib/apps';
import { fakePrograms } from './lib/programs';
import { newWindow } from './lib/sessions';

const XRANDR = `cat <<'END'
Screen 0: minimum 320 x 200, current 3000 x 1920, maximum 16384 x 16384
eDP-1 connected 1920x1080+1080+0 (normal left inverted right x axis y axis) 344mm x 194mm
   1920x1080     60.02*+  48.00
   1280x720      60.00
DP-1 connected primary 1080x1920+0+0 left (normal left inverted right x axis y axis) 527mm x 296mm
   1920x1080    143.98 +  119.88*
HDMI-1 disconnected (normal left inverted right x axis y axis)
END`;

describe('screen module', () => {
  const earlier = process.env['DISPLAY'];
  afterEach(() => {
    if (earlier === undefined) delete process.env['DISPLAY'];
    else process.env['DISPLAY'] = earlier;
  });

  it('has the display of pages without a display', async () => {
    const { bounds, size, workArea, scaleFactor } = screen.getPrimaryDisplay();
    expect(screen.getAllDisplays()).to.have.lengthOf(1);
    expect([size, workArea]).to.deep.equal([{ width: bounds.width, height: bounds.height }, bounds]);
    const window = newWindow();
    await window.loadURL('about:blank');
    const seen = (await window.webContents.executeJavaScript(
      '[screen.width, screen.height, devicePixelRatio]',
    )) as unknown;
    expect(seen).to.deep.equal([bounds.width, bounds.height, scaleFactor]);
  });

  it('has those of xrandr on a display, the primary one first', () => {
    process.env['DISPLAY'] = ':7';
    fakePrograms({ xrandr: XRANDR });
    const displays = screen.getAllDisplays();
    expect(
      displays.map(({ label, bounds, rotation, displayFrequency, internal }) => [
        label,
        bounds,
        rotation,
        displayFrequency,
        internal,
      ]),
    ).to.deep.equal([
      ['DP-1', { x: 0, y: 0, width: 1080, height: 1920 }, 90, 120, false],
      ['eDP-1', { x: 1080, y: 0, width: 1920, height: 1080 }, 0, 60, true],
    ]);
    expect(displays[0]!.id).not.to.equal(displays[1]!.id);
    expect(screen.getPrimaryDisplay().id).to.equal(displays[0]!.id);
    const at = (x: number, y: number): string => screen.getDisplayNearestPoint({ x, y }).label;
    expect([at(5, 5), at(1080, 0), at(9999, 5), at(-5, 3000)]).to.deep.equal(['DP-1', 'eDP-1', 'eDP-1', 'DP-1']);
    const of = (x: number, width: number): string => screen.getDisplayMatching({ x, y: 0, width, height: 100 }).label;
    expect([of(1000, 100), of(1000, 500), of(5000, 10)]).to.deep.equal(['DP-1', 'eDP-1', 'eDP-1']);
  });

  it('throws without xrandr, and for the pointer', () => {
    process.env['DISPLAY'] = ':7';
    fakePrograms({}, { only: true });
    const code = 'ERR_VALENCE_UNAVAILABLE';
    expect(() => screen.getAllDisplays())
      .to.throw('xrandr')
      .with.property('code', code);
    expect(() => screen.getCursorScreenPoint())
      .to.throw('pointer')
      .with.property('code', code);
    expect(() => screen.getDisplayNearestPoint({ x: 1 } as never)).to.throw(TypeError, 'point.y must be a number');
  });

  it('throws before the app is ready', async () => {
    const code =
      "try { require('electron').screen.getAllDisplays() } catch (error) { print([error.message]) } app.quit();";
    expect(await outputOf(code)).to.deep.equal([["The 'screen' module can't be used before the app 'ready' event"]]);
  });
});
