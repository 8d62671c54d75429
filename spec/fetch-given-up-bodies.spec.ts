// Bodies that the app stops reading half-way: their connections are closed, and those behind them get their turn.
import { net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import type * as http from 'node:http';
import { listen, type LocalServer } from './lib/servers';
import { newSession, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** Chromium opens six connections to a host at most. */
const MAX_CONNECTIONS = 6;

/** What an unfinished response says of its length: nothing, a little, much. */
const LENGTHS: [string, http.OutgoingHttpHeaders][] = [
  ['without a length', {}],
  ['with a small length', { 'content-length': '100' }],
  ['with a large length', { 'content-length': '100000000' }],
];

interface StalledServer extends LocalServer {
  /** Resolves when this many connections with an unfinished response have been closed. */
  closed(count: number): Promise<unknown>;
}

/** Answers with the beginning of a body; `/fine` with a whole one. */
async function listenStalled(headers: http.OutgoingHttpHeaders): Promise<StalledServer> {
  let closed = 0;
  const server = await listen((request, response) => {
    if (request.url === '/fine') {
      response.end('fine');
      return;
    }
    request.socket.once('close', () => closed++);
    response.writeHead(200, headers).write('some');
  });
  return { ...server, closed: (count) => until(`${count} closed connections`, () => closed >= count) };
}

describe('ses.fetch(input[, init])', () => {
  const shared = useSharedSession();

  const WAYS: [string, (response: Response) => Promise<void>][] = [
    ['body.cancel()', async ({ body }) => body!.cancel()],
    [
      'reader.cancel()',
      async ({ body }) => {
        const reader = body!.getReader();
        await reader.cancel();
      },
    ],
    [
      'cancel() of both branches of clone()',
      async (response) => {
        const clone = response.clone();
        await Promise.all([response.body!.cancel(), clone.body!.cancel()]);
      },
    ],
    ['destroy() of a Node.js stream made of it', async ({ body }) => void Readable.fromWeb(body as never).destroy()],
  ];
  for (const [way, giveUp] of WAYS) {
    it(`closes the connection of a body that ends with ${way}`, async () => {
      for (const [, headers] of LENGTHS) {
        const server = await listenStalled(headers);
        await giveUp(await shared().fetch(server.origin));
        await server.closed(1);
      }
    });
  }

  it('closes the connection of a body whose loop ends early', async () => {
    const server = await listenStalled({});
    const { body } = await shared().fetch(server.origin);
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      expect(Buffer.from(chunk).toString()).to.equal('some');
      break;
    }
    await server.closed(1);
  });

  it('cancels the stream of a protocol handler', async () => {
    const ses = newSession();
    const canceled = new Promise<void>((resolve) => {
      const body = (): ReadableStream =>
        new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(9)), cancel: () => resolve() });
      ses.protocol.handle('https', () => new Response(body()));
    });
    await (await ses.fetch('https://handled.example/')).body!.cancel();
    await canceled;
  });

  it('has its turn when the bodies before it were given up', async () => {
    const server = await listenStalled({});
    for (let count = 0; count < MAX_CONNECTIONS; count++) await (await shared().fetch(server.origin)).body!.cancel();
    expect(await (await shared().fetch(`${server.origin}/fine`)).text()).to.equal('fine');
  });
});

describe('net.request(options)', () => {
  const shared = useSharedSession();

  for (const [what, headers] of LENGTHS) {
    it(`closes the connection of a response ${what} that is destroyed`, async () => {
      const server = await listenStalled(headers);
      const request = net.request({ url: server.origin, session: shared() });
      request.end();
      const [response] = (await once(request, 'response')) as unknown as [Readable];
      const closed = once(request, 'close');
      response.destroy();
      await Promise.all([server.closed(1), closed]);
    });
  }

  it('closes the connection of a response whose loop ends early', async () => {
    const server = await listenStalled({});
    const request = net.request({ url: server.origin, session: shared() });
    request.end();
    const [response] = (await once(request, 'response')) as unknown as [Readable];
    for await (const chunk of response) {
      expect(String(chunk)).to.equal('some');
      break;
    }
    await server.closed(1);
  });

  it('closes the connection of a request that is destroyed, before and after its response', async () => {
    const server = await listenStalled({});
    const silent = await listen(({ socket }) => {
      socket.once('close', () => void silent.close());
      waiting.destroy();
    });
    const waiting = net.request({ url: silent.origin, session: shared() }) as unknown as Writable;
    waiting.end();
    await once(waiting, 'close');
    const request = net.request({ url: server.origin, session: shared() }) as unknown as Writable;
    request.end();
    await once(request, 'response');
    request.destroy();
    await server.closed(1);
  });
});
