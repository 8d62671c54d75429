import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { patience } from './lib/patience';
import { handle, page, rejection } from './lib/protocol';
import { listen } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';

/**
 * A page of a server asks for custom schemes in every way, over a proxy that answers everything. Reports how the requests end, and
 * what the proxy was asked for besides the page.
 */
const BEHIND_PROXY = sourceWhenReady(`
  const http = require('node:http');
  const { once } = require('node:events');
  const asked = [];
  const page = '<title>Proxy</title>';
  const proxy = http.createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end(page);
  });
  proxy.on('connect', (request, socket) => (asked.push(request.url), socket.end()));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const rules = 'http=127.0.0.1:' + proxy.address().port + ';https=127.0.0.1:' + proxy.address().port;
  // Read when a session's Chromium starts, which is with its first page.
  app.commandLine.appendSwitch('proxy-server', rules);
  app.commandLine.appendSwitch('proxy-bypass-list', '<-loopback>');
  const ses = session.fromPartition('proxied');
  const window = new BrowserWindow({ show: false, webPreferences: { session: ses } });
  const contents = window.webContents;
  const outcomes = {};
  const code = ({ message }) => /ERR_\\w+/.exec(message)?.[0] ?? message;
  for (const scheme of ['app', 'plain', 'mail']) {
    await contents.loadURL('http://site.test/' + scheme);
    const url = scheme + '://host/path';
    const inPage = await contents.executeJavaScript(\`(async () => {
      const url = \${JSON.stringify(url)};
      const ended = (promise) => promise.then(() => 'answered', () => 'failed');
      const loaded = (name, attribute) => new Promise((resolve, reject) => {
        const element = document.createElement(name);
        element.onload = resolve;
        element.onerror = reject;
        element[attribute] = url;
        document.body.append(element);
      });
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      window.open(url);
      navigator.sendBeacon(url, 'x');
      const worker = new Worker(URL.createObjectURL(new Blob([
        'fetch(' + JSON.stringify(url) + ', { mode: "no-cors" })' +
          '.then(() => postMessage("answered"), () => postMessage("failed"))',
      ])));
      const told = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
      return {
        fetch: await ended(fetch(url, { mode: 'no-cors' })),
        image: await ended(loaded('img', 'src')),
        script: await ended(loaded('script', 'src')),
        worker: await told,
      };
    })()\`);
    outcomes[scheme] = {
      ...inPage,
      page: await contents.loadURL(url).then(() => 'answered', code),
      main: await ses.fetch(url).then(() => 'answered', code),
    };
  }
  // By the name that Chromium has for it, or by its own; not what Chromium asks for itself, which is more the longer it runs.
  const wanted = (url) => /\\bhost\\b|\\.invalid/.test(url) && !url.includes('no_service');
  console.log(JSON.stringify([outcomes, asked.filter(wanted)]));
  app.quit();
`);

const REGISTER = `
  require('electron').protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } },
    { scheme: 'plain', privileges: { standard: true, supportFetchAPI: true, corsEnabled: true } },
    { scheme: 'mail', privileges: { supportFetchAPI: true, corsEnabled: true } },
  ]);
`;

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  describe('protocol.registerSchemesAsPrivileged() and a scheme without a handler', () => {
    it('reaches no proxy', async () => {
      const exit = await runApp(REGISTER + BEHIND_PROXY);
      const failed = {
        fetch: 'failed',
        image: 'failed',
        script: 'failed',
        worker: 'failed',
        page: 'ERR_UNKNOWN_URL_SCHEME',
        main: 'ERR_UNKNOWN_URL_SCHEME',
      };
      expect(printed(exit), exit.stderr).to.deep.equal([[{ app: failed, plain: failed, mail: failed }, []]]);
    }).timeout(patience(60_000));

    for (const url of ['app://host/', 'standard-only://host/', 'app://host.with.dots/x?y']) {
      it(`is unknown: ${url}`, async () => {
        const error = await rejection(contents.loadURL(url));
        expect(error.message).to.equal(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
      });
    }

    it('is unknown after its handler has gone', async () => {
      handle(shared(), 'app', () => page());
      await contents.loadURL('app://host/once');
      shared().protocol.unhandle('app');
      expect((await rejection(contents.loadURL('app://host/once'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
      expect((await rejection(shared().fetch('app://host/once'))).message).to.equal('net::ERR_UNKNOWN_URL_SCHEME');
    });

    it('is unknown while another one has a handler', async () => {
      handle(shared(), 'cors-only', () => page());
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
      expect((await rejection(shared().fetch('app://host/'))).message).to.equal('net::ERR_UNKNOWN_URL_SCHEME');
    });

    it('is unknown to links', async () => {
      const server = await listen('<a href="app://host/linked">x</a>');
      const window = newWindow({ webPreferences: { session: shared() } });
      await window.loadURL(server.origin);
      const failed = nextEvent(window.webContents, 'did-fail-load');
      void window.webContents.executeJavaScript(`document.querySelector('a').click()`);
      const [, errno, code, url] = await failed;
      expect([errno, code, url]).to.deep.equal([-302, 'ERR_UNKNOWN_URL_SCHEME', 'app://host/linked']);
    });

    it('is unknown to webRequest', async () => {
      const failed = new Promise<[string, string]>((resolve) =>
        shared().webRequest.onErrorOccurred({ urls: ['app://*/*'] }, ({ url, error }) => resolve([url, error])),
      );
      contents.loadURL('app://host/observed').catch(() => undefined);
      expect(await failed).to.deep.equal(['app://host/observed', 'net::ERR_UNKNOWN_URL_SCHEME']);
      shared().webRequest.onErrorOccurred(null);
    });

    it('is unknown to ses.fetch(), and a URL without a host invalid', async () => {
      for (const url of ['app://host/', 'standard-only://host/']) {
        expect((await rejection(shared().fetch(url))).message).to.equal('net::ERR_UNKNOWN_URL_SCHEME');
      }
      for (const url of ['app://', 'standard-only://?x']) {
        const error = await rejection(shared().fetch(url));
        expect([error.name, error.message]).to.deep.equal(['TypeError', 'Invalid URL']);
      }
    });
  });
});
