// Proxies of a session: what is sent through which, and what ses.resolveProxy() says of it.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rejectionOf } from './lib/fetch';
import { listenAsProxy, listenAsSOCKS5, type LocalProxy } from './lib/proxies';
import { closedPort, listen, listenSecurely, sendPage } from './lib/servers';
import { endBrowser, newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { listenForWebSockets } from './lib/web-sockets';

const answering = (text: string): Promise<LocalProxy> =>
  listenAsProxy({ answer: ({ url }, response) => sendPage(response, `${text} ${url}`) });

const dataURL = (script: string): string =>
  `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(script).toString('base64')}`;

const pac = (body: string): string => dataURL(`function FindProxyForURL(url, host) { ${body} }`);

const textOf = async (ses: Electron.Session, url: string): Promise<string> => (await ses.fetch(url)).text();

describe('ses.setProxy(config)', () => {
  it('sends pages and requests of the main process through a proxy', async () => {
    const proxy = await answering('proxied');
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address });
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL('http://site.test/page');
    const body: unknown = await webContents.executeJavaScript('document.body.textContent');
    expect(body).to.equal('proxied http://site.test/page');
    expect(await textOf(ses, 'http://site.test/fetched')).to.equal('proxied http://site.test/fetched');
  });

  it('acts in a Chromium that runs, and is taken back by direct', async () => {
    const proxy = await answering('proxied');
    const { origin } = await listen('server');
    const ses = newSession();
    expect(await textOf(ses, origin)).to.equal('server');
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    expect(await textOf(ses, `${origin}/a`)).to.equal(`proxied ${origin}/a`);
    await ses.setProxy({ mode: 'direct' });
    expect(await textOf(ses, origin)).to.equal('server');
  });

  it('holds in the Chromium that replaces one that has died', async () => {
    const proxy = await answering('proxied');
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address });
    await textOf(ses, 'http://site.test/');
    await endBrowser(ses);
    expect(await textOf(ses, 'http://site.test/b')).to.equal('proxied http://site.test/b');
  });

  it('tunnels https and WebSockets', async () => {
    const proxy = await listenAsProxy();
    const secure = await listenSecurely();
    const sockets = await listenForWebSockets();
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    await rejectionOf(ses.fetch(secure.origin));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL('data:text/html,page');
    const message: unknown = await webContents.executeJavaScript(
      `new Promise((resolve) => { new WebSocket('${sockets.origin}/a').onmessage = ({ data }) => resolve(data); })`,
    );
    expect(message).to.equal('/a');
    expect(proxy.asked).to.include.members([
      `CONNECT 127.0.0.1:${secure.port}`,
      `CONNECT ${sockets.origin.slice('ws://'.length)}`,
    ]);
  });

  it('sends through a SOCKS5 proxy', async () => {
    const proxy = await listenAsSOCKS5();
    const { port } = await listen('server');
    const ses = newSession();
    await ses.setProxy({ proxyRules: `socks5://${proxy.address}` });
    expect(await textOf(ses, `http://site.test:${port}/`)).to.equal('server');
    expect(proxy.asked).to.deep.equal([`SOCKS5 site.test:${port}`]);
  });

  it('goes on with the next proxy of a list when one is down', async () => {
    const proxy = await answering('second');
    const ses = newSession();
    await ses.setProxy({ proxyRules: `127.0.0.1:${await closedPort()},${proxy.address}` });
    expect(await textOf(ses, 'http://site.test/')).to.equal('second http://site.test/');
  });

  it('keeps localhost and its addresses direct, unless the rules hold <-loopback>', async () => {
    const proxy = await answering('proxied');
    const { port, origin } = await listen('server');
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address });
    expect(await textOf(ses, origin)).to.equal('server');
    expect(await textOf(ses, `http://a.localhost:${port}/`)).to.equal('server');
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    expect(await textOf(ses, origin)).to.equal(`proxied ${origin}/`);
  });

  it("keeps the library's own names off the proxy, whatever the rules are", async () => {
    const proxy = await answering('proxied');
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    ses.protocol.handle('http', () => new Response(new ReadableStream({ start: streamOnce })));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL('http://handled.test/');
    expect(await webContents.executeJavaScript('document.body.textContent')).to.equal('streamed');
    await rejectionOf(ses.fetch('https://nowhere.invalid/'));
    const own = proxy.asked.filter((asked) => /valence|invalid/.test(asked));
    expect(own).to.deep.equal([]);
  });

  it('asks a PAC script of a data: URL', async () => {
    const proxy = await answering('proxied');
    const ses = newSession();
    await ses.setProxy({ pacScript: pac(`return host === 'site.test' ? 'PROXY ${proxy.address}' : 'DIRECT'`) });
    expect(await textOf(ses, 'http://site.test/')).to.equal('proxied http://site.test/');
  });

  it('asks a PAC script of a server, and again when it is told to', async () => {
    const proxy = await answering('proxied');
    const server = await listen((_, response) => {
      response.end(`function FindProxyForURL() { return 'PROXY ${proxy.address}'; }`);
    });
    const ses = newSession();
    await ses.setProxy({ mode: 'pac_script', pacScript: `${server.origin}/proxy.pac` });
    expect(await textOf(ses, 'http://site.test/')).to.equal('proxied http://site.test/');
    const before = server.requests.length;
    await ses.forceReloadProxyConfig();
    expect(await textOf(ses, 'http://site.test/')).to.equal('proxied http://site.test/');
    expect(server.requests.length).to.be.above(before);
  });

  it('asks a PAC script of a file', async () => {
    const proxy = await answering('proxied');
    const file = path.join(tempDir(), 'proxy.pac');
    writeFileSync(file, `function FindProxyForURL() { return 'PROXY ${proxy.address}'; }`);
    const ses = newSession();
    await ses.setProxy({ pacScript: pathToFileURL(file).href });
    expect(await textOf(ses, 'http://site.test/')).to.equal('proxied http://site.test/');
  });

  it('does not influence another session', async () => {
    const [one, other] = [await answering('one'), await answering('other')];
    const [first, second, third] = [newSession(), newSession(), newSession()];
    await first.setProxy({ proxyRules: one.address });
    await second.setProxy({ proxyRules: other.address });
    expect(await textOf(first, 'http://site.test/')).to.equal('one http://site.test/');
    expect(await textOf(second, 'http://site.test/')).to.equal('other http://site.test/');
    expect(await third.resolveProxy('http://site.test/')).to.equal('DIRECT');
  });

  it('has no proxy in the mode pac_script without a script', async () => {
    const ses = newSession();
    await ses.setProxy({ mode: 'pac_script' });
    expect(await ses.resolveProxy('http://site.test/')).to.equal('DIRECT');
  });

  it('rejects bad settings', async () => {
    const ses = newSession();
    const message = async (config: object): Promise<string> => {
      const error = await rejectionOf(ses.setProxy(config));
      expect(error).to.be.instanceOf(TypeError);
      return error.message;
    };
    expect(await message(null as never)).to.equal('config must be an object, got null');
    expect(await message({ mode: 'often' })).to.match(/^Invalid mode: config\.mode must be one of direct, auto_detect/);
    expect(await message({ proxyRules: 1 })).to.equal('config.proxyRules must be a string, got number');
    expect(await message({ pacScript: 'ftp://site.test/a' })).to.contain("got 'ftp://site.test/a'");
    expect(await message({ proxyRules: 'http://user:secret@proxy.test' })).to.not.contain('secret');
    expect((await rejectionOf(ses.setProxy({ pacScript: 'file:///nowhere.pac' }))).message).to.contain('/nowhere.pac');
  });
});

