import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { handle, page, routes, text } from './lib/protocol';
import { useSharedSession } from './lib/sessions';

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  const open = (url: string): Promise<void> => contents.loadURL(url);
  /** Processes of the page and of the one frame in it. */
  const processesWith = async (url: string): Promise<[number, number]> => {
    await run(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: '${url}', onload: () => resolve() });
      document.body.append(frame);
    })`);
    const { mainFrame } = contents;
    return [mainFrame.processId, mainFrame.frames[0]!.processId];
  };

  describe('protocol.handle() and the hosts of a custom scheme', () => {
    beforeEach(() => {
      for (const scheme of ['app', 'standard-only', 'com.example.dotted']) {
        handle(shared(), scheme, routes({ '/data': () => text('data', { 'set-cookie': 'answer=1' }) }));
      }
    });

    for (const [scheme, suffixes] of [
      ['app', ['invalid', 'app.invalid', 'main', '']],
      ['standard-only', ['invalid', 'standard-only.invalid', 'main', '']],
      ['com.example.dotted', ['invalid', 'com_example_dotted.invalid', 'main', '']],
    ] as const) {
      it(`do not share cookies: ${scheme}`, async () => {
        await open(`${scheme}://evil/`);
        for (const domain of suffixes) await run(`document.cookie = 'stolen-${scheme}=1; domain=${domain}'`);
        await run(`document.cookie = 'own=1'`);
        await open(`${scheme}://main/`);
        expect(await run('document.cookie')).not.to.match(/own|stolen-[^;]*=1(?!.*domain)/);
      });

      it(`do not share a process: ${scheme}`, async () => {
        await open(`${scheme}://main/`);
        const [main, other] = await processesWith(`${scheme}://evil/`);
        expect(other).not.to.equal(main);
      });
    }

    it('do not share cookies with those below them', async () => {
      await open('app://a.main/');
      await run(`document.cookie = 'below=1; domain=main'`);
      await open('app://main/');
      expect(await run('document.cookie')).not.to.include('below');
    });

    it('share a process with themselves', async () => {
      await open('app://main/');
      const [main, other] = await processesWith('app://main/frame');
      expect(other).to.equal(main);
    });

    it('are apart from the same host of another scheme', async () => {
      await open('com.example.dotted://main/');
      await run(`document.cookie = 'dotted=1; domain=main'; localStorage.setItem('dotted', '1')`);
      await open('app://main/');
      expect(await run(`[document.cookie.includes('dotted'), localStorage.getItem('dotted')]`)).to.deep.equal([
        false,
        null,
      ]);
    });

    it('have their own names in cookies', async () => {
      await open('app://cookies.host/data');
      const cookies = await shared().cookies.get({ url: 'app://cookies.host/' });
      expect(cookies.map(({ name, domain }) => [name, domain])).to.deep.equal([['answer', 'cookies.host']]);
      expect(await shared().cookies.get({ domain: 'cookies.host' })).to.deep.equal(cookies);
    });

    const hosts = ['[::1]', 'xn--bcher-kva', 'a.b.c', 'under_score', '-', 'a--b', '%6dain', 'MAIN', 'x'.repeat(200)];
    for (const [index, host] of hosts.entries()) {
      it(`may be ${host.slice(0, 20)}`, async () => {
        const urls: string[] = [];
        shared().protocol.unhandle('app');
        handle(shared(), 'app', (request) => (urls.push(request.url), page('<title>A page</title>')));
        await open(`app://${host}/${index}?y#z`);
        const expected = `app://${host.replace('%6d', 'm').toLowerCase()}/${index}?y#z`;
        expect([contents.getURL(), urls]).to.deep.equal([expected, [expected]]);
      });
    }

    it('have one name each', async () => {
      await open('app://main/');
      const names = ['https://-61pp--main.invalid:7/', 'https://app--main.invalid/', 'https://app--main.invalid:9/'];
      for (const url of names) {
        expect(await run(`fetch('${url}', { mode: 'no-cors' }).then(() => 'answered', () => 'failed')`)).to.equal(
          'failed',
        );
      }
    });
  });
});
