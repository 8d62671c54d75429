// onHeadersReceived of ses.webRequest: redirects that lead elsewhere, come about, or are none any more.
import { expect } from 'chai';
import { useRequestPage } from './lib/request-page';
import { handle, text } from './lib/protocol';
import { hearAll, nextDetails } from './lib/web-requests';

interface Change {
  statusLine?: string;
  /** Null: the response has none any more. */
  location: string | null;
}

describe('webRequest.onHeadersReceived([filter, ]listener): redirects', () => {
  const page = useRequestPage();

  /** The response of this path is changed. */
  const change = (path: string, { statusLine, location }: Change): void => {
    page.webRequest.onHeadersReceived({ urls: [`*://*${path}`] }, ({ responseHeaders = {} }, callback) => {
      const others = Object.entries(responseHeaders).filter(([name]) => name.toLowerCase() !== 'location');
      const changed = [...others, ...(location === null ? [] : [['Location', [location]] as const])];
      const headers = Object.fromEntries(changed) as Record<string, string[]>;
      callback({ responseHeaders: headers, ...(statusLine === undefined ? {} : { statusLine }) });
    });
  };
  /** Where the page's fetch of a path ends: path, status, text. */
  const fetchIn = (path: string, init = {}): Promise<unknown> =>
    page.contents.executeJavaScript(
      `fetch('${path}', ${JSON.stringify(init)})
        .then(async (response) => [new URL(response.url).pathname, response.status, await response.text()], String)`,
    );

  /** Of `/redirect`, which leads to /redirect2 with 302, and of `/plain`, which is a 200. */
  const CHANGES: [what: string, path: string, change: Change, end: string][] = [
    ['a 302 with another location', '/redirect', { location: '/elsewhere' }, '/elsewhere'],
    [
      'a 302 that becomes a 307',
      '/redirect',
      { location: '/elsewhere', statusLine: 'HTTP/1.1 307 Moved' },
      '/elsewhere',
    ],
    ['a 200 that becomes a 302', '/plain', { location: '/elsewhere', statusLine: 'HTTP/1.1 302 Found' }, '/elsewhere'],
    ['a 200 that becomes a 308', '/plain', { location: '/elsewhere', statusLine: 'HTTP/1.1 308 Moved' }, '/elsewhere'],
  ];
  for (const [what, path, given, end] of CHANGES) {
    it(`follows ${what}, in a page's fetch()`, async () => {
      change(path, given);
      expect(await fetchIn(path)).to.deep.equal([end, 200, end]);
    });

    it(`follows ${what}, in a navigation`, async () => {
      change(path, given);
      await page.contents.loadURL(page.server.origin + path);
      expect(page.contents.getURL()).to.equal(page.server.origin + end);
      expect(await page.contents.executeJavaScript('document.body.textContent')).to.equal(end);
    });

    it(`follows ${what}, in ses.fetch()`, async () => {
      change(path, given);
      const response = await page.session.fetch(page.server.origin + path);
      expect([response.status, await response.text()]).to.deep.equal([200, end]);
    });
  }

  it('shows a 302 that becomes a 200, without the body that Chromium has not kept', async () => {
    change('/redirect', { location: null, statusLine: 'HTTP/1.1 200 OK' });
    expect(await fetchIn('/redirect')).to.deep.equal(['/redirect', 200, '']);
    await page.contents.loadURL(`${page.server.origin}/redirect`);
    expect(page.contents.getURL()).to.equal(`${page.server.origin}/redirect`);
    const response = await page.session.fetch(`${page.server.origin}/redirect`);
    expect([response.status, await response.text()]).to.deep.equal([200, '']);
    expect(page.server.requests.map(({ url }) => url)).to.not.include('/redirect2');
  });

  it('keeps method and body with 307', async () => {
    change('/plain', { location: '/echo', statusLine: 'HTTP/1.1 307 Moved' });
    const [path, , echo] = (await fetchIn('/plain', { method: 'POST', body: 'q=1' })) as [string, number, string];
    expect(path).to.equal('/echo');
    expect(JSON.parse(echo)).to.include({ method: 'POST', body: 'q=1' });
  });

  it('leads to another origin', async () => {
    change('/redirect', { location: `${page.otherOrigin}/elsewhere` });
    await page.contents.loadURL(`${page.server.origin}/redirect`);
    expect(page.contents.getURL()).to.equal(`${page.otherOrigin}/elsewhere`);
  });

  it('leads to a scheme of the app’s own', async () => {
    handle(page.session, 'app', () => text('of the app'));
    change('/plain', { location: 'app://host/', statusLine: 'HTTP/1.1 302 Found' });
    await page.contents.loadURL(`${page.server.origin}/plain`);
    expect(page.contents.getURL()).to.equal('app://host/');
    expect(await (await page.session.fetch(`${page.server.origin}/plain`)).text()).to.equal('of the app');
  });

  it('is reported by onBeforeRedirect as it was given', async () => {
    change('/plain', { location: '/elsewhere', statusLine: 'HTTP/1.1 302 Own' });
    const redirected = nextDetails(page.session, 'onBeforeRedirect', ['*://*/plain']);
    const completed = nextDetails(page.session, 'onCompleted', ['*://*/elsewhere']);
    await fetchIn('/plain');
    expect(await redirected).to.include({ redirectURL: `${page.server.origin}/elsewhere`, statusCode: 302 });
    expect((await redirected).responseHeaders)
      .to.have.property('Location')
      .that.deep.equals(['/elsewhere']);
    const { statusCode, responseHeaders = {} } = await completed;
    expect([statusCode, 'Location' in responseHeaders]).to.deep.equal([200, false]);
  });

  it('is one request to the other events', async () => {
    change('/redirect', { location: '/elsewhere' });
    const heard = hearAll(page.session, { urls: ['*://*/redirect', '*://*/elsewhere'] }, [
      'onBeforeRequest',
      'onCompleted',
    ]);
    await fetchIn('/redirect');
    expect(new Set(heard.map(({ details }) => details.id)).size).to.equal(1);
  });

  it('ends after twenty, when it leads to itself', async () => {
    change('/plain', { location: '/plain', statusLine: 'HTTP/1.1 302 Found' });
    expect(await fetchIn('/plain')).to.equal('TypeError: Failed to fetch');
    const error = await page.session.fetch(`${page.server.origin}/plain`).catch((reason: unknown) => reason);
    expect(error).to.have.property('message', 'net::ERR_TOO_MANY_REDIRECTS');
  });
});
