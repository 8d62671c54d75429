import { nativeTheme } from 'electron';
import { expect } from 'chai';
import { outputOf } from './lib/apps';
import { listen } from './lib/servers';
import { newWindow } from './lib/sessions';

/** What the page sees now. */
const isDark = (window: Electron.BrowserWindow): Promise<unknown> =>
  window.webContents.executeJavaScript("matchMedia('(prefers-color-scheme: dark)').matches");

describe('nativeTheme.themeSource', () => {
  afterEach(() => {
    nativeTheme.themeSource = 'system';
    nativeTheme.removeAllListeners();
  });

  it('is what open pages and later ones see', async () => {
    const open = newWindow();
    await open.loadURL('data:text/html,open');
    const before = await isDark(open);
    nativeTheme.themeSource = 'dark';
    expect(await isDark(open)).to.equal(true);
    const later = newWindow();
    await later.loadURL('data:text/html,<script>first = matchMedia("(prefers-color-scheme: dark)").matches</script>');
    expect(await later.webContents.executeJavaScript('first')).to.equal(true);
    nativeTheme.themeSource = 'light';
    expect([await isDark(open), await isDark(later)]).to.deep.equal([false, false]);
    nativeTheme.themeSource = 'system';
    expect(await isDark(open)).to.equal(before);
  });

  it('is what frames of another site see', async () => {
    const inner = await listen(
      '<script>parent.postMessage(matchMedia("(prefers-color-scheme: dark)").matches, "*")</script>',
    );
    const frame = `<iframe src="${inner.origin.replace('127.0.0.1', 'localhost')}"></iframe>`;
    const outer = await listen(
      `<script>seen = new Promise((resolve) => onmessage = ({ data }) => resolve(data))</script>${frame}`,
    );
    nativeTheme.themeSource = 'dark';
    const window = newWindow();
    await window.loadURL(outer.origin);
    expect(await window.webContents.executeJavaScript('seen')).to.equal(true);
  });

  it('decides about shouldUseDarkColors, and emits updated', () => {
    const seen: unknown[] = [];
    nativeTheme.on('updated', () => seen.push([nativeTheme.themeSource, nativeTheme.shouldUseDarkColors]));
    nativeTheme.themeSource = 'dark';
    nativeTheme.themeSource = 'dark';
    nativeTheme.themeSource = 'light';
    expect(seen).to.deep.equal([
      ['dark', true],
      ['light', false],
    ]);
  });

  it('throws for another value', () => {
    expect(() => {
      nativeTheme.themeSource = 'blue' as never;
    }).to.throw(TypeError, 'themeSource must be one of system, light, dark, got blue');
    expect(nativeTheme.themeSource).to.equal('system');
  });

  it('is the desktop at first', async () => {
    const code = "print([require('electron').nativeTheme.shouldUseDarkColors]); app.quit();";
    expect(await outputOf(code, { env: { GTK_THEME: 'Adwaita:dark' } })).to.deep.equal([[true]]);
    expect(await outputOf(code, { env: { GTK_THEME: 'Adwaita' } })).to.deep.equal([[false]]);
  });
});
