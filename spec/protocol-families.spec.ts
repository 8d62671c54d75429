import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { captureErrors, fetchIn, rejection } from './lib/protocol';
import { defer } from './lib/cleanup';
import { listen } from './lib/servers';
import { useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { collectUncaught } from './lib/uncaught';

type Family = 'File' | 'Buffer' | 'String' | 'Http' | 'Stream';
type Callback = (answer?: unknown) => void;
type LooseHandler = (request: Electron.ProtocolRequest, callback: Callback) => void;

const FAMILIES: Family[] = ['File', 'Buffer', 'String', 'Http', 'Stream'];
/** The same document, as each family answers it. */
const HTML = '<title>A document</title>';

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const add = (how: 'register' | 'intercept', family: Family, scheme: string, handler: LooseHandler): boolean => {
    const { protocol } = shared();
    const added = protocol[`${how}${family}Protocol`](scheme, handler as never);
    defer(() => (how === 'register' ? protocol.unregisterProtocol(scheme) : protocol.uninterceptProtocol(scheme)));
    return added;
  };

  /** A handler of `app:` for what the page at `app://host/` fetches. */
  const serve = async (family: Family, answer: LooseHandler): Promise<void> => {
    const document = await htmlOf(family);
    add('register', family, 'app', (request, callback) => {
      if (request.url === 'app://host/') callback(document);
      else answer(request, callback);
    });
    await contents.loadURL('app://host/');
  };

  const fetchText = (url = 'app://host/it', init = {}): Promise<string> => fetchIn(contents, url, init);

  /** What each family calls back with for HTML. */
  const htmlOf = async (family: Family): Promise<unknown> => {
    if (family === 'Buffer') return Buffer.from(HTML);
    if (family === 'String') return HTML;
    if (family === 'Stream') return Readable.from([Buffer.from(HTML)]);
    if (family === 'Http') return { url: (await listen(HTML)).origin };
    const file = path.join(tempDir(), 'page.html');
    writeFileSync(file, HTML);
    return file;
  };

  for (const family of FAMILIES) {
    describe(`protocol.register${family}Protocol(scheme, handler)`, () => {
      it('answers a custom scheme', async () => {
        const answer = await htmlOf(family);
        expect(add('register', family, 'app', (_, callback) => callback(answer))).to.equal(true);
        await contents.loadURL('app://host/path');
        expect(contents.getTitle()).to.equal('A document');
        expect(contents.getURL()).to.equal('app://host/path');
      });

      it('returns false if the scheme is registered', () => {
        expect(add('register', family, 'app', () => undefined)).to.equal(true);
        expect(shared().protocol[`register${family}Protocol`]('app', () => undefined)).to.equal(false);
      });

      it('fails a request with the error that the handler gives', async () => {
        add('register', family, 'app', (_, callback) => callback({ error: -6 }));
        expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FILE_NOT_FOUND');
      });

      it('fails a request that is answered with nothing', async () => {
        add('register', family, 'app', (_, callback) => callback());
        expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_NOT_IMPLEMENTED');
      });

      it('fails a request that is answered with nonsense, and tells once', async () => {
        const errors = captureErrors();
        add('register', family, 'app', (_, callback) => callback(42));
        expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FAILED');
        expect(errors).to.have.lengthOf(1);
        expect(errors[0]).to.include('the callback expects');
      });

      it('fails a request whose handler throws, and the exception is uncaught once', async () => {
        const uncaught = collectUncaught();
        add('register', family, 'app', () => {
          throw new Error('thrown here');
        });
        expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FAILED');
        expect(uncaught).to.deep.equal(['uncaughtException: thrown here']);
      });

      it('fails a request whose async handler rejects, and the rejection is unhandled once', async () => {
        const uncaught = collectUncaught();
        add('register', family, 'app', () => Promise.reject(new Error('rejected here')) as never);
        expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FAILED');
        expect(uncaught).to.deep.equal(['unhandledRejection: rejected here']);
      });

      it('throws for what is no function', () => {
        expect(() => shared().protocol[`register${family}Protocol`]('app', null as never)).to.throw(
          TypeError,
          'handler',
        );
      });
    });

    describe(`protocol.intercept${family}Protocol(scheme, handler)`, () => {
      it('answers in the place of the network', async () => {
        const answer = await htmlOf(family);
        expect(add('intercept', family, 'https', (_, callback) => callback(answer))).to.equal(true);
        await contents.loadURL('https://example.test/');
        expect(contents.getTitle()).to.equal('A document');
      });

      it('returns false if the scheme is intercepted', () => {
        expect(add('intercept', family, 'http', () => undefined)).to.equal(true);
        expect(shared().protocol[`intercept${family}Protocol`]('http', () => undefined)).to.equal(false);
      });
    });
  }

  describe('protocol.registerStringProtocol() and the request', () => {
    it('gets URL, method, headers, referrer and body', async () => {
      let seen: Electron.ProtocolRequest | undefined;
      await serve('String', (request, callback) => {
        seen = request;
        callback('');
      });
      await fetchText('app://host/it?q', { method: 'PUT', body: 'bytes', headers: { 'X-Own': '1' } });
      expect(seen).to.include({ url: 'app://host/it?q', method: 'PUT', referrer: 'app://host/' });
      expect(seen?.headers['X-Own'] ?? seen?.headers['x-own']).to.equal('1');
      expect(Buffer.concat((seen?.uploadData ?? []).map(({ bytes }) => bytes)).toString()).to.equal('bytes');
    });

    it('gets the files of a form as blobs, for ses.getBlobData()', async () => {
      let parts: readonly (Electron.UploadData & { blobUUID?: string })[] = [];
      await serve('String', (request, callback) => {
        if (request.method === 'POST') parts = request.uploadData ?? [];
        callback('');
      });
      await contents.executeJavaScript(`{
        const form = new FormData();
        form.append('text', 'not a file');
        form.append('one', new Blob(['first\\r\\n\\r\\n']));
        form.append('two', new File(['second'], 'two.txt'));
        fetch('/it', { method: 'POST', body: form }).then(() => null);
      }`);
      const blobs = parts.filter(({ blobUUID }) => blobUUID !== undefined);
      const read = await Promise.all(blobs.map(({ blobUUID }) => shared().getBlobData(blobUUID!)));
      expect(read.map(String)).to.deep.equal(['first\r\n\r\n', 'second']);
      const rest = Buffer.concat(parts.flatMap(({ bytes, blobUUID }) => (blobUUID === undefined ? [bytes] : [])));
      expect(rest.toString())
        .to.contain('not a file')
        .and.to.contain('filename="two.txt"')
        .and.to.not.contain('second');
    });
  });

  describe('protocol.registerStringProtocol() and the response', () => {
    it('has status and headers, each value of a list for itself', async () => {
      await serve('String', (_, callback) =>
        callback({ data: 'x', statusCode: 201, headers: { 'x-one': '1', 'x-two': ['2', '3'] } }),
      );
      const told = (await contents.executeJavaScript(
        `fetch('/it').then((r) => [r.status, r.headers.get('x-one'), r.headers.get('x-two')])`,
      )) as unknown[];
      expect(told).to.deep.equal([201, '1', '2, 3']);
    });

    it('is text/html in UTF-8', async () => {
      await serve('String', (_, callback) => callback('ü'));
      const type = `fetch('/it').then((r) => r.headers.get('content-type'))`;
      expect(await contents.executeJavaScript(type)).to.equal('text/html;charset=utf-8');
    });

    it('has the MIME type and charset of the answer', async () => {
      await serve('String', (_, callback) => callback({ data: '{}', mimeType: 'application/json', charset: 'utf-16' }));
      const type = `fetch('/it').then((r) => r.headers.get('content-type'))`;
      expect(await contents.executeJavaScript(type)).to.equal('application/json;charset=utf-16');
    });

    it('redirects', async () => {
      await serve('String', (request, callback) =>
        callback(request.url.endsWith('/to') ? 'arrived' : { statusCode: 302, headers: { location: 'app://host/to' } }),
      );
      expect(await fetchText()).to.equal('200 arrived');
    });

    it('is refused with a line break in a header', async () => {
      const errors = captureErrors();
      await serve('String', (_, callback) => callback({ data: '', headers: { 'x-one': 'a\r\nx-two: b' } }));
      expect(await fetchText()).to.equal('TypeError');
      expect(errors.join()).to.include("the value of header 'x-one' must not contain line breaks");
    });

    it('is given once: a second call of the callback throws', async () => {
      let second: unknown;
      await serve('String', (_, callback) => {
        callback('first');
        try {
          callback('second');
        } catch (error) {
          second = error;
        }
      });
      expect(await fetchText()).to.equal('200 first');
      expect(second).to.be.instanceOf(Error).with.property('message').that.includes('has been called before');
    });

    it('may come later', async () => {
      await serve('String', (_, callback) => void setImmediate(callback, 'later'));
      expect(await fetchText()).to.equal('200 later');
    });
  });

  describe('protocol.registerFileProtocol() and the file', () => {
    const fileOf = (name: string, content: string | Buffer): string => {
      const file = path.join(tempDir(), name);
      writeFileSync(file, content);
      return file;
    };

    it('has the type of its name', async () => {
      const file = fileOf('script.mjs', 'export {}');
      await serve('File', (_, callback) => callback({ path: file }));
      const type = `fetch('/it').then((r) => r.headers.get('content-type'))`;
      expect(await contents.executeJavaScript(type)).to.equal('text/javascript');
    });

    it('gives the part that is asked for', async () => {
      const file = fileOf('digits', '0123456789');
      await serve('File', (_, callback) => callback(file));
      expect(await fetchText('/it', { headers: { Range: 'bytes=2-4' } })).to.equal('206 234');
      expect(await fetchText('/it', { headers: { Range: 'bytes=-3' } })).to.equal('206 789');
      expect(await fetchText('/it', { headers: { Range: 'bytes=7-' } })).to.equal('206 789');
      expect(await fetchText('/it', { headers: { Range: 'bytes=20-' } })).to.equal('416 ');
    });

    it('may be large', async () => {
      const file = fileOf('large', Buffer.alloc(5_000_000, 'x'));
      await serve('File', (_, callback) => callback(file));
      const size: unknown = await contents.executeJavaScript(
        `fetch('/it').then((r) => r.arrayBuffer()).then((b) => b.byteLength)`,
      );
      expect(size).to.equal(5_000_000);
    });

    it('that is missing fails with ERR_FILE_NOT_FOUND', async () => {
      add('register', 'File', 'app', (_, callback) => callback(path.join(tempDir(), 'missing')));
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FILE_NOT_FOUND');
    });

    it('that is a directory fails with ERR_FILE_NOT_FOUND', async () => {
      add('register', 'File', 'app', (_, callback) => callback(tempDir()));
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FILE_NOT_FOUND');
    });

    it('must have an absolute path', async () => {
      const errors = captureErrors();
      add('register', 'File', 'app', (_, callback) => callback('relative.html'));
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_FAILED');
      expect(errors.join()).to.include('must be absolute');
    });
  });

  describe('protocol.registerHttpProtocol() and the server', () => {
    it('gets method, referrer and upload of the answer', async () => {
      const server = await listen((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => response.end([request.method, request.headers.referer, body].join(' ')));
      });
      const uploadData = { contentType: 'text/plain', data: 'uploaded' };
      const answer = { url: server.origin, method: 'POST', referrer: 'http://from.test/', uploadData };
      await serve('Http', (_, callback) => callback(answer));
      expect(await fetchText()).to.equal('200 POST http://from.test/ uploaded');
    });

    it('must be one of http or https', async () => {
      const errors = captureErrors();
      await serve('Http', (_, callback) => callback({ url: 'file:///etc/passwd' }));
      expect(await fetchText()).to.equal('TypeError');
      expect(errors.join()).to.include('http: and https: URLs only');
    });
  });

  describe('protocol.registerStreamProtocol() and the stream', () => {
    it('arrives as it is written', async () => {
      const stream = new PassThrough();
      await serve('Stream', (_, callback) => callback({ data: stream, headers: { 'content-type': 'text/plain' } }));
      await contents.executeJavaScript(
        `fetch('/it').then((r) => (globalThis.reader = r.body.getReader())).then(() => 0)`,
      );
      const read = `reader.read().then(({ value, done }) => done ? 'end' : new TextDecoder().decode(value))`;
      stream.write('one');
      expect(await contents.executeJavaScript(read)).to.equal('one');
      stream.write('two');
      expect(await contents.executeJavaScript(read)).to.equal('two');
      stream.end();
      expect(await contents.executeJavaScript(read)).to.equal('end');
    });

    it('that fails cuts the body off', async () => {
      const errors = captureErrors();
      const stream = new PassThrough();
      await serve('Stream', (_, callback) => callback({ data: stream, headers: { 'content-type': 'text/plain' } }));
      await contents.executeJavaScript(
        `fetch('/it').then((r) => (globalThis.reader = r.body.getReader())).then(() => 0)`,
      );
      stream.write('one');
      await contents.executeJavaScript('reader.read().then(() => 0)');
      stream.destroy(new Error('failed here'));
      expect(await contents.executeJavaScript(`reader.read().then(() => 'more', (error) => error.name)`)).to.equal(
        'TypeError',
      );
      expect(errors.join()).to.include('failed here');
    });

    it('may be none', async () => {
      await serve('Stream', (_, callback) => callback({ statusCode: 204, data: null }));
      expect(await fetchText()).to.equal('204 ');
    });
  });

  describe('protocol.unregisterProtocol(scheme)', () => {
    it('removes the handler', async () => {
      add('register', 'String', 'app', (_, callback) => callback('x'));
      expect(shared().protocol.unregisterProtocol('app')).to.equal(true);
      expect((await rejection(contents.loadURL('app://host/'))).code).to.equal('ERR_UNKNOWN_URL_SCHEME');
    });

    it('returns false if there is none', () => {
      expect(shared().protocol.unregisterProtocol('app')).to.equal(false);
    });
  });

  describe('protocol.isProtocolRegistered(scheme)', () => {
    it('tells whether there is a handler', () => {
      const { protocol } = shared();
      expect(protocol.isProtocolRegistered('app')).to.equal(false);
      add('register', 'String', 'app', (_, callback) => callback('x'));
      expect(protocol.isProtocolRegistered('app')).to.equal(true);
    });
  });

  describe('protocol.uninterceptProtocol(scheme)', () => {
    it('gives the scheme back to what answered it before', async () => {
      add('register', 'String', 'app', (_, callback) => callback('<title>registered</title>'));
      add('intercept', 'String', 'app', (_, callback) => callback('<title>intercepted</title>'));
      await contents.loadURL('app://host/');
      expect(contents.getTitle()).to.equal('intercepted');
      expect(shared().protocol.uninterceptProtocol('app')).to.equal(true);
      await contents.loadURL('app://host/');
      expect(contents.getTitle()).to.equal('registered');
    });

    it('returns false if it is not intercepted', () => {
      expect(shared().protocol.uninterceptProtocol('http')).to.equal(false);
    });
  });

  describe('protocol.isProtocolIntercepted(scheme)', () => {
    it('tells whether there is an interceptor', () => {
      const { protocol } = shared();
      expect(protocol.isProtocolIntercepted('http')).to.equal(false);
      add('intercept', 'String', 'http', (_, callback) => callback('x'));
      expect(protocol.isProtocolIntercepted('http')).to.equal(true);
    });
  });

  describe("protocol, the session documentation's sample", () => {
    it('serves the files of a folder', async () => {
      const folder = tempDir();
      mkdirSync(path.join(folder, 'pages'));
      writeFileSync(path.join(folder, 'pages', 'start.html'), '<title>From a file</title>');
      const { protocol } = shared();
      defer(() => protocol.unregisterProtocol('atom'));
      const registered = protocol.registerFileProtocol('atom', (request, callback) => {
        const url = request.url.slice('atom://'.length);
        callback({ path: path.normalize(path.join(folder, url)) });
      });
      expect(registered).to.equal(true);
      await contents.loadURL('atom://pages/start.html');
      expect(contents.getTitle()).to.equal('From a file');
    });
  });
});