function streamOnce(controller: ReadableStreamDefaultController<Uint8Array>): void {
  setImmediate(() => {
    controller.enqueue(Buffer.from('<body>streamed'));
    controller.close();
  });
}

describe('ses.resolveProxy(url)', () => {
  const cases: [config: Electron.ProxyConfig, url: string, proxies: string][] = [
    [{ mode: 'direct' }, 'http://site.test/', 'DIRECT'],
    [{}, 'http://site.test/', 'DIRECT'],
    [{ proxyRules: 'foopy:80' }, 'https://site.test/', 'PROXY foopy:80'],
    [{ proxyRules: 'foopy' }, 'ws://site.test/', 'PROXY foopy:80'],
    [{ proxyRules: 'FOOPY:80,bar,direct://' }, 'http://site.test/', 'PROXY foopy:80;PROXY bar:80;DIRECT'],
    [{ proxyRules: 'socks4://foopy' }, 'http://site.test/', 'SOCKS foopy:1080'],
    [{ proxyRules: 'https://foopy' }, 'http://site.test/', 'HTTPS foopy:443'],
    [{ proxyRules: '[::1]:8080' }, 'http://site.test/', 'PROXY [::1]:8080'],
    [{ proxyRules: 'http=foopy:80;https=foopy2' }, 'https://site.test/', 'PROXY foopy2:80'],
    [{ proxyRules: 'http=foopy:80;https=foopy2' }, 'ws://site.test/', 'PROXY foopy2:80'],
    [{ proxyRules: 'http=foopy' }, 'https://site.test/', 'DIRECT'],
    [{ proxyRules: 'http=foopy,socks5://bar.test' }, 'http://site.test/', 'PROXY foopy:80;SOCKS5 bar.test:1080'],
    [{ proxyRules: 'http=foopy;socks=foopy2' }, 'https://site.test/', 'SOCKS foopy2:1080'],
    [{ proxyRules: 'foopy' }, 'http://localhost/', 'DIRECT'],
    [{ proxyRules: 'foopy' }, 'http://[::1]/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: '<-loopback>' }, 'http://127.0.0.1/', 'PROXY foopy:80'],
    [{ proxyRules: 'foopy', proxyBypassRules: '<local>' }, 'http://intranet/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: '*.site.test' }, 'http://a.site.test/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: '.site.test' }, 'http://a.site.test/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: '.site.test' }, 'http://site.test/', 'PROXY foopy:80'],
    [{ proxyRules: 'foopy', proxyBypassRules: 'https://x.*.test:99' }, 'https://x.y.test:99/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: 'https://x.*.test:99' }, 'http://x.y.test:99/', 'PROXY foopy:80'],
    [{ proxyRules: 'foopy', proxyBypassRules: '192.168.1.1/16,fefe:13::abc/33' }, 'http://192.168.9.9/', 'DIRECT'],
    [{ proxyRules: 'foopy', proxyBypassRules: 'fefe:13::abc/33' }, 'http://[fefe:13::1]/', 'DIRECT'],
    [{ pacScript: pac("return 'PROXY a:1; SOCKS b; DIRECT'") }, 'http://site.test/', 'PROXY a:1;SOCKS b:1080;DIRECT'],
    [{ pacScript: pac("throw new Error('no')") }, 'http://site.test/', 'DIRECT'],
    [{ pacScript: pac('for (;;);') }, 'http://site.test/', 'DIRECT'],
    [{ pacScript: pac("return 'PROXY a:1'") }, 'http://localhost/', 'DIRECT'],
    [{ pacScript: pac("return 'PROXY ' + url.length + ':1'") }, 'https://u:p@site.test/secret?a=b', 'PROXY 18:1'],
    [{ pacScript: pac("return 'PROXY ' + dnsResolve('localhost')") }, 'http://site.test/', 'PROXY 127.0.0.1:80'],
    [
      { pacScript: pac("return isInNet('localhost', '127.0.0.0', '255.0.0.0') ? 'PROXY a' : 'DIRECT'") },
      'http://b.test/',
      'PROXY a:80',
    ],
    [
      { pacScript: pac("return shExpMatch(host, '*.te?t') && dnsDomainIs(host, '.test') ? 'PROXY a' : ''") },
      'http://b.test/',
      'PROXY a:80',
    ],
    [
      { pacScript: pac("return dateRange(1, 31) && weekdayRange('SUN', 'SAT') && timeRange(0, 24) ? 'PROXY a' : ''") },
      'http://b.test/',
      'PROXY a:80',
    ],
  ];
  const ses = useSharedSession();
  for (const [config, url, proxies] of cases) {
    const script = config.pacScript && Buffer.from(config.pacScript.split(',')[1] ?? '', 'base64').toString();
    it(`answers ${proxies} for ${url} with ${JSON.stringify({ ...config, ...(script ? { pacScript: script } : {}) })}`, async () => {
      await ses().setProxy(config);
      expect(await ses().resolveProxy(url)).to.equal(proxies);
    });
  }

  it('says what Chromium does, rule by rule', async () => {
    const proxy = await listenAsProxy({ answer: (_, response) => response.end('proxied') });
    const { port } = await listen('server');
    const hosts = ['a.site.test', 'site.test', 'b.test', 'localhost', '127.0.0.1', 'x.localhost'];
    const bypass = [
      '<-loopback>',
      '.site.test',
      '*site.test;<-loopback>',
      '<local>',
      '127.0.0.1/8,<-loopback>',
      `*:${port}`,
    ];
    for (const proxyBypassRules of bypass) {
      await ses().setProxy({ proxyRules: `http=${proxy.address}`, proxyBypassRules });
      for (const host of hosts) {
        const url = `http://${host}:${port}/`;
        const said = await ses().resolveProxy(url);
        const isProxied = await textOf(ses(), url).then(
          (text) => text === 'proxied',
          () => false,
        );
        expect(said, `${url} with ${proxyBypassRules}`).to.equal(isProxied ? `PROXY ${proxy.address}` : 'DIRECT');
      }
    }
  });

  it('gives a PAC script no way to the network', async () => {
    const { origin, requests } = await listen('server');
    await ses().setProxy({
      pacScript: pac(`try { const x = new XMLHttpRequest(); x.open('GET', '${origin}', false); x.send(); } catch {}
        document.body.appendChild(document.createElement('img')).src = '${origin}/img'; return 'PROXY a'`),
    });
    await ses().resolveProxy('http://site.test/');
    await ses().resolveProxy('http://site.test/');
    expect(requests).to.have.lengthOf(0);
  });

  it('rejects what is no URL', async () => {
    expect(await rejectionOf(ses().resolveProxy('nowhere'))).to.be.instanceOf(TypeError);
    expect(await rejectionOf(ses().resolveProxy(1 as never))).to.have.property(
      'message',
      'url must be a string, got number',
    );
  });
});

describe('ses.forceReloadProxyConfig()', () => {
  it('reads a PAC file again', async () => {
    const file = path.join(tempDir(), 'proxy.pac');
    const write = (port: number): void =>
      writeFileSync(file, `function FindProxyForURL() { return 'PROXY a:${port}'; }`);
    write(1);
    const ses = newSession();
    await ses.setProxy({ pacScript: pathToFileURL(file).href });
    expect(await ses.resolveProxy('http://site.test/')).to.equal('PROXY a:1');
    write(2);
    await ses.forceReloadProxyConfig();
    expect(await ses.resolveProxy('http://site.test/')).to.equal('PROXY a:2');
  });

  it('does nothing where no proxy is set', async () => {
    await newSession().forceReloadProxyConfig();
  });
});
