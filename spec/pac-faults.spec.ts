// PAC scripts that are none, or cannot be had: the session goes on without a proxy, as in Chromium.
import { expect } from 'chai';
import { rejectionOf } from './lib/fetch';
import { listenAsProxy } from './lib/proxies';
import { closedPort, listen, LOCAL_HOST, sendPage } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';

const MB = 1024 * 1024;

const serve = async (status: number, script: string): Promise<string> => {
  const { origin } = await listen((_, response) => response.writeHead(status).end(script));
  return `${origin}/proxy.pac`;
};

/** `find`: source of a PAC script that has the proxy of this address. */
type Start = (find: string) => Promise<string>;

const FAULTS: [name: string, start: Start][] = [
  ['throws', () => serve(200, 'function FindProxyForURL() { throw new Error("not today"); }')],
  ['has an error of syntax', () => serve(200, 'function FindProxyForURL( {')],
  ['is a page', (find) => serve(200, `<!doctype html><script>${find}</script>`)],
  ['is empty', () => serve(200, '')],
  ['answers with nonsense', () => serve(200, 'function FindProxyForURL() { return { then: 1 }; }')],
  ['is not found', (find) => serve(404, find)],
  ['is nowhere', async () => `http://${LOCAL_HOST}:${await closedPort()}/proxy.pac`],
  ['has 10 MB', (find) => serve(200, `${find}//${'x'.repeat(10 * MB)}`)],
];

describe('ses.setProxy(config) with a PAC script that', () => {
  for (const [how, proc] of [
    ['', null],
    [
      ', while a procedure verifies certificates',
      (_: Electron.Request, callback: (result: number) => void) => callback(-3),
    ],
  ] as const) {
    const ses = useSharedSession();
    before(() => ses().setCertificateVerifyProc(proc));

    for (const [name, start] of FAULTS) {
      it(`${name} has no proxy${how}`, async () => {
        const proxy = await listenAsProxy({ answer: (_, response) => sendPage(response, 'proxied') });
        const find = `function FindProxyForURL() { return 'PROXY ${proxy.address}'; }`;
        await ses().setProxy({ pacScript: await start(find) });
        expect(await ses().resolveProxy('http://site.test/')).to.equal('DIRECT');
        expect((await rejectionOf(ses().fetch('http://site.test/'))).message).to.equal('net::ERR_NAME_NOT_RESOLVED');
        const { webContents } = newWindow({ webPreferences: { session: ses() } });
        expect((await rejectionOf(webContents.loadURL('https://site.test/'))).message).to.match(
          /^ERR_NAME_NOT_RESOLVED/,
        );
        expect(proxy.asked).to.deep.equal([]);
      });
    }

    // Without a procedure Chromium itself runs the script, and waits for ever: docs/limits.md.
    if (proc) {
      it(`never ends has no proxy${how}`, async () => {
        const { origin } = await listen('server');
        const script = 'function FindProxyForURL() { for (;;); }';
        await ses().setProxy({ pacScript: await serve(200, script) });
        expect(await ses().resolveProxy('http://site.test/')).to.equal('DIRECT');
        expect((await rejectionOf(ses().fetch('https://site.test/'))).message).to.equal('net::ERR_NAME_NOT_RESOLVED');
        expect(await (await ses().fetch(origin)).text()).to.equal('server');
      });
    }

    it(`is behind a redirect has its proxy${how}`, async () => {
      const proxy = await listenAsProxy({ answer: (_, response) => sendPage(response, 'proxied') });
      const location = await serve(200, `function FindProxyForURL() { return 'PROXY ${proxy.address}'; }`);
      const { origin } = await listen((_, response) => response.writeHead(302, { location }).end());
      await ses().setProxy({ pacScript: `${origin}/first` });
      expect(await ses().resolveProxy('http://site.test/')).to.equal(`PROXY ${proxy.address}`);
      expect(await (await ses().fetch('http://site.test/')).text()).to.equal('proxied');
    });
  }
});
