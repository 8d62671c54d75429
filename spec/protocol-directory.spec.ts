import { expect } from 'chai';
import { BrowserWindow, protocol as defaultProtocol } from 'electron';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { captureErrors, fetchIn, rejection } from './lib/protocol';
import { defer } from './lib/cleanup';
import { writeSilence } from './lib/media';
import { listen } from './lib/servers';
import { newSession, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

/** An addition to Electron's. */
interface ValenceProtocol extends Electron.Protocol {
  handleDirectory(
    scheme: string,
    directory: string,
    options?: { host?: string; dotfiles?: boolean; headers?: Record<string, string> },
  ): void;
}

const protocolOf = (ses: Electron.Session): ValenceProtocol => ses.protocol as ValenceProtocol;

const MB = 1_000_000;

/** How many descriptors of this process lead to a file. */
function descriptorsOf(file: string): number {
  const target = (name: string): string => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return ''; // closed in between
    }
  };
  return fs.readdirSync('/proc/self/fd').filter((name) => target(name).startsWith(file)).length;
}

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  type Options = Parameters<ValenceProtocol['handleDirectory']>[2];

  const add = (scheme: string, directory: string, options?: Options): void => {
    const protocol = protocolOf(shared());
    protocol.handleDirectory(scheme, directory, options);
    defer(() => {
      if (protocol.isProtocolHandled(scheme)) protocol.unhandle(scheme);
    });
  };

  /** A directory with these files: path to content. */
  const directoryOf = (files: Record<string, string | Buffer>): string => {
    const directory = fs.realpathSync(tempDir());
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(directory, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    return directory;
  };

  /** Serves these files with a page on the directory's own origin. */
  const open = async (files: Record<string, string | Buffer>, options?: Options): Promise<string> => {
    const directory = directoryOf({ 'index.html': '<title>Index</title>', ...files });
    add('app', directory, options);
    await contents.loadURL('app://host/');
    return directory;
  };

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  const get = (url: string, init = {}): Promise<string> => fetchIn(contents, url, init);
  /** Status and some headers of fetch() in the page; null for those that are not there. */
  const head = (url: string, names: string[], init = {}): Promise<unknown> =>
    run(`fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})
      .then((r) => [r.status, ...${JSON.stringify(names)}.map((name) => r.headers.get(name))])`);
  const sizeOf = (url: string): Promise<unknown> =>
    run(`(async () => {
      let size = 0;
      for await (const chunk of (await fetch('${url}')).body) size += chunk.length;
      return size;
    })()`);

  describe('protocol.handleDirectory(scheme, directory[, options])', () => {
    it('serves the files of a directory to pages of a custom scheme', async () => {
      add(
        'app',
        directoryOf({
          'pages/start.html': '<title>0</title><link rel=stylesheet href=/style.css><script src="../code.js"></script>',
          'style.css': 'body { width: 123px }',
          'code.js': `onload = () => { document.title = getComputedStyle(document.body).width; }`,
        }),
      );
      await contents.loadURL('app://host/pages/start.html');
      await until('title', () => contents.getTitle() === '123px');
      expect(contents.getURL()).to.equal('app://host/pages/start.html');
    });

    it('serves an https origin, and nothing of it reaches the network', async () => {
      add('https', directoryOf({ 'index.html': '<title>Index</title>', 'a.txt': 'content' }));
      await contents.loadURL('https://example.test/');
      expect(contents.getTitle()).to.equal('Index');
      expect(await get('/a.txt')).to.equal('200 content');
    });

    it('serves file: URLs from the directory', async () => {
      add('file', directoryOf({ 'start.html': '<title>Mapped</title>' }));
      await contents.loadURL('file:///start.html');
      expect(contents.getTitle()).to.equal('Mapped');
    });

    it('serves a scheme that is not standard', async () => {
      add('plain', directoryOf({ 'pages/start.html': '<title>Plain</title>' }));
      await contents.loadURL('plain:pages/start.html');
      expect(contents.getTitle()).to.equal('Plain');
    });

    it('serves ses.fetch()', async () => {
      await open({ 'a.txt': 'content' });
      expect(await (await shared().fetch('app://host/a.txt')).text()).to.equal('content');
    });

    it('leaves privileges as they are: without supportFetchAPI fetch() fails', async () => {
      add('secure-only', directoryOf({ 'index.html': '<title>Index</title>', 'a.txt': 'content' }));
      await contents.loadURL('secure-only://host/');
      expect(await get('secure-only://host/a.txt')).to.equal('TypeError');
    });

    it('runs a service worker of the directory', async () => {
      await open({
        'worker.js': `onfetch = (event) => event.request.url.endsWith('/made') && event.respondWith(new Response('made'))`,
      });
      const state = run(`navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)
        .then(({ active }) => active.scriptURL)`);
      expect(await state).to.include('/worker.js');
      await run(`navigator.serviceWorker.getRegistration().then((registration) => registration.unregister())`);
    });

    it('has one handler a scheme: a second one throws', () => {
      const directory = tempDir();
      add('app', directory);
      expect(() => protocolOf(shared()).handleDirectory('app', directory)).to.throw('has a handler already');
      expect(() => shared().protocol.handle('app', () => new Response())).to.throw('has a handler already');
    });

    it('ends with protocol.unhandle(), and protocol.isProtocolHandled() tells', async () => {
      await open({});
      expect(shared().protocol.isProtocolHandled('app')).to.equal(true);
      shared().protocol.unhandle('app');
      expect(shared().protocol.isProtocolHandled('app')).to.equal(false);
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
    });

    it('is of one session', async () => {
      await open({ 'a.txt': 'content' });
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

  describe('protocol.handleDirectory() and the URL', () => {
    it('decodes names', async () => {
      await open({ 'ein Blatt für 100%.txt': 'content' });
      expect(await get('/ein%20Blatt%20f%C3%BCr%20100%25.txt?query#fragment')).to.equal('200 content');
    });

    it('answers 404 for what is not there', async () => {
      await open({ 'a.txt': '' });
      expect(await get('/missing')).to.equal('404 Not Found');
      expect(await get('/a.txt/')).to.equal('404 Not Found');
      expect(await get('/a.txt/more')).to.equal('404 Not Found');
      expect(await get(`/${'x'.repeat(300)}`)).to.equal('404 Not Found');
    });

    it('leads out of the directory by no encoding of dots and slashes', async () => {
      const directory = await open({ 'public/a.txt': 'public', 'public/index.html': '<title>Public</title>' });
      fs.writeFileSync(path.join(directory, 'secret'), 'secret');
      shared().protocol.unhandle('app');
      protocolOf(shared()).handleDirectory('app', path.join(directory, 'public'));
      await contents.loadURL('app://host/');
      expect(await get('/../secret')).to.equal('404 Not Found');
      expect(await get('/%2e%2e/secret')).to.equal('404 Not Found');
      expect(await get('/.%2e/%2E./secret')).to.equal('404 Not Found');
      expect(await get('/..\\secret')).to.equal('404 Not Found');
      for (const url of [
        '/..%2fsecret',
        '/%2e%2e%2Fsecret',
        '/..%5csecret',
        '/x%5c..%5csecret',
        '/a.txt%00.html',
        '/%2fetc/passwd',
      ]) {
        expect(await get(url), url).to.equal('400 Bad Request');
      }
      // Encoded twice it is a name with a percent sign.
      expect(await get('/%252e%252e%252fsecret')).to.equal('404 Not Found');
    });

    it('leads out of the directory by no dots of a scheme that is not standard', async () => {
      const directory = directoryOf({ 'secret': 'secret', 'public/a.txt': 'public' });
      add('plain', path.join(directory, 'public'));
      const read = async (url: string): Promise<string> => (await shared().fetch(url)).text();
      expect(await read('plain:a.txt')).to.equal('public');
      expect(await read('plain:../secret')).not.to.equal('secret');
      expect(await read('plain://x/../../secret')).not.to.equal('secret');
    });

    it('answers 400 for what is not encoded as UTF-8', async () => {
      await open({});
      expect(await get('/%ff')).to.equal('400 Bad Request');
      expect(await get('/%zz')).to.equal('400 Bad Request');
    });

    it('follows symbolic links within the directory only', async () => {
      const directory = await open({ 'real/a.txt': 'content' });
      const outside = directoryOf({ 'secret.txt': 'secret' });
      fs.symlinkSync('real/a.txt', path.join(directory, 'inside.txt'));
      fs.symlinkSync(path.join(outside, 'secret.txt'), path.join(directory, 'outside.txt'));
      fs.symlinkSync(outside, path.join(directory, 'folder'));
      fs.symlinkSync('loop', path.join(directory, 'loop'));
      expect(await get('/inside.txt')).to.equal('200 content');
      expect(await get('/outside.txt')).to.equal('404 Not Found');
      expect(await get('/folder/secret.txt')).to.equal('404 Not Found');
      expect(await get('/loop')).to.equal('404 Not Found');
    });

    it('may begin at a symbolic link that changes', async () => {
      const directory = directoryOf({ 'one/a.txt': 'one', 'two/a.txt': 'two', 'one/index.html': '' });
      const current = path.join(directory, 'current');
      fs.symlinkSync('one', current);
      add('app', current);
      await contents.loadURL('app://host/');
      expect(await get('/a.txt')).to.equal('200 one');
      fs.unlinkSync(current);
      fs.symlinkSync('two', current);
      expect(await get('/a.txt')).to.equal('200 two');
    });

    it('does not find directories beside it whose name begins in the same way', async () => {
      const directory = directoryOf({ 'site/index.html': '', 'site-secret/a.txt': 'secret' });
      fs.symlinkSync('../site-secret', path.join(directory, 'site', 'link'));
      add('app', path.join(directory, 'site'));
      await contents.loadURL('app://host/');
      expect(await get('/link/a.txt')).to.equal('404 Not Found');
    });

    it('answers 404 for names that begin with a dot', async () => {
      await open({ '.env': 'secret', '.git/config': 'secret' });
      expect(await get('/.env')).to.equal('404 Not Found');
      expect(await get('/%2eenv')).to.equal('404 Not Found');
      expect(await get('/.git/config')).to.equal('404 Not Found');
    });

    it('answers 404 for pipes and devices', async () => {
      const directory = await open({});
      execFileSync('mkfifo', [path.join(directory, 'pipe')]);
      expect(await get('/pipe')).to.equal('404 Not Found');
    });
  });

  describe('protocol.handleDirectory() and directories', () => {
    it('answers with their index.html', async () => {
      await open({ 'sub/index.html': '<title>Sub</title>' });
      expect(contents.getTitle()).to.equal('Index');
      await contents.loadURL('app://host/sub/');
      expect(contents.getTitle()).to.equal('Sub');
    });

    it('redirects to the URL with a slash, for relative URLs to work', async () => {
      await open({ 'sub/index.html': '<title>Sub</title>' });
      await contents.loadURL('app://host/sub?q=1');
      expect(contents.getURL()).to.equal('app://host/sub/?q=1');
      expect(contents.getTitle()).to.equal('Sub');
    });

    it('redirects to no other host', async () => {
      await open({ 'other.test/index.html': '<title>Sub</title>' });
      await contents.loadURL('app://host//other.test');
      expect(contents.getURL()).to.equal('app://host//other.test/');
    });

    it('answers 404 without one: there are no listings', async () => {
      await open({ 'sub/a.txt': '' });
      expect(await get('/sub/')).to.equal('404 Not Found');
    });
  });

  describe('protocol.handleDirectory() and the answer', () => {
    it('has the type of the name', async () => {
      await open({ 'a.html': '', 'a.MJS': '', 'a.wasm': '', 'a.unknown': '', 'README': '<title>x</title>' });
      const type = (url: string): Promise<unknown> => head(url, ['content-type']);
      expect(await type('/a.html')).to.deep.equal([200, 'text/html;charset=utf-8']);
      expect(await type('/a.MJS')).to.deep.equal([200, 'text/javascript;charset=utf-8']);
      expect(await type('/a.wasm')).to.deep.equal([200, 'application/wasm']);
      expect(await type('/a.unknown')).to.deep.equal([200, 'application/octet-stream']);
      expect(await type('/README')).to.deep.equal([200, 'application/octet-stream']);
    });

    it('is read as UTF-8', async () => {
      await open({ 'page.html': '<title>Grüße</title>' });
      await contents.loadURL('app://host/page.html');
      expect(contents.getTitle()).to.equal('Grüße');
    });

    it('has the part that is asked for', async () => {
      await open({ 'digits.txt': '0123456789' });
      const part = (Range: string): Promise<string> => get('/digits.txt', { headers: { Range } });
      expect(await part('bytes=2-4')).to.equal('206 234');
      expect(await part('bytes=-3')).to.equal('206 789');
      expect(await part('bytes=7-')).to.equal('206 789');
      expect(await part('bytes=7-99')).to.equal('206 789');
      expect(await head('/digits.txt', ['content-range'], { headers: { Range: 'bytes=2-4' } })).to.deep.equal([
        206,
        'bytes 2-4/10',
      ]);
    });

    it('is 416 for a part that is not there', async () => {
      await open({ 'digits.txt': '0123456789', 'empty': '' });
      const headers = { Range: 'bytes=10-' };
      expect(await head('/digits.txt', ['content-range'], { headers })).to.deep.equal([416, 'bytes */10']);
      expect(await head('/empty', ['content-range'], { headers: { Range: 'bytes=0-' } })).to.deep.equal([
        416,
        'bytes */0',
      ]);
    });

    it('is all of the file for several parts, and for a unit that nobody knows', async () => {
      await open({ 'digits.txt': '0123456789' });
      expect(await get('/digits.txt', { headers: { Range: 'bytes=0-1,4-5' } })).to.equal('200 0123456789');
      expect(await get('/digits.txt', { headers: { Range: 'lines=0-1' } })).to.equal('200 0123456789');
    });

    it('is all of the file if the part is of another state of it', async () => {
      await open({ 'digits.txt': '0123456789' });
      const [, etag] = (await head('/digits.txt', ['etag'])) as [number, string];
      const part = (condition: string): Promise<string> =>
        get('/digits.txt', { headers: { 'Range': 'bytes=0-1', 'If-Range': condition } });
      expect(await part(etag)).to.equal('206 01');
      expect(await part('"other"')).to.equal('200 0123456789');
    });

    it('to HEAD has the headers of the file and no body', async () => {
      await open({ 'digits.txt': '0123456789' });
      expect(await head('/digits.txt', ['content-length', 'accept-ranges'], { method: 'HEAD' })).to.deep.equal([
        200,
        '10',
        'bytes',
      ]);
      expect(await get('/digits.txt', { method: 'HEAD' })).to.equal('200 ');
      expect(await get('/missing', { method: 'HEAD' })).to.equal('404 ');
    });

    it('to other methods is 405', async () => {
      await open({ 'a.txt': '' });
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        expect(await head('/a.txt', ['allow'], { method }), method).to.deep.equal([405, 'GET, HEAD']);
      }
    });

    it('is 304 for a client that has the file, until the file changes', async () => {
      const directory = await open({ 'a.txt': 'one' });
      const [, etag, lastModified] = (await head('/a.txt', ['etag', 'last-modified'])) as [number, string, string];
      const ifTag = { headers: { 'If-None-Match': `"x", W/${etag}` }, cache: 'no-store' };
      const ifDate = { headers: { 'If-Modified-Since': lastModified }, cache: 'no-store' };
      expect(await head('/a.txt', ['etag'], ifTag)).to.deep.equal([304, etag]);
      expect(await head('/a.txt', [], ifDate)).to.deep.equal([304]);
      fs.writeFileSync(path.join(directory, 'a.txt'), 'two');
      fs.utimesSync(path.join(directory, 'a.txt'), 2_000_000_000, 2_000_000_000);
      expect(await get('/a.txt', ifTag)).to.equal('200 two');
      expect(await get('/a.txt', ifDate)).to.equal('200 two');
    });

    it('is the new file when the file was replaced, and 404 when it has gone', async () => {
      const directory = await open({ 'a.txt': 'one', 'b.txt': 'another' });
      expect(await get('/a.txt')).to.equal('200 one');
      fs.renameSync(path.join(directory, 'b.txt'), path.join(directory, 'a.txt'));
      expect(await get('/a.txt')).to.equal('200 another');
      fs.unlinkSync(path.join(directory, 'a.txt'));
      expect(await get('/a.txt')).to.equal('404 Not Found');
    });

    it('is 404 while the directory is away', async () => {
      const directory = await open({ 'a.txt': 'one' });
      fs.renameSync(directory, `${directory}.old`);
      defer(() => fs.rmSync(`${directory}.old`, { recursive: true }));
      expect(await get('/a.txt')).to.equal('404 Not Found');
    });
  });

  describe('protocol.handleDirectory() and large files', () => {
    it('serves 100 MB, a piece at a time', async () => {
      const directory = await open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      expect(await sizeOf('/large')).to.equal(100 * MB);
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('reads no faster than the page', async () => {
      const directory = await open({ large: '' });
      fs.truncateSync(path.join(directory, 'large'), 400 * MB);
      const before = process.memoryUsage().rss;
      await run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      await get('/');
      expect(process.memoryUsage().rss - before).to.be.below(100 * MB);
      await run('reader.cancel()');
    });

    it('closes the file when the page stops reading', async () => {
      const directory = await open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      expect(descriptorsOf(file)).to.equal(1);
      await run('reader.cancel()');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('closes the file when the page goes away', async () => {
      const directory = await open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      await contents.loadURL('about:blank');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('cuts the body off when the file becomes shorter, and tells', async () => {
      const errors = captureErrors();
      const directory = await open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      fs.truncateSync(file, MB);
      const rest = `(async () => { for (;;) if ((await reader.read()).done) return 'whole'; })().catch((e) => e.name)`;
      expect(await run(rest)).to.equal('TypeError');
      expect(errors.join()).to.match(/app:\/\/host\/large: .*the file ended \d+ bytes too early/);
      expect(descriptorsOf(file)).to.equal(0);
    });

    it('seeks in media', async () => {
      const directory = await open({});
      const file = writeSilence(path.join(directory, 'silence.wav'), 1200);
      const played = (await run(`new Promise((resolve, reject) => {
        const a = new Audio();
        a.onerror = () => reject(new Error(a.error.message));
        a.onloadedmetadata = () => { a.currentTime = 1100; };
        a.onseeked = () => {
          resolve([Math.round(a.duration), Math.round(a.currentTime)]);
          a.src = '';
        };
        a.src = '/silence.wav';
      })`)) as number[];
      expect(played).to.deep.equal([1200, 1100]);
      await contents.loadURL('about:blank');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });
  });

  describe('protocol.handleDirectory() and options', () => {
    it('host: answers for this host; others go to the network', async () => {
      const server = await listen('<title>Server</title>');
      add('http', directoryOf({ 'index.html': '<title>Index</title>' }), { host: 'My.Test' });
      await contents.loadURL('http://my.test/');
      expect(contents.getTitle()).to.equal('Index');
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Server');
    });

    it('host: may have a port, and then answers for that one', async () => {
      const server = await listen('<title>Server</title>');
      const directory = directoryOf({ 'index.html': '<title>Index</title>' });
      add('http', directory, { host: `127.0.0.1:${server.port}` });
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Index');
      shared().protocol.unhandle('http');
      add('http', directory, { host: `127.0.0.1:1` });
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Server');
    });

    it('host: other hosts of a custom scheme are not there', async () => {
      add('app', directoryOf({ 'index.html': '<title>Index</title>' }), { host: 'one' });
      await contents.loadURL('app://one/');
      expect(contents.getTitle()).to.equal('Index');
      expect((await rejection(contents.loadURL('app://two/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
    });

    it('dotfiles: serves names that begin with a dot, and no dots', async () => {
      await open({ '.well-known/a.txt': 'known' }, { dotfiles: true });
      expect(await get('/.well-known/a.txt')).to.equal('200 known');
      expect(await get('/..%2f')).to.equal('400 Bad Request');
    });

    it('headers: are those of every answer, before its own', async () => {
      const headers = { 'Content-Security-Policy': "script-src 'none'", 'Cache-Control': 'max-age=9', 'X-Own': '1' };
      await open({ 'a.txt': '', 'page.html': '<title>0</title><script>document.title = 1</script>' }, { headers });
      const names = ['cache-control', 'x-own'];
      expect(await head('/a.txt', names)).to.deep.equal([200, 'max-age=9', '1']);
      expect(await head('/missing', names)).to.deep.equal([404, 'max-age=9', '1']);
      expect(await head('/a.txt', names, { headers: { Range: 'bytes=9-' } })).to.deep.equal([416, 'max-age=9', '1']);
      await contents.loadURL('app://host/page.html');
      expect(contents.getTitle()).to.equal('0');
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
        const { protocol } = shared();
        const call = (): void =>
          (protocolOf(shared()).handleDirectory as (...args: unknown[]) => void).apply(protocol, args);
        expect(call).to.throw(Error, message);
        expect(['app', 'file', 'plain'].filter((scheme) => protocol.isProtocolHandled(scheme))).to.deep.equal([]);
      });
    }
  });
});
