// What extensions of the app do in its pages, with chrome.* as Chromium has it.
import { expect } from 'chai';
import { once } from 'node:events';
import { writeExtension, type ExtensionContent } from './lib/extensions';
import { handle } from './lib/protocol';
import { listen, sendPage } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

type ExtensionMembers = 'loadExtension' | 'removeExtension' | 'getExtension' | 'getAllExtensions';

/** Of Electron 36. */
const extensionsOf = (ses: Electron.Session) =>
  (ses as unknown as { extensions: NodeJS.EventEmitter & Pick<Electron.Session, ExtensionMembers> }).extensions;

/** Without what the extension does to every page. */
const quiet = { 'marks.js': '' };

/** Loads an extension into a new session, and opens a page of a server there when its worker listens. */
async function open(content: ExtensionContent, ses = newSession('persist:')) {
  // Chromium answers the question after it has heard of the listeners before it.
  const heard = "chrome.runtime.getPlatformInfo().then(() => console.log('listening'));";
  const worker = `${content.files?.['worker.js'] ?? ''}; ${heard}`;
  const listening = once(ses.serviceWorkers, 'console-message');
  const files = { ...content.files, 'worker.js': worker };
  const { id, url } = await ses.loadExtension(writeExtension({ ...content, files }));
  await listening;
  const server = await listen((request, response) => sendPage(response, `<title>${request.url}</title>`));
  const { webContents } = newWindow({ webPreferences: { session: ses } });
  await webContents.loadURL(server.origin);
  return { ses, id, url, server, contents: webContents };
}

describe('extensions at work', () => {
  it('answer the messages of their content scripts', async () => {
    const { contents } = await open({
      // The page has its own title by then.
      manifest: { content_scripts: [{ matches: ['<all_urls>'], js: ['marks.js'], run_at: 'document_end' }] },
      files: {
        'marks.js': "chrome.runtime.sendMessage('question').then((answer) => { document.title = answer; })",
        'worker.js':
          'chrome.runtime.onMessage.addListener((message, sender, answer) => answer(`${message} ${sender.tab.url}`))',
      },
    });
    const title = contents.getTitle();
    if (!title.startsWith('question')) await once(contents, 'page-title-updated');
    expect(contents.getTitle()).to.equal(`question ${contents.getURL()}`);
  });

  it('answer pages that externally_connectable names, and no others', async () => {
    const { contents, id, server } = await open({
      manifest: { externally_connectable: { matches: ['http://127.0.0.1/*'] } },
      files: {
        ...quiet,
        'worker.js': "chrome.runtime.onMessageExternal.addListener((_, __, answer) => answer('hello'))",
      },
    });
    const ask = (): Promise<unknown> =>
      contents.executeJavaScript(`chrome.runtime?.sendMessage(${JSON.stringify(id)}, 'x') ?? 'no chrome.runtime'`);
    expect(await ask()).to.equal('hello');
    await contents.loadURL(server.origin.replace('127.0.0.1', 'localhost'));
    expect(await ask()).to.equal('no chrome.runtime');
  });

  it('block requests with declarativeNetRequest', async () => {
    const rule = { id: 1, action: { type: 'block' }, condition: { urlFilter: 'advertisement' } };
    const { contents, server } = await open({
      manifest: {
        permissions: ['declarativeNetRequest'],
        declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
      },
      files: { ...quiet, 'rules.json': JSON.stringify([rule]) },
    });
    const outcome = (path: string): Promise<unknown> =>
      contents.executeJavaScript(`fetch('${path}').then(() => 'came', () => 'blocked')`);
    // Chromium reads the rules beside what the extension does.
    await until('the rules', async () => (await outcome('/first-advertisement')) === 'blocked');
    expect([await outcome('/advertisement'), await outcome('/article')]).to.deep.equal(['blocked', 'came']);
    expect(server.requests.map(({ url }) => url)).not.to.include('/advertisement');
  });

  it('keep what they store in the session', async () => {
    const folder = writeExtension({ files: quiet });
    const [first, second] = [newSession('persist:'), newSession('persist:')];
    const run = async (ses: Electron.Session, code: string): Promise<unknown> => {
      const { url } = await ses.loadExtension(folder);
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL(`${url}page.html`);
      return webContents.executeJavaScript(code);
    };
    await run(first, 'chrome.storage.local.set({ kept: 7 })');
    expect(await run(first, 'chrome.storage.local.get()')).to.deep.equal({ kept: 7 });
    expect(await run(second, 'chrome.storage.local.get()')).to.deep.equal({});
  });

  it('see the tabs of their session only', async () => {
    const { contents, url, ses } = await open({ manifest: { permissions: ['tabs'] }, files: quiet });
    const other = await open({ files: quiet });
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    const urls = (await webContents.executeJavaScript(
      'chrome.tabs.query({}).then((tabs) => tabs.map((tab) => tab.url))',
    )) as string[];
    expect(urls).to.include(contents.getURL());
    expect(urls).not.to.include(other.contents.getURL());
  });

  it('run scripts in pages with chrome.scripting', async () => {
    const { contents, url, ses } = await open({ manifest: { permissions: ['scripting', 'tabs'] }, files: quiet });
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    await webContents.executeJavaScript(`(async () => {
      const [tab] = (await chrome.tabs.query({})).filter(({ url }) => url === ${JSON.stringify(contents.getURL())});
      const func = () => { document.body.textContent = 'scripted'; };
      await chrome.scripting.executeScript({ target: { tabId: tab.id }, func });
    })()`);
    expect(await contents.executeJavaScript('document.body.textContent')).to.equal('scripted');
  });

  it('make requests that listeners of ses.webRequest see and hold', async () => {
    const { url, ses, server } = await open({ files: quiet });
    ses.webRequest.onBeforeRequest({ urls: [`${server.origin}/*`] }, (details, callback) =>
      callback(details.url.endsWith('/from') ? { redirectURL: `${server.origin}/to` } : {}),
    );
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    const code = `fetch('${server.origin}/from').then((response) => response.text())`;
    expect(await webContents.executeJavaScript(code)).to.contain('<title>/to</title>');
  });

  it('make requests in their service worker that listeners of ses.webRequest see', async () => {
    const ses = newSession('persist:');
    const { origin } = await listen();
    const requested = new Promise<string>((resolve) => {
      ses.webRequest.onBeforeRequest({ urls: [`${origin}/*`] }, ({ url }, callback) => {
        callback({ cancel: true });
        resolve(url);
      });
    });
    const worker = `fetch('${origin}/of-the-worker').catch(() => console.log('cancelled'))`;
    const logged = once(ses.serviceWorkers, 'console-message') as Promise<[unknown, Electron.MessageDetails]>;
    await ses.loadExtension(writeExtension({ files: { ...quiet, 'worker.js': worker } }));
    expect(await requested).to.equal(`${origin}/of-the-worker`);
    expect((await logged)[1].message).to.equal('cancelled');
  });

  it('get answers of ses.protocol', async () => {
    const { url, ses } = await open({ files: quiet });
    handle(ses, 'http', () => new Response('from the app', { headers: { 'access-control-allow-origin': '*' } }));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    const code = "fetch('http://extension.test/').then((response) => response.text())";
    expect(await webContents.executeJavaScript(code)).to.equal('from the app');
  });
});

