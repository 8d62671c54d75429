// Apps written like the protocol and fetch samples of Electron's session page, run with local servers.
import { expect } from 'chai';
import { spawnApp, type SpawnedApp } from './lib/apps';
import { listen, sendPage } from './lib/servers';

const print = (value: string): string => `console.log(JSON.stringify(${value}))`;

/** `app`, `net`, `protocol`, `session`, `BrowserWindow` and `path` are there; the app ends behind `code`. */
const start = (code: string, files: Record<string, string> = {}): SpawnedApp =>
  spawnApp(
    `
      const { app, net, protocol, session, BrowserWindow } = require('electron')
      const path = require('path')
      const { pathToFileURL } = require('url')

      app.whenReady().then(async () => {
        ${code}
        app.quit()
      })
    `,
    { files },
  );

/** What the app has printed, once it has ended well. */
async function printedBy(app: SpawnedApp): Promise<unknown> {
  const report: unknown = await app.report();
  const { code, stderr } = await app.exited;
  expect(code, stderr).to.equal(0);
  return report;
}

describe('protocol and fetch samples of the session documentation', () => {
  it('net.fetch(): a response that is ok has its JSON', async () => {
    const server = await listen((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path: request.url }));
    });
    const app = start(`
      async function example () {
        const response = await net.fetch('${server.origin}/my.app')
        if (response.ok) {
          const body = await response.json()
          return body
        }
      }
      ${print('await example()')}
    `);
    expect(await printedBy(app)).to.deep.equal({ path: '/my.app' });
    expect(server.requests[0]?.headers['user-agent']).to.match(/ Chrome\/\d+/);
  });

  it('ses.fetch(): the same in a session of its own, whose cookies it sends', async () => {
    const server = await listen(({ headers }, response) => void response.end(headers.cookie));
    const app = start(`
      const ses = session.fromPartition('some-partition')
      await ses.cookies.set({ url: '${server.origin}', name: 'own', value: '1' })
      const texts = [ses, session.defaultSession].map(async (each) => (await each.fetch('${server.origin}')).text())
      ${print('await Promise.all(texts)')}
    `);
    expect(await printedBy(app)).to.deep.equal(['own=1', '']);
  });

  it('net.fetch(): asks custom protocols and file:, and webRequest hears of it', async () => {
    const app = start(
      `
      const heard = []
      session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
        heard.push(details.url.split(':')[0])
        callback({})
      })
      protocol.handle('atom', (req) => new Response('own ' + req.url))
      const own = await (await net.fetch('atom://host/path')).text()
      const file = await (await net.fetch(pathToFileURL(path.join(__dirname, 'note.txt')).toString())).text()
      ${print('[own, file, heard]')}
    `,
      { 'note.txt': 'from the disk' },
    );
    expect(await printedBy(app)).to.deep.equal(['own atom://host/path', 'from the disk', ['atom', 'file']]);
  });

  it('protocol.handle(): answers one URL and forwards the others to the built-in handler', async () => {
    const server = await listen((request, response) => {
      if (request.method === 'POST') request.pipe(response);
      else sendPage(response, '<title>Server</title>');
    });
    const app = start(`
      const origin = '${server.origin}'
      const heard = []
      session.defaultSession.webRequest.onCompleted(({ url, webContentsId }) => {
        if (webContentsId === undefined) heard.push(new URL(url).pathname)
      })
      protocol.handle('http', (req) => {
        if (req.url === origin + '/my-app') {
          return new Response('<body>my app</body>', { headers: { 'content-type': 'text/html' } })
        } else {
          return net.fetch(req, { bypassCustomProtocolHandlers: true })
        }
      })
      const win = new BrowserWindow({ width: 800, height: 600 })
      await win.loadURL(origin + '/my-app')
      const text = await win.webContents.executeJavaScript('document.body.textContent')
      const post = "fetch('/echo', { method: 'POST', body: 'posted' }).then((response) => response.text())"
      const posted = await win.webContents.executeJavaScript(post)
      await win.loadURL(origin + '/other')
      ${print('[text, posted, win.getTitle(), heard]')}
    `);
    expect(await printedBy(app)).to.deep.equal(['my app', 'posted', 'Server', ['/echo', '/other']]);
    expect(server.requests.map(({ url }) => url).filter((url) => url !== '/favicon.ico')).to.deep.equal([
      '/echo',
      '/other',
    ]);
  });

  it("ses.protocol: registerFileProtocol('atom') serves the app's directory in its session", async () => {
    const app = start(
      `
      const { protocol } = session.fromPartition('some-partition')
      const register = () => protocol.registerFileProtocol('atom', (request, callback) => {
        const url = request.url.substr(7)
        callback({ path: path.normalize(path.join(__dirname, url)) })
      })
      if (!register()) {
        console.error('Failed to register protocol')
      }
      const win = new BrowserWindow({ width: 800, height: 600, webPreferences: { partition: 'some-partition' } })
      await win.loadURL('atom://pages/start.html')
      const known = [protocol.isProtocolRegistered('atom'), session.defaultSession.protocol.isProtocolRegistered('atom')]
      ${print('[win.getTitle(), win.webContents.getURL(), known, register()]')}
    `,
      { 'pages/start.html': '<title>Start</title>' },
    );
    expect(await printedBy(app)).to.deep.equal(['Start', 'atom://pages/start.html', [true, false], false]);
    expect(app.stderr).not.to.include('Failed to register protocol');
  });
});
