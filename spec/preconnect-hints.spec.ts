// Hints of pages at servers they will need: what the app hears of them.
import { expect } from 'chai';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

type Hint = [url: string, allowCredentials: boolean];

/** The hints of a session from now on; a list that grows. */
function hintsOf(ses: Electron.Session): Hint[] {
  const hints: Hint[] = [];
  ses.on('preconnect', (_event, url, allowCredentials) => hints.push([url, allowCredentials]));
  return hints;
}

const untilHint = async (hints: Hint[], url: string): Promise<void> => {
  await until(`the hint at ${url}`, () => hints.some(([hinted]) => hinted === url));
};

/** Comes behind all others of its document. */
const LAST = '<link rel="preconnect" href="https://last.test">';

/** A server whose pages have these bodies, and these headers. */
const listenWithPages = (pages: Record<string, { html: string; link?: string }>): Promise<LocalServer> =>
  listen(({ url = '' }, response) => {
    const { html, link } = pages[url] ?? { html: '' };
    sendPage(response, html, link === undefined ? {} : { link });
  });

/** What a page hints at, the last hint left out. */
async function hintsIn(html: string): Promise<Hint[]> {
  const { origin } = await listen(`${html}${LAST}`);
  const { webContents } = newWindow();
  const hints = hintsOf(webContents.session);
  await webContents.loadURL(origin);
  await untilHint(hints, 'https://last.test/');
  return hints.slice(0, -1);
}

describe("ses event 'preconnect'", () => {
  it('reports the origin of a hint, with and without credentials', async () => {
    const hints = await hintsIn(`
      <link rel="preconnect" href="https://plain.test:8443/path?query">
      <link rel="preconnect" href="//relative.test">
      <link rel="preconnect" href="https://anonymous.test" crossorigin>
      <link rel="preconnect" href="https://credentials.test" crossorigin="use-credentials">`);
    expect(hints).to.deep.equal([
      ['https://plain.test:8443/', true],
      ['http://relative.test/', true],
      ['https://anonymous.test/', false],
      ['https://credentials.test/', true],
    ]);
  });

  it('is silent for what Chromium does not connect to', async () => {
    const hints = await hintsIn(`
      <link rel="dns-prefetch" href="https://name.test">
      <link rel="preconnect" href="ftp://scheme.test">
      <template><link rel="preconnect" href="https://template.test"></template>
      <noscript><link rel="preconnect" href="https://noscript.test"></noscript>
      <script>
        console.log('Preconnect triggered for https://console.test/');
        const link = document.createElement('link');
        link.rel = 'preconnect';
        link.href = 'https://detached.test';
      </script>`);
    expect(hints).to.deep.equal([]);
  });

  it('reports hints that scripts make, also in closed shadow roots and of elements that are gone at once', async () => {
    const hints = await hintsIn(`
      <div id="host"></div>
      <script>
        host.attachShadow({ mode: 'closed' }).innerHTML = '<link rel="preconnect" href="https://shadow.test">';
        const link = document.createElement('link');
        link.rel = 'preconnect';
        link.href = 'https://first.test';
        document.head.append(link);
        link.href = 'https://second.test';
        link.remove();
      </script>`);
    expect(hints.map(([url]) => url)).to.deep.equal([
      'https://shadow.test/',
      'https://first.test/',
      'https://second.test/',
    ]);
  });

  it('reports hints of headers', async () => {
    const { origin } = await listenWithPages({
      '/': {
        html: `<script src="/script"></script>${LAST}`,
        link: '<https://document.test>; rel=preconnect; crossorigin',
      },
      '/script': { html: '', link: '<https://resource.test>; rel=preconnect' },
    });
    const { webContents } = newWindow();
    const hints = hintsOf(webContents.session);
    await webContents.loadURL(origin);
    await untilHint(hints, 'https://resource.test/');
    await untilHint(hints, 'https://last.test/');
    expect(hints).to.deep.include.members([
      ['https://document.test/', false],
      ['https://resource.test/', true],
    ]);
  });

  it('reports hints of frames, and of the windows that pages open', async () => {
    const server = await listenWithPages({
      '/': { html: '<iframe src="/frame"></iframe><script>window.open("/window")</script>' },
      '/frame': { html: '<link rel="preconnect" href="https://frame.test">' },
      '/site': { html: '<link rel="preconnect" href="https://site.test">' },
      '/window': { html: '<link rel="preconnect" href="https://window.test">' },
    });
    const { webContents } = newWindow();
    const hints = hintsOf(webContents.session);
    await webContents.loadURL(server.origin);
    const otherSite = server.origin.replace('127.0.0.1', 'localhost');
    await webContents.executeJavaScript(`{
      const frame = document.createElement('iframe');
      frame.src = '${otherSite}/site';
      document.body.append(frame);
    }`);
    for (const name of ['frame', 'window', 'site']) await untilHint(hints, `https://${name}.test/`);
  });

  it('reports to the session of the page only, from the listener on', async () => {
    const { origin } = await listen(LAST);
    const [ses, other] = [newSession(), newSession()];
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    const { webContents: otherPage } = newWindow({ webPreferences: { session: other } });
    const otherHints = hintsOf(other);
    await webContents.loadURL(origin);
    const hints = hintsOf(ses);
    webContents.reload();
    await untilHint(hints, 'https://last.test/');
    expect(hints).to.have.lengthOf(1);
    expect(otherHints).to.have.lengthOf(0);
    await otherPage.loadURL(origin);
    await untilHint(otherHints, 'https://last.test/');
  });
});
