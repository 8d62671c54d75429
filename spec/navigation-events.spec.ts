// Which navigation events come, and in which order.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

type Details = Electron.Event<Electron.WebContentsDidStartNavigationEventParams>;

describe('navigation events', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });
  const openServed = async (html = '<title>page</title>'): Promise<{ window: BrowserWindow; origin: string }> => {
    const { origin } = await listen((_, response) => sendPage(response, html));
    const window = open();
    await window.loadURL(`${origin}/`);
    return { window, origin };
  };
  const record = ({ webContents }: BrowserWindow, events: string[]): string[] => {
    const seen: string[] = [];
    for (const event of events) (webContents as NodeJS.EventEmitter).on(event, () => seen.push(event));
    return seen;
  };

  describe("webContents event 'did-frame-navigate'", () => {
    it('comes before did-navigate', async () => {
      const window = open();
      const seen = record(window, ['did-navigate', 'did-frame-navigate']);
      await window.loadURL('data:text/html,page');
      expect(seen).to.deep.equal(['did-frame-navigate', 'did-navigate']);
    });
  });

  describe("webContents event 'will-frame-navigate'", () => {
    it('comes before will-navigate', async () => {
      const { window, origin } = await openServed();
      const seen = record(window, ['will-navigate', 'will-frame-navigate']);
      const navigated = nextEvent(window.webContents, 'did-navigate');
      await run(window, `{ location.href = '${origin}/next'; }`);
      await navigated;
      expect(seen).to.deep.equal(['will-frame-navigate', 'will-navigate']);
    });

    it('is the only one of the two if it is prevented', async () => {
      const { window, origin } = await openServed();
      const seen = record(window, ['will-navigate', 'will-frame-navigate']);
      // The load before may stop only now.
      const stopped = new Promise<void>((resolve) => {
        window.webContents.once('will-frame-navigate', (event) => {
          event.preventDefault();
          window.webContents.once('did-stop-loading', () => resolve());
        });
      });
      await run(window, `{ location.href = '${origin}/next'; }`);
      await stopped;
      expect(seen).to.deep.equal(['will-frame-navigate']);
    });
  });

  describe("webContents event 'did-start-navigation'", () => {
    const WAYS: [way: string, code: string, paths: string[]][] = [
      ['history.pushState()', "{ history.pushState(null, '', '/pushed'); }", ['/pushed']],
      ['history.replaceState()', "{ history.replaceState(null, '', '/replaced'); }", ['/replaced']],
      ['location.hash', "{ location.hash = 'hash'; }", ['/#hash']],
      ['a link', "{ document.querySelector('a').click(); }", ['/#link']],
      [
        'history.back()',
        "{ location.hash = '1'; location.hash = '2'; setTimeout(() => history.back()); }",
        ['/#1', '/#2', '/#1'],
      ],
    ];
    for (const [way, code, paths] of WAYS) {
      it(`comes with isSameDocument for ${way}, then did-navigate-in-page`, async () => {
        const { window, origin } = await openServed('<a href=#link>link</a>');
        const events: unknown[] = [];
        window.webContents.on('did-start-navigation', ({ url, isSameDocument, isMainFrame }: Details) =>
          events.push(['start', url, isSameDocument, isMainFrame]),
        );
        window.webContents.on('did-navigate-in-page', (_, url) => events.push(['in page', url]));
        await run(window, code);
        const expected = paths.flatMap((path) => [
          ['start', origin + path, true, true],
          ['in page', origin + path],
        ]);
        await until('all events', () => events.length >= expected.length);
        expect(events).to.deep.equal(expected);
      });
    }

    it('comes once for a loadURL() within the document', async () => {
      const { window, origin } = await openServed();
      const seen = record(window, ['did-start-navigation', 'did-navigate-in-page']);
      await window.loadURL(`${origin}/#there`);
      expect(seen).to.deep.equal(['did-start-navigation', 'did-navigate-in-page']);
    });
  });

  describe('webContents.loadURL(url[, options])', () => {
    it('resolves for a navigation within the document when the URL has changed and the event has come', async () => {
      const { window, origin } = await openServed();
      const urls: string[] = [];
      window.webContents.on('did-navigate-in-page', (_, url) => urls.push(url));
      const expected: string[] = [];
      for (const fragment of ['1', '2', '2', '3']) {
        await window.loadURL(`${origin}/#${fragment}`);
        expected.push(`${origin}/#${fragment}`);
        expect([window.webContents.getURL(), urls]).to.deep.equal([expected.at(-1), expected]);
      }
    });

    it('resolves for a page that pushes states while it loads', async () => {
      const { window, origin } = await openServed("<script>history.pushState(null, '', '/pushed')</script>");
      await window.loadURL(`${origin}/again`);
      expect(window.webContents.getURL()).to.equal(`${origin}/pushed`);
    });
  });

  describe("webContents event 'frame-created'", () => {
    it('comes for the main frame first, then for iframes', async () => {
      const window = open();
      const frames: Electron.WebFrameMain[] = [];
      window.webContents.on('frame-created', (_, { frame }) => frames.push(frame));
      await window.loadURL('data:text/html,<iframe srcdoc=text></iframe>');
      const { mainFrame } = window.webContents;
      expect(frames).to.deep.equal([mainFrame, mainFrame.frames[0]]);
    });

    it('does not come when the page goes to another site', async () => {
      const { window, origin } = await openServed();
      const seen = record(window, ['frame-created']);
      await window.loadURL(origin.replace('127.0.0.1', 'localhost'));
      expect(seen).to.deep.equal([]);
    });
  });

  describe("webFrameMain event 'dom-ready'", () => {
    it('comes once for each document of each frame, in the process of its parent or not', async () => {
      const server = await listen((request, response) => {
        const other = `http://localhost:${server.port}/other`;
        sendPage(
          response,
          request.url === '/' ? `<iframe name=same src=/same></iframe><iframe name=other src=${other}>` : '',
        );
      });
      const window = open();
      const ready: string[] = [];
      window.webContents.on('frame-created', (_, { frame }) => {
        frame.on('dom-ready', () => ready.push(frame.parent === null ? 'main' : frame.name));
      });
      await window.loadURL(server.origin);
      await until('three documents', () => ready.filter((name) => name !== '').length === 3);
      expect(ready.toSorted()).to.deep.equal(['main', 'other', 'same']);
    });
  });

  describe("webContents event 'will-prevent-unload'", () => {
    const KEEP = "{ addEventListener('beforeunload', (event) => event.preventDefault()); }";

    it('comes when a window is closed whose page no user has touched', async () => {
      const { window } = await openServed();
      await run(window, KEEP);
      const kept = nextEvent(window.webContents, 'will-prevent-unload');
      window.close();
      await kept;
      expect(window.isDestroyed()).to.equal(false);
    });

    it('comes for webContents.close() that waits for beforeunload, and closes if it is prevented', async () => {
      const { window } = await openServed();
      await run(window, KEEP);
      window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
      const closed = nextEvent(window, 'closed');
      window.webContents.close({ waitForBeforeUnload: true });
      await closed;
    });
  });
});
