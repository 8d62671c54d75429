// contents.findInPage() and its kin.
import { type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { LOCAL_HOST, listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('WebContents: find in page', () => {
  const shared = useSharedSession();

  async function open(body: string): Promise<BrowserWindow> {
    const { origin } = await listen((_, response) =>
      sendPage(response, body, { 'content-security-policy': "script-src 'none'; style-src 'unsafe-inline'" }),
    );
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(origin);
    return window;
  }

  /** The result of one request. */
  async function find(
    { webContents: contents }: BrowserWindow,
    text: string,
    options?: Electron.FindInPageOptions,
  ): Promise<Electron.Result> {
    const requestId = contents.findInPage(text, options);
    for (;;) {
      const [, result] = await nextEvent<[unknown, Electron.Result]>(contents, 'found-in-page');
      if (result.requestId === requestId) return result;
    }
  }

  const counts = ({ activeMatchOrdinal, matches }: Electron.Result): number[] => [activeMatchOrdinal, matches];

  describe('webContents.findInPage(text[, options])', () => {
    it('goes from match to match, and begins again behind the last one', async () => {
      const window = await open('one one <b>o</b>ne');
      const results = [];
      for (let i = 0; i < 4; ++i) results.push(counts(await find(window, 'one')));
      results.push(counts(await find(window, 'one', { forward: false })));
      expect(results).to.deep.equal([
        [1, 3],
        [2, 3],
        [3, 3],
        [1, 3],
        [3, 3],
      ]);
    });

    it('ends with one final result for each request, by growing ids', async () => {
      const window = await open('one');
      const [first, second] = [await find(window, 'one'), await find(window, 'two')];
      expect(second.requestId).to.be.greaterThan(first.requestId);
      expect(first.finalUpdate).to.equal(true);
      expect(second).to.deep.include({ activeMatchOrdinal: 0, matches: 0, finalUpdate: true });
      expect(second.selectionArea).to.deep.equal({ x: 0, y: 0, width: 0, height: 0 });
    });

    it('finds what the page shows: accents and capitals are equal, blocks and hidden text apart', async () => {
      const window = await open(`
        <p>caf\u00e9</p> <p>CA<i>F</i>E</p> <p>ca</p><p>fe</p> <p hidden>cafe</p> <script>cafe</script>
        <p style="visibility: hidden">cafe</p> <details><summary>s</summary>cafe</details> <pre>two  words</pre> <p>two \n words</p>
        <div><template shadowrootmode=open>shadow <slot></slot></template>cafe</div>`);
      expect(counts(await find(window, 'cafe'))).to.deep.equal([1, 3]);
      expect(counts(await find(window, 'shadow cafe'))).to.deep.equal([1, 1]);
      expect(counts(await find(window, 'two words'))).to.deep.equal([1, 1]);
      expect(counts(await find(window, 'cafe', { matchCase: true }))).to.deep.equal([1, 1]);
    });

    it('searches frames, those of other processes included', async () => {
      const { origin } = await listen('<p>needle</p>');
      const { port } = new URL(origin);
      const window = await open(`needle
        <iframe srcdoc="a needle and a needle"></iframe> <iframe src="http://localhost:${port}"></iframe>`);
      const ordinals = [];
      for (let i = 0; i < 5; ++i) ordinals.push(counts(await find(window, 'needle'))[0]);
      expect(ordinals).to.deep.equal([1, 2, 3, 4, 1]);
      expect(new URL(window.webContents.getURL()).hostname).to.equal(LOCAL_HOST);
    });

    it('scrolls to the match, and says where it is', async () => {
      const window = await open('top <p style="margin: 3000px 0 0 40px">needle</p>');
      const { x, y, width, height } = (await find(window, 'needle')).selectionArea;
      const [scrolled, left] = await run<number[]>(
        window,
        `[scrollY, document.querySelector('p').getBoundingClientRect().left]`,
      );
      expect(scrolled).to.be.greaterThan(2000);
      expect(Math.abs(x - left!)).to.be.at.most(1);
      expect(y).to.be.within(0, 600);
      expect(width).to.be.greaterThan(20);
      expect(height).to.be.greaterThan(10);
    });

    it('begins at the selection, and where it was with a longer text', async () => {
      const window = await open('<p>ab abc</p><p id=second>ab abc</p>');
      await run(window, `getSelection().selectAllChildren(document.querySelector('#second'))`);
      expect(counts(await find(window, 'ab'))).to.deep.equal([3, 4]);
      expect(counts(await find(window, 'abc'))).to.deep.equal([2, 2]);
      expect(counts(await find(window, 'ab', { findNext: true }))).to.deep.equal([4, 4]);
    });

    it('changes nothing of the document', async () => {
      const window = await open('<p>needle</p>');
      await window.webContents.executeJavaScript(`
        window.changes = 0;
        new MutationObserver((records) => (changes += records.length))
          .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        window.before = document.documentElement.outerHTML;`);
      await find(window, 'needle');
      const seen = await run(
        window,
        `[changes, document.documentElement.outerHTML === before, document.styleSheets.length,
          document.adoptedStyleSheets.length, Object.keys(globalThis).some((name) => /find/i.test(name) && name !== 'find')]`,
      );
      expect(seen).to.deep.equal([0, true, 0, 0, false]);
    });

    it('colors what it finds', async () => {
      const window = await open('<body style="margin: 0; font: 50px monospace">xxxx yyyy xxxx');
      await find(window, 'xxxx');
      const picture = await window.capturePage();
      const { width } = picture.getSize();
      const pixels = picture.toBitmap();
      const colors = new Set<string>();
      for (let x = 0; x < width; x += 2) {
        const [blue = 0, green = 0, red = 0] = pixels.subarray((3 * width + x) * 4);
        colors.add([red, green, blue].join());
      }
      expect([...colors]).to.include.members(['255,150,50', '255,255,0']);
    });

    it('starts over in another document', async () => {
      const window = await open('one one');
      await find(window, 'one');
      await find(window, 'one');
      window.webContents.reload();
      await nextEvent(window.webContents, 'did-finish-load');
      expect(counts(await find(window, 'one'))).to.deep.equal([1, 2]);
    });

    it('throws for bad arguments', async () => {
      const window = await open('one');
      const call =
        (...args: unknown[]) =>
        (): unknown =>
          (window.webContents.findInPage as (...args: unknown[]) => unknown)(...args);
      expect(call()).to.throw(TypeError, 'text must be');
      expect(call('')).to.throw(Error, 'Must provide a non-empty search content');
      expect(call('a', { forward: 1 })).to.throw(TypeError, 'options.forward must be');
      expect(() => window.webContents.stopFindInPage('end' as 'clearSelection')).to.throw(TypeError, 'action must be');
    });
  });

  describe('webContents.stopFindInPage(action)', () => {
    const marks = (window: BrowserWindow): Promise<number> => run(window, 'CSS.highlights.size');
    const selected = (window: BrowserWindow): Promise<string> => run(window, 'String(getSelection())');

    it('clearSelection leaves nothing', async () => {
      const window = await open('a needle');
      await find(window, 'needle');
      expect(await marks(window)).to.equal(2);
      window.webContents.stopFindInPage('clearSelection');
      await until('the end of the marks', async () => (await marks(window)) === 0);
      expect(await selected(window)).to.equal('');
    });

    it('keepSelection makes the match a selection', async () => {
      const window = await open('<a href="#there">a needle</a>');
      await find(window, 'needle');
      window.webContents.stopFindInPage('keepSelection');
      await until('the selection', async () => (await selected(window)) === 'needle');
      expect(await run(window, '[document.activeElement.tagName, location.hash]')).to.deep.equal(['A', '']);
    });

    it('activateSelection clicks the link around the match', async () => {
      const window = await open('<a href="#there">a needle</a>');
      await find(window, 'needle');
      const clicked = nextEvent(window.webContents, 'did-navigate-in-page');
      window.webContents.stopFindInPage('activateSelection');
      await clicked;
      expect(await run(window, 'location.hash')).to.equal('#there');
    });
  });
});
