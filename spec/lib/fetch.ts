// What specs of requests of the main process share.
import { listenEcho, type Echo } from './echo-server';
import type { LocalServer } from './servers';
import type * as http from 'node:http';

export const echoOf = async (response: Response): Promise<Echo> => (await response.json()) as Echo;

export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was expected to reject');
}

/** The answers to paths; any other path is echoed. */
const answers: Record<string, http.RequestListener> = {
  '/missing': (_, response) => response.writeHead(404, 'Nothing Here', { 'content-length': '7' }).end('nothing'),
  '/empty': (_, response) => response.writeHead(204).end(),
  '/cookies': (_, response) => response.writeHead(200, { 'set-cookie': ['one=1', 'two=2; HttpOnly'] }).end('set'),
  '/redirect': (_, response) => response.writeHead(302, { 'location': '/target#end', 'set-cookie': 'hop=1' }).end(),
  '/keep': (_, response) => response.writeHead(307, { location: '/target' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/chunks': (_, response) => {
    response.write('one');
    setImmediate(() => response.end('two'));
  },
  '/cached': (_, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=1000', 'x-time': `${process.hrtime.bigint()}` }).end('cached');
  },
  '/auth': ({ headers }, response) => {
    if (headers.authorization) response.end(headers.authorization);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end('who?');
  },
};

export const listenAnswers = (): Promise<LocalServer> =>
  listenEcho((request, response) => {
    const answer = answers[request.url ?? ''];
    answer?.(request, response);
    return answer !== undefined;
  });
