// What pages show of themselves: icons, colors, links under the pointer, whole screens, sounds.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { silenceURL } from './lib/media';
import { listen, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

interface Opened {
  window: BrowserWindow;
  contents: Electron.WebContents;
  server: LocalServer;
}

/** The second arguments of an event so far. */
function collect(contents: Electron.WebContents, event: string): unknown[] {
  const collected: unknown[] = [];
  (contents as NodeJS.EventEmitter).on(event, (_, value: unknown) => collected.push(value));
  return collected;
}

const change = (contents: Electron.WebContents, code: string): Promise<unknown> =>
  contents.executeJavaScript(`${code}; null`, true);

describe('events of what a page shows', () => {
  const shared = useSharedSession();

  /** A window, and a server for its page. */
  async function open(head = '', body = ''): Promise<Opened> {
    const server = await listen(`<!DOCTYPE html><head><title>t</title>${head}</head><body style="margin: 0">${body}`);
    const window = newWindow({ webPreferences: { session: shared() } });
    return { window, contents: window.webContents, server };
  }

  describe("contents event 'page-favicon-updated'", () => {
    const next = (contents: Electron.WebContents): Promise<[Electron.Event & { sender: unknown }, string[]]> =>
      nextEvent(contents, 'page-favicon-updated');

    it('has the icons that the page names, as whole URLs', async () => {
      const { contents, server } = await open(
        '<link rel="icon" href="/b.png"><link rel="shortcut icon" href="a.png"><link rel="apple-touch-icon" href="c.png">',
      );
      const updated = next(contents);
      await contents.loadURL(`${server.origin}/folder/`);
      const [event, icons] = await updated;
      expect(event.sender).to.equal(contents);
      expect(icons).to.deep.equal([`${server.origin}/b.png`, `${server.origin}/folder/a.png`]);
    });

    it('has the icon of the server for a page that names none, which is not requested', async () => {
      const { contents, server } = await open();
      const updated = next(contents);
      await contents.loadURL(server.origin);
      expect((await updated)[1]).to.deep.equal([`${server.origin}/favicon.ico`]);
      expect(server.requests.map(({ url }) => url)).to.deep.equal(['/']);
    });

    it('comes again when a script changes the icons, and only then', async () => {
      const { contents, server } = await open('<link id="icon" rel="icon" href="data:,one">');
      const heard = collect(contents, 'page-favicon-updated');
      await contents.loadURL(server.origin);
      await until('the first icon', () => heard.length === 1);
      await change(contents, "document.head.append(document.createElement('meta'))");
      await change(contents, "icon.href = 'data:,two'");
      await until('the second icon', () => heard.length === 2);
      await change(contents, 'icon.remove()');
      await until('no icon', () => heard.length === 3);
      expect(heard).to.deep.equal([['data:,one'], ['data:,two'], [`${server.origin}/favicon.ico`]]);
    });

    it('comes of a page that is there when the app begins to listen when its icons change', async () => {
      const { contents, server } = await open('<link id="icon" rel="icon" href="data:,one">');
      await contents.loadURL(server.origin);
      const updated = next(contents);
      // What it is when the page hears of the listener, is known.
      await change(contents, "n = 0; setInterval(() => (icon.href = 'data:,' + ++n), 50)");
      const [icon] = (await updated)[1];
      expect(icon).to.match(/^data:,\d+$/);
    });

    it('does not come of frames', async () => {
      const inner = await listen('<link rel="icon" href="data:,inner">');
      const { contents, server } = await open('<link rel="icon" href="data:,outer">', `<iframe src="${inner.origin}">`);
      const heard = collect(contents, 'page-favicon-updated');
      await contents.loadURL(server.origin);
      await until('an icon', () => heard.length > 0);
      expect(heard).to.deep.equal([['data:,outer']]);
    });
  });

  describe("contents event 'did-change-theme-color'", () => {
    it('has the color as #RRGGBB, and null when there is none any more', async () => {
      const { contents, server } = await open('<meta id="meta" name="theme-color" content="rebeccapurple">');
      const heard = collect(contents, 'did-change-theme-color');
      await contents.loadURL(server.origin);
      await until('the color', () => heard.length === 1);
      await change(contents, "meta.content = 'rgb(1, 2, 255)'");
      await until('the second color', () => heard.length === 2);
      await change(contents, 'meta.remove()');
      await until('no color', () => heard.length === 3);
      expect(heard).to.deep.equal(['#663399', '#0102FF', null]);
    });

    it('takes the first color whose media fit, and no other text', async () => {
      const { contents, server } = await open(
        '<meta name="theme-color" media="print" content="red">' +
          '<meta name="theme-color" content="no color"><meta name="theme-color" content="#0f0">',
      );
      const changed = nextEvent(contents, 'did-change-theme-color');
      await contents.loadURL(server.origin);
      expect((await changed)[1]).to.equal('#00FF00');
    });

    it('comes when the next page has none', async () => {
      const { contents, server } = await open('<meta name="theme-color" content="blue">');
      const plain = await listen('<p>plain');
      const heard = collect(contents, 'did-change-theme-color');
      await contents.loadURL(server.origin);
      await contents.loadURL(server.origin);
      await contents.loadURL(plain.origin);
      await until('no color', () => heard.length === 2);
      expect(heard).to.deep.equal(['#0000FF', null]);
    });

    it('does not come of a page without a color', async () => {
      const { contents, server } = await open();
      const heard = collect(contents, 'did-change-theme-color');
      const updated = nextEvent(contents, 'page-favicon-updated');
      await contents.loadURL(server.origin);
      await updated;
      expect(heard).to.deep.equal([]);
    });
  });

  describe("contents event 'update-target-url'", () => {
    const LINK = '<a href="/there" style="display: block; height: 100px">There</a>';

    const move = (contents: Electron.WebContents, x: number, y: number): void =>
      contents.sendInputEvent({ type: 'mouseMove', x, y });

    it('has the link under the pointer, and nothing beside it', async () => {
      const { contents, server } = await open('', LINK);
      const heard = collect(contents, 'update-target-url');
      await contents.loadURL(server.origin);
      move(contents, 20, 20);
      await until('the link', () => heard.length === 1);
      move(contents, 20, 300);
      await until('the end of the link', () => heard.length === 2);
      expect(heard).to.deep.equal([`${server.origin}/there`, '']);
    });

    it('has the link with the focus', async () => {
      const { contents, server } = await open('', LINK);
      const heard = collect(contents, 'update-target-url');
      await contents.loadURL(server.origin);
      await change(contents, "document.querySelector('a').focus()");
      await until('the link', () => heard.length === 1);
      await change(contents, "document.querySelector('a').blur()");
      await until('the end of the link', () => heard.length === 2);
      expect(heard).to.deep.equal([`${server.origin}/there`, '']);
    });

    it('comes of frames of other origins', async () => {
      const inner = await listen(LINK);
      const { contents, server } = await open('', '<iframe style="border: 0"></iframe>');
      const heard = collect(contents, 'update-target-url');
      await contents.loadURL(server.origin);
      const url = `http://localhost:${inner.port}/`;
      await change(
        contents,
        `new Promise((resolve) => { const frame = document.querySelector('iframe'); frame.onload = resolve; frame.src = '${url}'; })`,
      );
      await until('the link', () => {
        for (const x of [20, 21]) move(contents, x, 20);
        return heard.length > 0;
      });
      expect(heard[0]).to.equal(`${url}there`);
    });
  });

  describe("'enter-html-full-screen' and 'leave-html-full-screen'", () => {
    it('come of the contents and of the window, with those of the window itself', async () => {
      const { window, contents, server } = await open('', '<p id="part">part');
      const heard: string[] = [];
      for (const state of ['enter', 'leave']) {
        for (const event of [`${state}-html-full-screen`, `${state}-full-screen`]) {
          (window as NodeJS.EventEmitter).on(event, () => heard.push(`window ${event}`));
        }
        (contents as NodeJS.EventEmitter).on(`${state}-html-full-screen`, () => heard.push(`contents ${state}`));
      }
      await window.loadURL(server.origin);
      await change(contents, 'part.requestFullscreen()');
      await until('the whole screen', () => heard.length === 3);
      await change(contents, 'document.exitFullscreen()');
      await until('its end', () => heard.length === 6);
      expect(heard).to.deep.equal([
        'window enter-full-screen',
        'window enter-html-full-screen',
        'contents enter',
        'window leave-full-screen',
        'window leave-html-full-screen',
        'contents leave',
      ]);
    });

    it('come of an element of a frame', async () => {
      const inner = await listen('<p id="part">part');
      const { window, contents, server } = await open('', `<iframe allowfullscreen src="${inner.origin}"></iframe>`);
      await window.loadURL(server.origin);
      const entered = nextEvent(contents, 'enter-html-full-screen');
      await contents.mainFrame.frames[0]!.executeJavaScript('part.requestFullscreen().then(() => null)', true);
      await entered;
    });
  });

  describe("'media-started-playing' and 'media-paused'", () => {
    const SOUND = silenceURL(60);

    /** The names of both events so far. */
    function collectMedia(contents: Electron.WebContents): string[] {
      const heard: string[] = [];
      contents.on('media-started-playing', () => heard.push('started'));
      contents.on('media-paused', () => heard.push('paused'));
      return heard;
    }

    it('come of sounds that are no element of the page', async () => {
      const { contents, server } = await open();
      const heard = collectMedia(contents);
      await contents.loadURL(server.origin);
      await change(contents, `sound = new Audio('${SOUND}'); await sound.play()`.replace('await ', 'void '));
      await until('the start', () => heard.length === 1);
      await change(contents, 'sound.pause()');
      await until('the pause', () => heard.length === 2);
      expect(heard).to.deep.equal(['started', 'paused']);
    });

    it('come once for a sound that ends', async () => {
      const { contents, server } = await open();
      const heard = collectMedia(contents);
      await contents.loadURL(server.origin);
      const end = `new Promise((resolve) => {
        const sound = new Audio('${silenceURL(1)}');
        sound.onended = () => resolve(null);
        void sound.play();
      })`;
      await contents.executeJavaScript(end, true);
      await until('the end', () => heard.length === 2);
      await change(contents, `sound = new Audio('${SOUND}'); void sound.play()`);
      await until('another start', () => heard.length === 3);
      expect(heard).to.deep.equal(['started', 'paused', 'started']);
    });

    it('come of frames of other origins', async () => {
      const inner = await listen('<p>inner');
      const { contents, server } = await open(
        '',
        `<iframe allow="autoplay" src="http://localhost:${inner.port}/"></iframe>`,
      );
      const heard = collectMedia(contents);
      await contents.loadURL(server.origin);
      await contents.mainFrame.frames[0]!.executeJavaScript(`sound = new Audio('${SOUND}'); void sound.play()`, true);
      await until('the start', () => heard.length === 1);
      expect(heard).to.deep.equal(['started']);
    });

    it('are not told of what has been playing when the app begins to listen, but for its end', async () => {
      const { contents, server } = await open();
      await contents.loadURL(server.origin);
      await contents.executeJavaScript(`sound = new Audio('${SOUND}'); sound.play().then(() => null)`, true);
      const heard = collectMedia(contents);
      await change(contents, 'sound.pause()');
      await until('the pause', () => heard.length > 0);
      expect(heard).to.deep.equal(['paused']);
    });
  });
});
