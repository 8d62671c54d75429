import { session } from 'electron';
import { expect } from 'chai';
import type { IncomingMessage as NodeRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { defer } from './lib/cleanup';
import { listen } from './lib/servers';
import { forkUtility, messageOf } from './lib/utility';

/** Runs code that may wait, in a utility process with `net` and `url`; what it returns, or the text of its error. */
const inUtility = (code: string, url = ''): Promise<unknown> =>
  messageOf(
    forkUtility(
      `const { net } = require('electron');
       const url = process.argv[2];
       const answerOf = (request) => new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
       const textOf = async (response) => Buffer.concat(await response.toArray()).toString();
       (async () => { ${code} })().then(
         (value) => process.parentPort.postMessage(value),
         ({ message }) => process.parentPort.postMessage('failed: ' + message));`,
      { args: [url] },
    ),
  );

describe('net module of a utility process', () => {
  it('fetches in the network of the default session', async () => {
    const { origin } = await listen(({ headers }, answer) => void answer.setHeader('x-one', '1').end(headers.cookie));
    await session.defaultSession.cookies.set({ url: origin, name: 'name', value: 'value' });
    defer(() => session.defaultSession.cookies.remove(origin, 'name'));
    const code = `
      const response = await net.fetch(url, { credentials: 'include' });
      return [response.status, response.headers.get('x-one'), await response.text()];`;
    expect(await inUtility(code, origin)).to.deep.equal([200, '1', 'name=value']);
  });

  it('sends a body that is written, and one that is streamed', async () => {
    const { origin } = await listen((request, answer) => void text(request).then((body) => answer.end(`got ${body}`)));
    const code = (chunked: boolean): string => `
      const request = net.request({ url, method: 'POST' });
      request.chunkedEncoding = ${chunked};
      request.write('one ');
      request.end('two');
      return textOf(await answerOf(request));`;
    expect(await inUtility(code(false), origin)).to.equal('got one two');
    expect(await inUtility(code(true), origin)).to.equal('got one two');
  });

  it('reads a response of many megabytes, as fast as the process takes it', async () => {
    const SIZE = 8 * 1024 * 1024;
    const { origin } = await listen((_, answer) => void answer.end(Buffer.alloc(SIZE, 1)));
    const code = `
      const response = await answerOf(net.request(url).end());
      let size = 0;
      for await (const chunk of response) { size += chunk.length; await new Promise(setImmediate); }
      return size;`;
    expect(await inUtility(code, origin)).to.equal(SIZE);
  });

  it('follows redirects, reports them, and lets a listener follow by hand', async () => {
    const seen: string[] = [];
    const { origin } = await listen(({ url = '' }: NodeRequest, answer) => {
      seen.push(url);
      if (url === '/first') answer.writeHead(302, { location: '/second' });
      answer.end(url);
    });
    const code = (redirect: string, follow: string): string => `
      const request = net.request({ url: url + '/first', redirect: '${redirect}' });
      const redirects = [];
      request.on('redirect', (status, method, to) => { redirects.push([status, method, to === url + '/second']); ${follow} });
      return [await textOf(await answerOf(request.end())), redirects];`;
    const followed = ['/second', [[302, 'GET', true]]];
    expect(await inUtility(code('follow', ''), origin)).to.deep.equal(followed);
    expect(await inUtility(code('manual', 'request.followRedirect()'), origin)).to.deep.equal(followed);
    seen.length = 0;
    expect(await inUtility(code('manual', ''), origin)).to.equal('failed: Redirect was cancelled');
    expect(await inUtility(code('error', ''), origin)).to.include("redirect policy was 'error'");
    expect(seen).to.deep.equal(['/first', '/first']);
  });

  it('asks for the login of a server', async () => {
    const { origin } = await listen(({ headers }, answer) => {
      if (!headers.authorization) answer.writeHead(401, { 'www-authenticate': 'Basic realm="here"' });
      answer.end(headers.authorization);
    });
    const code = `
      const request = net.request(url);
      request.on('login', ({ realm }, callback) => callback('user', realm));
      return textOf(await answerOf(request.end()));`;
    expect(await inUtility(code, origin)).to.equal(`Basic ${Buffer.from('user:here').toString('base64')}`);
  });

  it('fails with the errors of the network', async () => {
    expect(await inUtility("return net.fetch('http://127.0.0.1:1/').then(() => 0)")).to.match(/^failed: net::ERR_/);
    expect(await inUtility("return net.fetch('nowhere://a').then(() => 0)")).to.match(/^failed: .*ERR_/);
    expect(await inUtility('return net.request({}).end() && 0', '')).to.equal(0);
  });

  it('ends a request that is aborted, and those of a process that ends', async () => {
    const closed: Promise<void>[] = [];
    const { origin } = await listen((request, answer) => {
      // Also behind an error: Chromium resets a connection that it has not read to its end.
      closed.push(new Promise((resolve) => void request.socket.once('close', () => resolve())));
      answer.write('first');
    });
    const code = `
      const request = net.request(url);
      await answerOf(request.end());
      request.abort();
      return 'aborted';`;
    expect(await inUtility(code, origin)).to.equal('aborted');
    await closed[0];
    const child = forkUtility(
      "require('electron').net.request(process.argv[2]).on('response', () => process.parentPort.postMessage(1)).end();",
      { args: [origin] },
    );
    await messageOf(child);
    child.kill();
    await closed[1];
  });

  it('resolves hosts', async () => {
    expect(await inUtility("return net.resolveHost('127.0.0.1')")).to.deep.equal(
      await session.defaultSession.resolveHost('127.0.0.1'),
    );
    expect(await inUtility("return net.resolveHost('missing.invalid')")).to.match(
      /^failed: net::ERR_NAME_NOT_RESOLVED/,
    );
  });

  it('knows whether the machine is online', async () => {
    expect(await inUtility('return [net.isOnline() === net.online]')).to.deep.equal([true]);
  });

  it('ignores another session, and warns once', async () => {
    const { origin } = await listen('fine');
    const code = `
      const warned = new Promise((resolve) => process.on('warning', resolve));
      const body = await textOf(await answerOf(net.request({ url, partition: 'other' }).end()));
      return [body, (await warned).code];`;
    expect(await inUtility(code, origin)).to.deep.equal(['fine', 'VALENCE_UTILITY_SESSION']);
  });
});
