// Windows that pages open.
import { BrowserWindow, webContents } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { run } from './lib/preload';
import { childrenWith } from './lib/processes';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { browserPid, destroyWindow, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { defer } from './lib/cleanup';
import { until } from './lib/until';

/** Each path is a page with its own name for a title. */
const pages = (): Promise<LocalServer> =>
  listen((request, response) =>
    sendPage(response, `<title>${request.url}</title><a id=a target=_blank href=/linked>a</a>`),
  );

type WindowOpenHandlerResponse = ReturnType<Parameters<Electron.WebContents['setWindowOpenHandler']>[0]>;

describe('windows that pages open', () => {
  const shared = useSharedSession();

  /** A window on a page of the server, and what it opens by running `code`. */
  async function openPopup(
    code: string,
    server?: LocalServer,
  ): Promise<{ opener: BrowserWindow; popup: BrowserWindow }> {
    const opener = newWindow({ webPreferences: { session: shared() } });
    await opener.loadURL(`${(server ?? (await pages())).origin}/opener`);
    const created = nextEvent<[BrowserWindow]>(opener.webContents, 'did-create-window');
    await run(opener, `{ ${code}; } null`);
    const [popup] = await created;
    defer(() => destroyWindow(popup));
    return { opener, popup };
  }

  const untilAt = (window: BrowserWindow, path: string): Promise<boolean> =>
    until(path, () => window.webContents.getURL().endsWith(path) && !window.webContents.isLoading());

  it('are windows of the app: getAllWindows(), browser-window-created and did-create-window', async () => {
    const { popup } = await openPopup("open('/popup')");
    expect(BrowserWindow.getAllWindows()).to.include(popup);
  });

  it('load their page', async () => {
    const { popup } = await openPopup("open('/popup')");
    await until('its title', () => popup.webContents.getTitle() === '/popup');
    expect(popup.webContents.getURL()).to.match(/\/popup$/);
  });

  it('belong to the session of their opener', async () => {
    const { opener, popup } = await openPopup("open('/popup')");
    expect(popup.webContents.session).to.equal(opener.webContents.session);
  });

  it('come from links with a target, too', async () => {
    const { popup } = await openPopup("document.querySelector('#a').click()");
    await untilAt(popup, '/linked');
  });

  it('can be talked to by their opener', async () => {
    const { opener, popup } = await openPopup("window.popup = open('/popup')");
    await untilAt(popup, '/popup');
    expect(await run(opener, 'popup.document.title')).to.equal('/popup');
  });

  it('can talk to their opener', async () => {
    const { popup } = await openPopup("open('/popup')");
    await untilAt(popup, '/popup');
    expect(await run(popup, 'opener.location.pathname')).to.equal('/opener');
  });

  it('have no opener with noopener', async () => {
    const { popup } = await openPopup("open('/popup', '_blank', 'noopener')");
    await untilAt(popup, '/popup');
    expect(await run(popup, 'opener')).to.equal(null);
  });

  it('can be blank', async () => {
    const { opener, popup } = await openPopup("window.popup = open('about:blank'); popup.document.title = 'written'");
    await until('its title', async () => (await run(opener, 'popup.document.title')) === 'written');
    expect(popup.isDestroyed()).to.equal(false);
  });

  it('close themselves with window.close()', async () => {
    const { popup } = await openPopup("open('/popup')");
    await untilAt(popup, '/popup');
    const closed = once(popup, 'closed');
    await run(popup, 'setTimeout(() => close()); null');
    await closed;
  });

  it('are closed by their opener', async () => {
    const { opener, popup } = await openPopup("window.popup = open('/popup')");
    await untilAt(popup, '/popup');
    const closed = once(popup, 'closed');
    await run(opener, '{ popup.close(); }');
    await closed;
  });

  it('tell their opener that they were closed by the app', async () => {
    const { opener, popup } = await openPopup("window.popup = open('/popup')");
    await untilAt(popup, '/popup');
    popup.destroy();
    await until('closed', () => run(opener, 'popup.closed'));
  });

  it('open windows of their own', async () => {
    const { popup } = await openPopup("open('/popup')");
    await untilAt(popup, '/popup');
    const created = nextEvent<[BrowserWindow]>(popup.webContents, 'did-create-window');
    await run(popup, "void open('/nested')");
    const [nested] = await created;
    defer(() => destroyWindow(nested));
    await untilAt(nested, '/nested');
  });

  it('stay when their opener is closed', async () => {
    const { opener, popup } = await openPopup("open('/popup', '_blank', 'noopener')");
    await untilAt(popup, '/popup');
    opener.destroy();
    expect(await run(popup, 'document.title')).to.equal('/popup');
  });

  describe('webContents.setWindowOpenHandler(handler)', () => {
    /** What the handler is told of a call, and what the page gets. */
    async function ask(
      code: string,
      answer: unknown,
    ): Promise<{ details: Electron.HandlerDetails; contents: number; result: unknown; server: LocalServer }> {
      const opener = newWindow({ webPreferences: { session: shared() } });
      const server = await pages();
      await opener.loadURL(`${server.origin}/opener`);
      const before = webContents.getAllWebContents().length;
      const asked = new Promise<Electron.HandlerDetails>((resolve) => {
        opener.webContents.setWindowOpenHandler((details) => {
          resolve(details);
          return answer as WindowOpenHandlerResponse;
        });
      });
      const result = await run(opener, code);
      return { details: await asked, contents: webContents.getAllWebContents().length - before, result, server };
    }

    it('is told URL and name', async () => {
      const { details } = await ask("void open('/popup?x=1', 'named')", { action: 'deny' });
      expect([new URL(details.url).pathname, details.frameName]).to.deep.equal(['/popup', 'named']);
    });

    it('is told whether it is to be a window or a tab', async () => {
      const tab = await ask("void open('/popup')", { action: 'deny' });
      const window = await ask("void open('/popup', '', 'width=300,height=200')", { action: 'deny' });
      expect([tab.details.disposition, window.details.disposition]).to.deep.equal(['foreground-tab', 'new-window']);
    });

    it('is told the features', async () => {
      const { details } = await ask("void open('/popup', '', 'width=300,height=200')", { action: 'deny' });
      expect(details.features).to.include('width=300').and.include('height=200');
    });

    it("loads nothing with action: 'deny'", async () => {
      const { server } = await ask("open('/popup'), fetch('/later').then(() => null)", { action: 'deny' });
      expect(server.requests.map(({ url }) => url))
        .to.include('/later')
        .and.not.include('/popup');
    });

    for (const [what, code] of [
      ['links with a target', "document.querySelector('#a').click()"],
      ['noopener', "open('/linked', '_blank', 'noopener')"],
      ['an opener', "open('/linked')"],
    ] as const) {
      it(`closes 30 denied windows with ${what}: no process and no request is left`, async () => {
        const server = await pages();
        const opener = newWindow({ webPreferences: { session: shared() } });
        await opener.loadURL(`${server.origin}/opener`);
        const renderers = (): number => childrenWith(browserPid(shared()), '--type=renderer').length;
        const before = renderers();
        let asked = 0;
        opener.webContents.setWindowOpenHandler(() => {
          asked++;
          return { action: 'deny' };
        });
        await run(opener, `for (let i = 0; i < 30; i++) ${code}; null`);
        await until('thirty questions', () => asked === 30);
        // One in reserve of Chromium, one of a hidden page of Valence: both may come after `before` was counted.
        await until('the end of their processes', () => renderers() <= before + 2);
        expect(await run(opener, "fetch('/later').then(() => document.title)")).to.equal('/opener');
        expect(server.requests.map(({ url }) => url)).to.not.include('/linked');
      });
    }

    it("makes no window with action: 'deny'", async () => {
      expect((await ask("void open('/popup')", { action: 'deny' })).contents).to.equal(0);
    });

    for (const [title, answer] of [
      ['nothing', undefined],
      ['null', null],
      ['an unknown action', { action: 'perhaps' }],
    ] as const) {
      it(`denies with an answer that is ${title}`, async () => {
        expect((await ask("void open('/popup')", answer)).contents).to.equal(0);
      });
    }

    it('gives the page null for a denied window, whatever its features', async () => {
      for (const call of [
        "open('/popup')",
        "open('/popup', '', 'width=300,height=200')",
        "open('/popup', 'named')",
        'open()',
      ]) {
        expect([call, (await ask(`${call} === null`, { action: 'deny' })).result]).to.deep.equal([call, true]);
      }
    });

    it('gives a frame null for a denied window', async () => {
      const code = `new Promise((resolve) => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.onload = () => resolve(frame.contentWindow.open('/popup') === null);
        frame.src = '/frame';
      })`;
      expect((await ask(code, { action: 'deny' })).result).to.equal(true);
    });

    it('leaves a denied window null or closed, whatever its opener replaces', async () => {
      const { result } = await ask(
        `new Promise((resolve) => {
          Object.getOwnPropertyDescriptor = Reflect.deleteProperty = () => undefined;
          const popup = open('/popup');
          const look = () => (!popup || popup.closed ? resolve('closed') : setTimeout(look, 10));
          look();
        })`,
        { action: 'deny' },
      );
      expect(result).to.equal('closed');
    });

    it('makes a window of the size and at the place that the page asks for', async () => {
      const { popup } = await openPopup("open('/popup', '', 'width=350,height=450,left=10,top=20')");
      await untilAt(popup, '/popup');
      expect(popup.getBounds()).to.deep.equal({ x: 10, y: 20, width: 350, height: 450 });
      const place = '[innerWidth, innerHeight, screenX, screenY]';
      await until('its size', async () => String(await run(popup, place)) === '350,450,10,20');
    });

    it('makes a window of the size that the page asks for, where its place is given in part', async () => {
      const { popup } = await openPopup("open('/popup', '', 'width=350,height=450,left=10')");
      expect([...popup.getSize(), popup.getPosition()[0]]).to.deep.equal([350, 450, 10]);
    });

    it('changes the window with overrideBrowserWindowOptions', async () => {
      const opener = newWindow({ webPreferences: { session: shared() } });
      await opener.loadURL(`${(await pages()).origin}/opener`);
      const overrideBrowserWindowOptions = { width: 345, height: 234, title: 'Overridden' };
      opener.webContents.setWindowOpenHandler(() => ({ action: 'allow', overrideBrowserWindowOptions }));
      const created = nextEvent<[BrowserWindow]>(opener.webContents, 'did-create-window');
      await run(opener, "void open('/popup')");
      const [popup] = await created;
      defer(() => destroyWindow(popup));
      expect([...popup.getSize(), popup.getTitle()]).to.deep.equal([345, 234, 'Overridden']);
    });

    it('throws for anything but a function', () => {
      const window = newWindow({ webPreferences: { session: shared() } });
      expect(() => window.webContents.setWindowOpenHandler('deny' as never)).to.throw(
        TypeError,
        'handler must be a function',
      );
    });
  });
});
