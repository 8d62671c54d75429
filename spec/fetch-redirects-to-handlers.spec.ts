// ses.fetch(): redirects that lead to a protocol handler.
import { expect } from 'chai';
import { captureErrors, handle, text, type Handler } from './lib/protocol';
import { rejectionOf } from './lib/fetch';
import { listen } from './lib/servers';
import { useSharedSession } from './lib/sessions';

/** A body that comes when the response is there, and ends or fails. */
const streamed = (end: (controller: ReadableStreamDefaultController) => void): Response => {
  let pulls = 0;
  const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
    await new Promise(setImmediate);
    if (++pulls === 1) controller.enqueue(Buffer.from('streamed'));
    else end(controller);
  };
  return new Response(new ReadableStream({ pull }));
};

const answers: Record<string, Handler> = {
  '/text': () => text('text'),
  '/stream': () => streamed((controller) => controller.close()),
  '/broken': () => streamed((controller) => controller.error(new Error('broken'))),
};

describe('ses.fetch(input[, init])', () => {
  const shared = useSharedSession();

  for (const scheme of ['app', 'https']) {
    describe(`a redirect to a handler of ${scheme}:`, () => {
      const from = 'http://handled.example';
      beforeEach(() => {
        handle(shared(), scheme, (request) => answers[new URL(request.url).pathname]!(request));
        handle(shared(), 'http', ({ url }) => {
          const location = `${scheme}://host.example${new URL(url).pathname}`;
          return new Response(null, { status: 302, headers: { location } });
        });
      });

      it('gives a body', async () => {
        expect(await (await shared().fetch(`${from}/text`)).text()).to.equal('text');
      });

      it('gives a body that is a stream', async () => {
        expect(await (await shared().fetch(`${from}/stream`)).text()).to.equal('streamed');
      });

      it('breaks off a stream that fails', async () => {
        captureErrors();
        // Before its response has come, or after.
        const read = shared()
          .fetch(`${from}/broken`)
          .then((response) => response.text());
        expect((await rejectionOf(read)).message).to.equal('net::ERR_FAILED');
      });
    });
  }

  it('follows a server to a handler', async () => {
    const server = await listen((_, response) =>
      response.writeHead(302, { location: 'https://host.example/text' }).end(),
    );
    handle(shared(), 'https', () => text('of the handler'));
    expect(await (await shared().fetch(server.origin)).text()).to.equal('of the handler');
  });
});
