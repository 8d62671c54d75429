// Bodies of responses that listeners of ses.webRequest read and replace.
import { expect } from 'chai';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { listenRaw } from './lib/raw-server';
import { useRequestPage } from './lib/request-page';
import { listen } from './lib/servers';
import { nextUncaughtException } from './lib/uncaught';
import { nextDetails, type ResponseBodyDetails } from './lib/web-requests';

const FAILED = 'TypeError: Failed to fetch';
const ALL = { urls: ['<all_urls>'] };

const textOf = async (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text();

const upperCase = (): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform: (chunk, controller) => controller.enqueue(Buffer.from(Buffer.from(chunk).toString().toUpperCase())),
  });

async function nextWarning(): Promise<Error> {
  for (;;) {
    const [warning] = (await once(process, 'warning')) as [Error & { code?: string }];
    if (warning.code === 'VALENCE_RESPONSE_BODY') return warning;
  }
}

describe('ses.webRequest', () => {
  const page = useRequestPage();

  describe('webRequest.onResponseBody([filter, ]listener)', () => {
    it('gives the body as a stream and passes it on', async () => {
      const read = new Promise<string>((resolve) => {
        page.webRequest.onResponseBody(ALL, async ({ body }, callback) => {
          const text = await textOf(body);
          callback({});
          resolve(text);
        });
      });
      expect(await page.fetchText('/some/path')).to.equal('/some/path');
      expect(await read).to.equal('/some/path');
    });

    it('passes on what nobody has read', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({}));
      expect(await page.fetchText('/x')).to.equal('/x');
    });

    it('passes on what was read in part only', async () => {
      page.webRequest.onResponseBody(ALL, async ({ body }, callback) => {
        await body.getReader().read();
        callback({});
      });
      const whole = 'x'.repeat(3_000_000);
      const server = await listen((_, response) => {
        response.setHeader('access-control-allow-origin', '*');
        response.end(whole);
      });
      expect(await page.fetchText(`${server.origin}/large`)).to.equal(whole);
    });

    it('tells the status and the headers', async () => {
      const told = new Promise<ResponseBodyDetails>((resolve) => {
        page.webRequest.onResponseBody(ALL, (details, callback) => {
          callback({});
          resolve(details);
        });
      });
      await page.fetchText('/echo');
      const { statusCode, statusLine, responseHeaders, url, resourceType, webContents } = await told;
      expect({ statusCode, statusLine, url, resourceType }).to.deep.equal({
        statusCode: 200,
        statusLine: 'HTTP/1.1 200 OK',
        url: `${page.server.origin}/echo`,
        resourceType: 'xhr',
      });
      expect(responseHeaders).to.have.deep.property('access-control-allow-origin', ['*']);
      expect(webContents).to.equal(page.contents);
    });

    it('replaces the body with a string', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: 'grüße' }));
      expect(await page.fetchText('/x')).to.equal('grüße');
    });

    it('replaces the body with bytes', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: new Uint8Array([111, 107]) }));
      expect(await page.fetchText('/x')).to.equal('ok');
    });

    it('replaces the body with a stream made of it', async () => {
      page.webRequest.onResponseBody(ALL, ({ body }, callback) => callback({ body: body.pipeThrough(upperCase()) }));
      expect(await page.fetchText('/some/path')).to.equal('/SOME/PATH');
    });

    it('replaces a document', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: '<title>replaced</title>' }));
      await page.contents.loadURL(page.server.origin);
      expect(page.contents.getTitle()).to.equal('replaced');
    });

    it('replaces an empty body', async () => {
      const server = await listen((_, response) => {
        response.setHeader('access-control-allow-origin', '*');
        response.end();
      });
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: 'full' }));
      expect(await page.fetchText(server.origin)).to.equal('full');
    });

    it('decodes the body', async () => {
      const server = await listen((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'access-control-allow-origin': '*' });
        response.end(gzipSync('plain'));
      });
      page.webRequest.onResponseBody(ALL, async ({ body }, callback) => {
        callback({ body: `${await textOf(body)} text` });
      });
      expect(await page.fetchText(server.origin)).to.equal('plain text');
    });

    it('asks several listeners in their order', async () => {
      const adding =
        (suffix: string) =>
        async ({ body }: ResponseBodyDetails, callback: (response: object) => void): Promise<void> => {
          callback({ body: `${await textOf(body)}${suffix}` });
        };
      const second = adding('2');
      page.webRequest.onResponseBody(ALL, adding('1'));
      page.webRequest.addListener('onResponseBody', second);
      try {
        expect(await page.fetchText('/x')).to.equal('/x12');
      } finally {
        page.webRequest.removeListener('onResponseBody', second);
      }
    });

    it('goes together with onHeadersReceived', async () => {
      page.webRequest.onHeadersReceived(ALL, ({ responseHeaders }, callback) =>
        callback({ responseHeaders: { ...responseHeaders, 'X-New': '1' }, statusLine: 'HTTP/1.1 201 Created' }),
      );
      page.webRequest.onResponseBody(ALL, ({ statusCode, responseHeaders }, callback) =>
        callback({ body: `${statusCode} ${responseHeaders?.['X-New']?.join()}` }),
      );
      expect(await page.fetchText('/x')).to.equal('201 1');
      const head: unknown = await page.contents.executeJavaScript(
        'fetch("/x").then((response) => [response.status, response.headers.get("x-new")])',
      );
      expect(head).to.deep.equal([201, '1']);
    });

    it('is told of the request to its end', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: 'replaced' }));
      const completed = nextDetails(page.session, 'onCompleted');
      await page.fetchText('/x');
      expect(await completed).to.include({ url: `${page.server.origin}/x`, statusCode: 200, error: 'net::OK' });
    });

    it('reads the bodies of requests of the main process', async () => {
      page.webRequest.onResponseBody(ALL, ({ body }, callback) => callback({ body: body.pipeThrough(upperCase()) }));
      const response = await page.session.fetch(`${page.server.origin}/main`);
      expect(await response.text()).to.equal('/MAIN');
    });

    it('hears of a redirect’s target only', async () => {
      const urls: string[] = [];
      page.webRequest.onResponseBody(ALL, ({ url }, callback) => {
        urls.push(new URL(url).pathname);
        callback({});
      });
      await page.fetchText('/redirect');
      expect(urls).to.deep.equal(['/echo']);
    });

    it('cancels', async () => {
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ cancel: true }));
      expect(await page.fetchText('/x')).to.equal(FAILED);
    });

    it('leaves other requests alone', async () => {
      page.webRequest.onResponseBody({ urls: ['*://*/some'] }, (_, callback) => callback({ body: 'replaced' }));
      expect(await page.fetchText('/some')).to.equal('replaced');
      expect(await page.fetchText('/other')).to.equal('/other');
    });

    it('fails a request whose new body breaks off', async () => {
      const warning = nextWarning();
      page.webRequest.onResponseBody(ALL, (_, callback) => {
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from('half')),
          pull: (controller) => controller.error(new Error('no more of it')),
        });
        callback({ body });
      });
      expect(await page.fetchText('/x')).to.equal(FAILED);
      expect((await warning).message)
        .to.contain('/x')
        .and.to.contain('no more of it');
    });

    it('fails a request whose server breaks off', async () => {
      const warning = nextWarning();
      const origin = await listenRaw((socket) => {
        socket.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 10\r\n\r\nhalf');
      });
      page.webRequest.onResponseBody(ALL, ({ body }, callback) => callback({ body }));
      expect(await page.fetchText(origin)).to.equal(FAILED);
      expect((await warning).message).to.match(/ended after \d+ of 10 bytes|net::ERR_CONTENT_LENGTH_MISMATCH/);
    });

    it('errors the stream of a response that was passed on before it was read', async () => {
      const read = new Promise<unknown>((resolve) => {
        page.webRequest.onResponseBody(ALL, ({ body }, callback) => {
          callback({});
          setImmediate(() => void textOf(body).then(resolve, resolve));
        });
      });
      expect(await page.fetchText('/x')).to.equal('/x');
      expect(await read)
        .to.be.an('error')
        .with.property('message')
        .that.contains('before the callback is called');
    });

    it('refuses a body that is none', async () => {
      const thrown = nextUncaughtException();
      page.webRequest.onResponseBody(ALL, (_, callback) => callback({ body: 42 }));
      expect(await page.fetchText('/x')).to.equal(FAILED);
      expect(await thrown)
        .to.be.instanceOf(TypeError)
        .with.property('message', 'response.body must be a string, a Uint8Array or a stream, got number');
    });
  });
});
