// A widely used ad blocker for Electron sessions, as it comes from npm, with a filter list of its own and no network.
import { ElectronBlocker } from '@ghostery/adblocker-electron';
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

const LIST = `
/banner.js
||localhost^$image
/tracker.gif$third-party,redirect=1x1.gif
127.0.0.1##.advertisement
||127.0.0.1^$csp=script-src 'self'
`;

const PAGE = (port: number): string => `
  <title>news</title>
  <link rel="icon" href="data:,">
  <script src="/banner.js"></script>
  <script src="/article.js"></script>
  <script>globalThis.inline = true</script>
  <img src="http://localhost:${port}/picture.png">
  <img src="/own.png">
  <p class="advertisement">Buy this</p>
`;

describe('@ghostery/adblocker-electron', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let blocker: ElectronBlocker;

  beforeEach(async () => {
    server = await listen(({ url, headers }, response) => {
      const port = Number(headers.host?.split(':')[1]);
      if (url === '/') sendPage(response, PAGE(port));
      else response.end(`globalThis[${JSON.stringify(url)}] = true`);
    });
    ses = newSession();
    blocker = ElectronBlocker.parse(LIST);
    blocker.enableBlockingInSession(ses);
    defer(() => {
      if (blocker.isBlockingEnabled(ses)) blocker.disableBlockingInSession(ses);
    });
  });

  const urls = (): string[] => server.requests.map(({ url = '' }) => url);

  it('keeps requests of its list from being sent', async () => {
    const window = newWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    await until('the own picture', () => urls().includes('/own.png'));
    expect(urls()).to.include.members(['/', '/article.js', '/own.png']);
    expect(urls()).not.to.include.members(['/banner.js']);
    expect(urls()).not.to.include.members(['/picture.png']);
  });

  it('tells what it has blocked', async () => {
    const blocked: string[] = [];
    blocker.on('request-blocked', ({ url, type }) => blocked.push(`${type} ${new URL(url).pathname}`));
    await newWindow({ webPreferences: { session: ses } }).loadURL(server.origin);
    await until('both', () => blocked.length >= 2);
    expect(blocked).to.have.members(['script /banner.js', 'image /picture.png']);
  });

  it('adds its policy to pages', async () => {
    const window = newWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    const globals: unknown = await window.webContents.executeJavaScript(
      '[globalThis.inline, globalThis["/article.js"]]',
    );
    expect(globals).to.deep.equal([undefined, true]);
  });

  it('lets everything pass when it is disabled', async () => {
    blocker.disableBlockingInSession(ses);
    await newWindow({ webPreferences: { session: ses } }).loadURL(server.origin);
    await until('the picture', () => urls().includes('/picture.png'));
    expect(urls()).to.include.members(['/banner.js', '/picture.png']);
  });
});