describe('ses.extensions', () => {
  it('has the members of the session under the names of later versions', async () => {
    const ses = newSession('persist:');
    const extensions = extensionsOf(ses);
    const loaded = await extensions.loadExtension(writeExtension());
    expect(ses.getAllExtensions()).to.deep.equal([loaded]);
    expect(extensions.getAllExtensions()).to.deep.equal([loaded]);
    expect(extensions.getExtension(loaded.id)).to.deep.equal(loaded);
    extensions.removeExtension(loaded.id);
    expect(ses.getAllExtensions()).to.deep.equal([]);
  });

  it('emits the events before the session does', async () => {
    const ses = newSession('persist:');
    const events: string[] = [];
    for (const name of ['extension-loaded', 'extension-unloaded'] as const) {
      extensionsOf(ses).on(name, () => events.push(`extensions ${name}`));
      ses.on(name as 'extension-loaded', () => events.push(`session ${name}`));
    }
    const ready = once(extensionsOf(ses), 'extension-ready');
    const { id } = await ses.loadExtension(writeExtension());
    await ready;
    ses.removeExtension(id);
    expect(events).to.deep.equal([
      'extensions extension-loaded',
      'session extension-loaded',
      'extensions extension-unloaded',
      'session extension-unloaded',
    ]);
  });

  it('is the same object each time, and cannot be set', () => {
    const ses = newSession('persist:');
    expect(extensionsOf(ses)).to.equal(extensionsOf(ses));
    expect(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(ses), 'extensions')).to.have.property(
      'set',
      undefined,
    );
  });
});
