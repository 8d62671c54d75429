import { expect } from 'chai';
import { protocol as defaultProtocol } from 'electron';
import { defer } from './lib/cleanup';
import { listen } from './lib/servers';
import { newSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { DirectoryRoutes, directoryOf, protocolOf, type ValenceProtocol } from './lib/directory-routes';
import { until } from './lib/until';
import { rejection } from './lib/protocol';

describe('ses.protocol', () => {
  const routes = new DirectoryRoutes();

  describe('protocol.handleDirectory(scheme, directory[, options])', () => {
    it('serves the files of a directory to pages of a custom scheme', async () => {
      routes.add(
        'app',
        directoryOf({
          'pages/start.html': '<title>0</title><link rel=stylesheet href=/style.css><script src="../code.js"></script>',
          'style.css': 'body { width: 123px }',
          'code.js': `onload = () => { document.title = getComputedStyle(document.body).width; }`,
        }),
      );
      await routes.contents.loadURL('app://host/pages/start.html');
      await until('title', () => routes.contents.getTitle() === '123px');
      expect(routes.contents.getURL()).to.equal('app://host/pages/start.html');
    });

    it('serves an https origin, and nothing of it reaches the network', async () => {
      routes.add('https', directoryOf({ 'index.html': '<title>Index</title>', 'a.txt': 'content' }));
      await routes.contents.loadURL('https://example.test/');
      expect(routes.contents.getTitle()).to.equal('Index');
      expect(await routes.get('/a.txt')).to.equal('200 content');
    });

    it('serves file: URLs from the directory', async () => {
      routes.add('file', directoryOf({ 'start.html': '<title>Mapped</title>' }));
      await routes.contents.loadURL('file:///start.html');
      expect(routes.contents.getTitle()).to.equal('Mapped');
    });

    it('serves a scheme that is not standard', async () => {
      routes.add('plain', directoryOf({ 'pages/start.html': '<title>Plain</title>' }));
      await routes.contents.loadURL('plain:pages/start.html');
      expect(routes.contents.getTitle()).to.equal('Plain');
    });

    it('serves ses.fetch()', async () => {
      await routes.open({ 'a.txt': 'content' });
      expect(await (await routes.session().fetch('app://host/a.txt')).text()).to.equal('content');
    });

    it('leaves privileges as they are: without supportFetchAPI fetch() fails', async () => {
      routes.add('secure-only', directoryOf({ 'index.html': '<title>Index</title>', 'a.txt': 'content' }));
      await routes.contents.loadURL('secure-only://host/');
      expect(await routes.get('secure-only://host/a.txt')).to.equal('TypeError');
    });

    it('runs a service worker of the directory', async () => {
      await routes.open({
        'worker.js': `onfetch = (event) => event.request.url.endsWith('/made') && event.respondWith(new Response('made'))`,
      });
      const state = routes.run(`navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)
        .then(({ active }) => active.scriptURL)`);
      expect(await state).to.include('/worker.js');
      await routes.run(`navigator.serviceWorker.getRegistration().then((registration) => registration.unregister())`);
    });

    it('has one handler a scheme: a second one throws', () => {
      const directory = tempDir();
      routes.add('app', directory);
      expect(() => protocolOf(routes.session()).handleDirectory('app', directory)).to.throw('has a handler already');
      expect(() => routes.session().protocol.handle('app', () => new Response())).to.throw('has a handler already');
    });

    it('ends with protocol.unhandle(), and protocol.isProtocolHandled() tells', async () => {
      await routes.open({});
      expect(routes.session().protocol.isProtocolHandled('app')).to.equal(true);
      routes.session().protocol.unhandle('app');
      expect(routes.session().protocol.isProtocolHandled('app')).to.equal(false);
      expect((await rejection(routes.contents.loadURL('app://host/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
    });

    it('is of one session', async () => {
      await routes.open({ 'a.txt': 'content' });
      const other = newSession();
      expect(other.protocol.isProtocolHandled('app')).to.equal(false);
      expect((await rejection(other.fetch('app://host/a.txt'))).message).to.include('net::ERR_');
    });

    it('is a member of the protocol module, for the default session', () => {
      const module = defaultProtocol as ValenceProtocol;
      module.handleDirectory('app', tempDir());
      defer(() => module.unhandle('app'));
      expect(module.isProtocolHandled('app')).to.equal(true);
    });
  });

  describe('protocol.handleDirectory() and directories', () => {
    it('answers with their index.html', async () => {
      await routes.open({ 'sub/index.html': '<title>Sub</title>' });
      expect(routes.contents.getTitle()).to.equal('Index');
      await routes.contents.loadURL('app://host/sub/');
      expect(routes.contents.getTitle()).to.equal('Sub');
    });

    it('redirects to the URL with a slash, for relative URLs to work', async () => {
      await routes.open({ 'sub/index.html': '<title>Sub</title>' });
      await routes.contents.loadURL('app://host/sub?q=1');
      expect(routes.contents.getURL()).to.equal('app://host/sub/?q=1');
      expect(routes.contents.getTitle()).to.equal('Sub');
    });

    it('redirects to no other host', async () => {
      await routes.open({ 'other.test/index.html': '<title>Sub</title>' });
      await routes.contents.loadURL('app://host//other.test');
      expect(routes.contents.getURL()).to.equal('app://host//other.test/');
    });

    it('answers 404 without one: there are no listings', async () => {
      await routes.open({ 'sub/a.txt': '' });
      expect(await routes.get('/sub/')).to.equal('404 Not Found');
    });
  });

  describe('protocol.handleDirectory() and options', () => {
    it('host: answers for this host; others go to the network', async () => {
      const server = await listen('<title>Server</title>');
      routes.add('http', directoryOf({ 'index.html': '<title>Index</title>' }), { host: 'My.Test' });
      await routes.contents.loadURL('http://my.test/');
      expect(routes.contents.getTitle()).to.equal('Index');
      await routes.contents.loadURL(server.origin);
      expect(routes.contents.getTitle()).to.equal('Server');
    });

    it('host: may have a port, and then answers for that one', async () => {
      const server = await listen('<title>Server</title>');
      const directory = directoryOf({ 'index.html': '<title>Index</title>' });
      routes.add('http', directory, { host: `127.0.0.1:${server.port}` });
      await routes.contents.loadURL(server.origin);
      expect(routes.contents.getTitle()).to.equal('Index');
      routes.session().protocol.unhandle('http');
      routes.add('http', directory, { host: `127.0.0.1:1` });
      await routes.contents.loadURL(server.origin);
      expect(routes.contents.getTitle()).to.equal('Server');
    });

    it('host: other hosts of a custom scheme are not there', async () => {
      routes.add('app', directoryOf({ 'index.html': '<title>Index</title>' }), { host: 'one' });
      await routes.contents.loadURL('app://one/');
      expect(routes.contents.getTitle()).to.equal('Index');
      expect((await rejection(routes.contents.loadURL('app://two/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
    });

    it('dotfiles: serves names that begin with a dot, and no dots', async () => {
      await routes.open({ '.well-known/a.txt': 'known' }, { dotfiles: true });
      expect(await routes.get('/.well-known/a.txt')).to.equal('200 known');
      expect(await routes.get('/..%2f')).to.equal('400 Bad Request');
    });

    it('headers: are those of every answer, before its own', async () => {
      const headers = { 'Content-Security-Policy': "script-src 'none'", 'Cache-Control': 'max-age=9', 'X-Own': '1' };
      await routes.open(
        { 'a.txt': '', 'page.html': '<title>0</title><script>document.title = 1</script>' },
        { headers },
      );
      const names = ['cache-control', 'x-own'];
      expect(await routes.head('/a.txt', names)).to.deep.equal([200, 'max-age=9', '1']);
      expect(await routes.head('/missing', names)).to.deep.equal([404, 'max-age=9', '1']);
      expect(await routes.head('/a.txt', names, { headers: { Range: 'bytes=9-' } })).to.deep.equal([
        416,
        'max-age=9',
        '1',
      ]);
      await routes.contents.loadURL('app://host/page.html');
      expect(routes.contents.getTitle()).to.equal('0');
    });
  });

  describe('protocol.handleDirectory() and bad arguments', () => {
    const bad: [what: string, args: unknown[], message: string][] = [
      ['a scheme with a colon', ['app:', '/'], 'scheme'],
      ['a scheme out of reach', ['data', '/'], 'scheme'],
      ['no directory', ['app'], 'directory must be a string'],
      ['a relative directory', ['app', 'site'], 'directory must be an absolute path'],
      ['a directory with NUL', ['app', '/\0'], 'directory must be an absolute path'],
      ['a directory that is not there', ['app', '/not/there'], 'directory must be an existing directory'],
      ['a file', ['app', __filename], 'directory must be an existing directory'],
      ['options that are no object', ['app', '/', 1], 'options must be an object'],
      ['a host with a path', ['app', '/', { host: 'a/b' }], 'options.host'],
      ['a host that is no string', ['app', '/', { host: 1 }], 'options.host'],
      ['a port of a custom scheme', ['app', '/', { host: 'a:8080' }], 'options.host'],
      ['a host of file:', ['file', '/', { host: 'a' }], 'options.host'],
      ['a host of a scheme without hosts', ['plain', '/', { host: 'a' }], 'options.host'],
      ['dotfiles that are no boolean', ['app', '/', { dotfiles: 1 }], 'options.dotfiles'],
      ['headers that are no object', ['app', '/', { headers: 1 }], 'options.headers'],
      ['a header that is no string', ['app', '/', { headers: { a: 1 } }], "options.headers['a']"],
      ['a header with a line break', ['app', '/', { headers: { a: 'b\r\nc' } }], 'options.headers'],
    ];
    for (const [what, args, message] of bad) {
      it(`throws for ${what}`, () => {
        const { protocol } = routes.session();
        const call = (): void =>
          (protocolOf(routes.session()).handleDirectory as (...args: unknown[]) => void).apply(protocol, args);
        expect(call).to.throw(Error, message);
        expect(['app', 'file', 'plain'].filter((scheme) => protocol.isProtocolHandled(scheme))).to.deep.equal([]);
      });
    }
  });
});
