// Widely used extensions, and the package that installs them, as they come from npm, each at its main job.
import { app } from 'electron';
import { expect } from 'chai';
import { installExtension, REACT_DEVELOPER_TOOLS } from 'electron-devtools-installer';
import { REACT_DEVELOPER_TOOLS as REACT_FOLDER } from 'electron-devtools-vendor';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { writeExtension } from './lib/extensions';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow, nextEvent } from './lib/sessions';
import { until } from './lib/until';

/** The folder of what `require(name)` loads. */
const folderOf = (name: string): string => path.dirname(require.resolve(name));

/** Lays a folder where the installer keeps what it has downloaded. */
function provide(id: string, folder: string): string {
  const target = path.join(app.getPath('userData'), 'extensions', id);
  cpSync(folder, target, { recursive: true });
  defer(() => rmSync(target, { recursive: true }));
  return target;
}

/** What makes an extension keep its id wherever its folder is, as those of the store do. */
function newExtensionKey(): { key: string; id: string } {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const digest = createHash('sha256').update(publicKey).digest('hex').slice(0, 32);
  const id = digest.replaceAll(/./g, (digit) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16)));
  return { key: publicKey.toString('base64'), id };
}

/** A server with React and a page that shows one component. */
function listenWithReact(): Promise<LocalServer> {
  const scripts = ['react', 'react-dom'].map((name) => path.join(folderOf(name), 'umd', `${name}.production.min.js`));
  return listen(({ url }, response) => {
    const script = scripts.find((file) => url === `/${path.basename(file)}`);
    if (script !== undefined) {
      response.setHeader('content-type', 'text/javascript');
      response.end(readFileSync(script));
      return;
    }
    const markup = scripts.map((file) => `<script src="/${path.basename(file)}"></script>`).join('');
    const code = `
      const Greeting = ({ name }) => React.createElement('b', null, 'Hello ' + name);
      ReactDOM.createRoot(document.getElementById('root')).render(React.createElement(Greeting, { name: 'World' }));`;
    sendPage(response, `<title>React</title><div id="root"></div>${markup}<script>${code}</script>`);
  });
}

describe('extensions of npm', () => {
  it('electron-devtools-installer loads what is in its folder, once', async () => {
    const ses = newSession('persist:');
    const { key, id } = newExtensionKey();
    const folder = provide(id, writeExtension({ manifest: { key } }));
    const extension = await installExtension(id, { session: ses });
    expect([extension.id, extension.path]).to.deep.equal([id, folder]);
    const again: unknown[] = [];
    ses.on('extension-loaded', (_, loaded) => again.push(loaded));
    expect(await installExtension([id], { session: ses })).to.deep.equal([extension]);
    expect(again).to.deep.equal([]);
  });

  it('electron-devtools-installer loads React Developer Tools, which reads the components of a page', async () => {
    const ses = newSession('persist:');
    provide(REACT_DEVELOPER_TOOLS.id, REACT_FOLDER);
    const { name } = await installExtension(REACT_DEVELOPER_TOOLS, { session: ses });
    expect(name).to.equal('React Developer Tools');

    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL((await listenWithReact()).origin);
    const opened = nextEvent(webContents, 'devtools-opened');
    webContents.openDevTools();
    await opened;
    const names = `[...__REACT_DEVTOOLS_GLOBAL_HOOK__.rendererInterfaces.values()].map((renderer) =>
      renderer.getDisplayNameForFiberID(renderer.getFiberIDForNative(document.querySelector('b'), true)))`;
    // Neither React nor the backend may have come to the component yet.
    const read = (): Promise<unknown> => webContents.executeJavaScript(names).catch(() => null);
    await until('the component', async () => JSON.stringify(await read()) === '["Greeting"]');
  });

  it('the autoconsent of DuckDuckGo declines the cookies of a page', async () => {
    const ses = newSession('persist:');
    const { name, url } = await ses.loadExtension(path.join(folderOf('@duckduckgo/autoconsent'), 'addon-mv3'));
    expect(name).to.equal('Autoconsent');
    const { webContents: popup } = newWindow({ webPreferences: { session: ses } });
    await popup.loadURL(`${url}popup.html`);
    const stored =
      "chrome.storage.local.get(['rules', 'config']).then(({ rules, config }) => Boolean(rules && config))";
    await until('its rules', () => popup.executeJavaScript(stored));

    const buttons = ['confirmation', 'decline'].map(
      (what) => `<button id="hs-eu-${what}-button" onclick="document.title = '${what}'">${what}</button>`,
    );
    const banner = `<div id="hs-eu-cookie-confirmation">${buttons.join('')}</div>`;
    const { origin } = await listen((_, response) => sendPage(response, `<title>asks</title>${banner}`));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(origin);
    await until('an answer', async () => (await webContents.executeJavaScript('document.title')) !== 'asks');
    expect(await webContents.executeJavaScript('document.title')).to.equal('decline');
  });
});
