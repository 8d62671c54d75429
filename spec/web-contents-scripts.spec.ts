// Values, errors and pictures that come out of pages.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const page = (title: string, body = ''): string => `data:text/html,<title>${title}</title>${body}`;

const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    (value) => {
      throw new Error(`It resolved with ${String(value)}`);
    },
    (error: unknown) => error as Error,
  );

describe('WebContents: scripts and pictures', () => {
  const shared = useSharedSession();
  const open = (options: Electron.BrowserWindowConstructorOptions = {}): BrowserWindow =>
    newWindow({ ...options, webPreferences: { session: shared() } });
  const openPage = async (body = ''): Promise<BrowserWindow> => {
    const window = open();
    await window.loadURL(page('scripts', body));
    return window;
  };

  describe('webContents.executeJavaScript(code[, userGesture])', () => {
    const VALUES: [code: string, expected: unknown][] = [
      ['undefined', undefined],
      ['null', null],
      ['true', true],
      ['42.5', 42.5],
      ['-0', -0],
      ['NaN', NaN],
      ['Infinity', Infinity],
      ['2n ** 70n', 2n ** 70n],
      ['"text \\u{1F600} \\ud800"', 'text \u{1F600} \ud800'],
      ['[1, [2, [3]]]', [1, [2, [3]]]],
      ['({ a: { b: [null, undefined] } })', { a: { b: [null, undefined] } }],
      ['new Date(86400000)', new Date(86_400_000)],
      ['/a+b/gi', /a+b/gi],
      ['new Map([["a", 1]])', new Map([['a', 1]])],
      ['new Set([1, "b"])', new Set([1, 'b'])],
      ['({ ["__proto__"]: 1, constructor: 2 })', JSON.parse('{ "__proto__": 1, "constructor": 2 }')],
      ['Promise.resolve("later")', 'later'],
      ['(async () => { await null; return [1]; })()', [1]],
      ['let x = 1; x + 1', 2],
    ];
    let found: unknown[] = [];

    before(async () => {
      const window = open();
      await window.loadURL(page('values'));
      found = await Promise.all(VALUES.map(([code]) => run(window, code)));
    });

    for (const [index, [code, expected]] of VALUES.entries()) {
      it(`resolves with ${code}`, () => {
        expect(found[index]).to.deep.equal(expected);
      });
    }

    it('resolves with a string of 10 MB', async () => {
      const window = await openPage();
      expect(await run(window, '"x".repeat(10_000_000).length + "y".repeat(10_000_000)')).to.have.lengthOf(10_000_008);
    });

    it('rejects for a function inside a value', async () => {
      const window = await openPage();
      expect((await errorOf(run(window, '({ f() {} })'))).message).to.equal('An object could not be cloned.');
    });

    it('rejects for a syntax error', async () => {
      const window = await openPage();
      expect((await errorOf(run(window, 'this is no code'))).message).to.include('Script failed to execute');
    });

    it('rejects with what a promise rejects with, whatever it is', async () => {
      const window = await openPage();
      const reasons = await Promise.allSettled([
        run(window, 'Promise.reject("text")'),
        run(window, 'Promise.reject({ code: 7 })'),
        run(window, 'Promise.reject(undefined)'),
      ]);
      expect(reasons.map((result) => (result as PromiseRejectedResult).reason as unknown)).to.deep.equal([
        'text',
        { code: 7 },
        undefined,
      ]);
    });

    it('rejects with the stack of the page', async () => {
      const window = await openPage();
      const error = await errorOf(run(window, 'async function thrower() { throw new TypeError("here"); } thrower()'));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.stack).to.include('thrower');
    });

    it('rejects when the page navigates away', async () => {
      const window = await openPage();
      const error = errorOf(run(window, 'new Promise(() => undefined)'));
      await window.loadURL(page('next'));
      expect(await error).to.be.instanceOf(Error);
    });

    it('rejects when the window is destroyed', async () => {
      const window = await openPage();
      const error = errorOf(run(window, 'new Promise(() => undefined)'));
      window.destroy();
      expect(await error).to.be.instanceOf(Error);
    });

    it('rejects when the renderer crashes', async () => {
      const window = await openPage();
      const error = errorOf(run(window, 'new Promise(() => undefined)'));
      window.webContents.forcefullyCrashRenderer();
      expect(await error).to.be.instanceOf(Error);
    });

    it('rejects with a TypeError for code that is no string', async () => {
      const window = await openPage();
      expect(await errorOf(window.webContents.executeJavaScript(5 as unknown as string))).to.be.instanceOf(TypeError);
    });

    it('runs where a content security policy forbids eval', async () => {
      const server = await listen((_, response) =>
        sendPage(response, '', { 'content-security-policy': "script-src 'none'" }),
      );
      const window = open();
      await window.loadURL(server.origin);
      expect(await run(window, '1 + 1')).to.equal(2);
    });

    it('runs in the order of the calls', async () => {
      const window = await openPage();
      await run(window, '{ window.log = []; }');
      await Promise.all(Array.from({ length: 50 }, (_, index) => run(window, `{ log.push(${index}); }`)));
      expect(await run(window, 'log')).to.deep.equal(Array.from({ length: 50 }, (_, index) => index));
    });

    it('waits for the first load of a window', async () => {
      const window = open();
      const title = run(window, 'document.title');
      await window.loadURL(page('first'));
      expect(await title).to.equal('first');
    });
  });

  describe('dialogs of pages', () => {
    it('do not stop a page: alert(), confirm() and prompt() answer by themselves', async () => {
      const window = await openPage();
      expect(await run(window, '[alert("a"), confirm("b"), prompt("c")]')).to.deep.equal([undefined, false, null]);
    });
  });

  describe('webContents.capturePage([rect])', () => {
    /** Red, green and blue of a picture's pixel, read by another page. */
    const pixelOf = async (image: Electron.NativeImage, x: number, y: number): Promise<number[]> => {
      const window = await openPage();
      return run(
        window,
        `(async () => {
          const image = Object.assign(new Image(), { src: '${image.toDataURL()}' });
          await image.decode();
          const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          Object.assign(context.canvas, { width: image.width, height: image.height });
          context.drawImage(image, 0, 0);
          return [...context.getImageData(${x}, ${y}, 1, 1).data].slice(0, 3);
        })()`,
      );
    };
    const HALVES =
      '<style>body{margin:0;height:100vh;background:linear-gradient(to right,rgb(255 0 0) 50%25,rgb(0 0 255) 50%25)}</style>';

    it('shows what the page shows', async () => {
      const window = await openPage(HALVES);
      const image = await window.webContents.capturePage();
      expect([await pixelOf(image, 10, 300), await pixelOf(image, 790, 300)]).to.deep.equal([
        [255, 0, 0],
        [0, 0, 255],
      ]);
    });

    it('shows the part that was asked for', async () => {
      const window = await openPage(HALVES);
      const image = await window.webContents.capturePage({ x: 500, y: 0, width: 50, height: 50 });
      expect(await pixelOf(image, 0, 0)).to.deep.equal([0, 0, 255]);
    });

    it('follows the size of the window', async () => {
      const window = open({ width: 300, height: 200 });
      await window.loadURL(page('size'));
      window.setSize(500, 400);
      await until('the new size', async () => (await run(window, 'innerWidth')) === 500);
      expect((await window.webContents.capturePage()).getSize()).to.deep.equal({ width: 500, height: 400 });
    });
  });

  describe('webContents.printToPDF(options)', () => {
    /** Width and height of the pages, in points. */
    const sizesOf = (pdf: Buffer): number[][] =>
      [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [
        Math.round(Number(width)),
        Math.round(Number(height)),
      ]);
    const PAGES = '<style>p{break-after:page}</style><p>1</p><p>2</p><p>3</p>';

    const SIZES: [title: string, options: Electron.PrintToPDFOptions, expected: number[]][] = [
      ['Letter by default', {}, [612, 792]],
      ['A4', { pageSize: 'A4' }, [595, 842]],
      ['A4 in landscape', { pageSize: 'A4', landscape: true }, [842, 595]],
      ['a size in inches', { pageSize: { width: 4, height: 6 } }, [288, 432]],
    ];
    for (const [title, options, expected] of SIZES) {
      it(`prints on ${title}`, async () => {
        const window = await openPage('<p>paper</p>');
        const [size] = sizesOf(await window.webContents.printToPDF(options));
        expect(size?.map((points, index) => Math.abs(points - (expected[index] ?? 0)) <= 1)).to.deep.equal([
          true,
          true,
        ]);
      });
    }

    it('prints every page', async () => {
      const window = await openPage(PAGES);
      expect(sizesOf(await window.webContents.printToPDF({})).length).to.be.at.least(3);
    });

    it('prints a range of pages', async () => {
      const window = await openPage(PAGES);
      expect(sizesOf(await window.webContents.printToPDF({ pageRanges: '2' }))).to.have.lengthOf(1);
    });

    it('rejects for options that are no object', async () => {
      const window = await openPage();
      expect(await errorOf(window.webContents.printToPDF(null as never))).to.be.instanceOf(TypeError);
    });

    it('takes names of paper in any case', async () => {
      const window = await openPage('<p>paper</p>');
      const [size] = sizesOf(await window.webContents.printToPDF({ pageSize: 'a5' as 'A5' }));
      expect(Math.abs((size?.[0] ?? 0) - 420)).to.be.at.most(1);
    });

    it('prints once for each call that does not wait for the one before', async () => {
      const window = await openPage(PAGES);
      const refused = errorOf(window.webContents.printToPDF({ pageRanges: '200' }));
      const prints = await Promise.all(
        ['1', '1-2', '1-3'].map((pageRanges) => window.webContents.printToPDF({ pageRanges })),
      );
      expect(prints.map((pdf) => sizesOf(pdf).length)).to.deep.equal([1, 2, 3]);
      expect((await refused).message).to.include('Page range exceeds page count');
    });

    const WRONG: [options: object, message: string][] = [
      [{ landscape: [] }, 'landscape must be a Boolean'],
      [{ displayHeaderFooter: '123' }, 'displayHeaderFooter must be a Boolean'],
      [{ printBackground: 2 }, 'printBackground must be a Boolean'],
      [{ scale: 'large' }, 'scale must be a Number'],
      [{ pageSize: 7 }, 'pageSize must be a String or Object'],
      [{ pageSize: { width: 4 } }, 'height and width properties are required for pageSize'],
      [{ margins: 'none' }, 'margins must be an Object'],
      [{ margins: { top: '1' } }, 'margins.top must be a Number'],
      [{ margins: { left: NaN } }, 'margins.left must be finite'],
      [{ margins: { top: 100 } }, 'margins must be less than or equal to pageSize'],
      [{ margins: { bottom: -1 } }, 'bottom margin is negative'],
      [{ pageRanges: { from: 1 } }, 'pageRanges must be a String'],
      [{ headerTemplate: [1] }, 'headerTemplate must be a String'],
      [{ footerTemplate: [1] }, 'footerTemplate must be a String'],
      [{ preferCSSPageSize: 'no' }, 'preferCSSPageSize must be a Boolean'],
    ];
    it('rejects for options of the wrong type by name', async () => {
      const window = await openPage();
      for (const [options, message] of WRONG) {
        expect((await errorOf(window.webContents.printToPDF(options))).message).to.include(message);
      }
    });

    it('rejects for a page that has crashed, which leaves the other pages of the session alone', async () => {
      const [window, other] = [await openPage(), await openPage()];
      const gone = nextEvent(window.webContents, 'render-process-gone');
      const prints = [1, 2, 3].map(() => errorOf(window.webContents.printToPDF({})));
      window.webContents.forcefullyCrashRenderer();
      await gone;
      prints.push(errorOf(window.webContents.printToPDF({})));
      expect((await Promise.all(prints)).at(-1)?.message).to.equal(
        'The page has crashed: load it again before it is printed',
      );
      expect(sizesOf(await other.webContents.printToPDF({}))).to.have.lengthOf(1);
      await window.loadURL(page('again'));
      expect(sizesOf(await window.webContents.printToPDF({}))).to.have.lengthOf(1);
    });
  });

  describe("webContents event 'console-message'", () => {
    it('carries level, text, line and source', async () => {
      const window = open();
      const server = await listen('<script>\nconsole.error("broken", { a: 1 });\n</script>');
      const told = nextEvent<[unknown, number, string, number, string]>(window.webContents, 'console-message');
      await window.loadURL(server.origin);
      const [, level, message, line, source] = await told;
      expect([level, message.startsWith('broken'), line, source]).to.deep.equal([3, true, 2, `${server.origin}/`]);
    });

    it('tells of errors that nobody caught', async () => {
      const window = open();
      const server = await listen('<script>\nthrow new Error("uncaught");\n</script>');
      const told = nextEvent<[unknown, number, string, number, string]>(window.webContents, 'console-message');
      await window.loadURL(server.origin);
      const [, level, message] = await told;
      expect([level, message]).to.deep.equal([3, 'Uncaught Error: uncaught']);
    });
  });

  describe("webContents event 'render-process-gone'", () => {
    const crash = async (window: BrowserWindow): Promise<Electron.RenderProcessGoneDetails> => {
      const gone = nextEvent<[unknown, Electron.RenderProcessGoneDetails]>(window.webContents, 'render-process-gone');
      window.webContents.forcefullyCrashRenderer();
      return (await gone)[1];
    };

    it('tells the reason and the exit code', async () => {
      const { reason, exitCode } = await crash(await openPage());
      expect([reason, exitCode > 0]).to.deep.equal(['crashed', true]);
    });

    it('comes once for a crash', async () => {
      const window = await openPage();
      let count = 0;
      window.webContents.on('render-process-gone', () => (count += 1));
      await crash(window);
      await window.loadURL(page('again'));
      expect(count).to.equal(1);
    });

    it('comes again for the next crash', async () => {
      const window = await openPage();
      await crash(window);
      await window.loadURL(page('again'));
      expect((await crash(window)).reason).to.equal('crashed');
    });

    it('leaves the other windows of the session', async () => {
      const server = await listen('<title>other</title>');
      const other = open();
      await other.loadURL(server.origin.replace('127.0.0.1', 'localhost'));
      await crash(await openPage());
      expect(await run(other, 'document.title')).to.equal('other');
    });

    it('rejects a load that is under way', async () => {
      const server = await listen(
        (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>slow'),
      );
      const window = open();
      const began = nextEvent(window.webContents, 'did-navigate');
      const error = errorOf(window.loadURL(server.origin));
      await began;
      await crash(window);
      expect(await error).to.have.property('code', 'ERR_FAILED');
    });

    it('lets reload() bring the page back', async () => {
      const server = await listen('<title>back</title>');
      const window = open();
      await window.loadURL(server.origin);
      await crash(window);
      const finished = nextEvent(window.webContents, 'did-finish-load');
      window.webContents.reload();
      await finished;
      expect([await run(window, 'document.title'), window.webContents.isCrashed()]).to.deep.equal(['back', false]);
    });
  });
});
