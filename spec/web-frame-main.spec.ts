import { webContents, webFrameMain, type BrowserWindow, type WebFrameMain } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('WebFrameMain', () => {
  const shared = useSharedSession();

  /** A page with a frame of its own site in it, which has a frame of another site in it. */
  async function openFrames(): Promise<{
    window: BrowserWindow;
    frames: Record<'top' | 'same' | 'other', WebFrameMain>;
    server: LocalServer;
  }> {
    const server = await listen((request, response) => {
      const [, name = ''] = /^\/(\w*)/.exec(request.url ?? '') ?? [];
      const inner: Record<string, string> = {
        top: '<iframe name=same src=/same></iframe>',
        same: `<iframe name=other src="http://localhost:${server.port}/other"></iframe>`,
      };
      sendPage(response, `<title>${name}</title>${inner[name] ?? ''}`);
    });
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(`${server.origin}/top`);
    const { mainFrame } = window.webContents;
    const named = (name: string): WebFrameMain => {
      const frame = mainFrame.framesInSubtree.find((candidate) => candidate.name === name);
      if (!frame) throw new Error(`There is no frame ${name}`);
      return frame;
    };
    return { window, frames: { top: mainFrame, same: named('same'), other: named('other') }, server };
  }

  it('knows URL, origin and name', async () => {
    const { frames, server } = await openFrames();
    const other = `http://localhost:${server.port}`;
    expect(Object.values(frames).map(({ url, origin, name }) => [url, origin, name])).to.deep.equal([
      [`${server.origin}/top`, server.origin, ''],
      [`${server.origin}/same`, server.origin, 'same'],
      [`${other}/other`, other, 'other'],
    ]);
  });

  it('knows parent, top, frames and subtree', async () => {
    const { frames } = await openFrames();
    const { top, same, other } = frames;
    expect([top.parent, same.parent === top, other.parent === same, other.top === top]).to.deep.equal([
      null,
      true,
      true,
      true,
    ]);
    expect([top.frames, same.frames, other.frames]).to.deep.equal([[same], [other], []]);
    expect(top.framesInSubtree).to.deep.equal([top, same, other]);
  });

  it('is the same object every time', async () => {
    const { window, frames } = await openFrames();
    expect(window.webContents.mainFrame.frames[0]).to.equal(frames.same);
  });

  it('has ids by which webFrameMain.fromId() finds it', async () => {
    const { frames } = await openFrames();
    const found = Object.values(frames).map(({ processId, routingId }) => webFrameMain.fromId(processId, routingId));
    expect(found).to.deep.equal(Object.values(frames));
  });

  it('has another process than its parent if it is of another site', async () => {
    const { frames } = await openFrames();
    const { top, same, other } = frames;
    expect([same.processId === top.processId, other.processId === top.processId]).to.deep.equal([true, false]);
  });

  it('leads webContents.fromFrame() to its page', async () => {
    const { window, frames } = await openFrames();
    expect(webContents.fromFrame(frames.other)).to.equal(window.webContents);
  });

  it('runs scripts in its own document', async () => {
    const { frames } = await openFrames();
    const titles = await Promise.all(Object.values(frames).map((frame) => frame.executeJavaScript('document.title')));
    expect(titles).to.deep.equal(['top', 'same', 'other']);
  });

  it('reloads alone', async () => {
    const { window, frames, server } = await openFrames();
    const finished = nextEvent(window.webContents, 'did-frame-finish-load');
    frames.other.reload();
    await finished;
    expect(server.requests.map(({ url }) => url).filter((url) => url !== '/favicon.ico')).to.deep.equal([
      '/top',
      '/same',
      '/other',
      '/other',
    ]);
  });

  it('follows when it navigates to another site and back', async () => {
    const { frames, server } = await openFrames();
    await frames.same.executeJavaScript(`{ location.href = 'http://localhost:${server.port}/moved'; }`);
    await until('another site', () => frames.same.url.endsWith('/moved'));
    const moved = await until('its title', () => frames.same.executeJavaScript('document.title').catch(() => null));
    await frames.same.executeJavaScript(`{ location.href = '${server.origin}/back'; }`);
    await until('its own site', () => frames.same.url.endsWith('/back'));
    const back = await until('its title', () => frames.same.executeJavaScript('document.title').catch(() => null));
    expect([moved, back]).to.deep.equal(['moved', 'back']);
  });

  it('is gone with its element', async () => {
    const { window, frames } = await openFrames();
    await run(window, "document.querySelector('iframe').remove()");
    await until('no frames', () => frames.top.frames.length === 0);
    expect(() => frames.other.url).to.throw('Render frame was disposed before WebFrameMain could be accessed');
  });

  it('is gone with the next page', async () => {
    const { window, frames, server } = await openFrames();
    await window.loadURL(`${server.origin}/next`);
    expect(() => frames.same.url).to.throw('Render frame was disposed');
    expect(frames.top.url).to.equal(`${server.origin}/next`);
  });

  it('is gone with its window', async () => {
    const { window, frames } = await openFrames();
    window.destroy();
    expect(() => frames.top.url).to.throw('Render frame was disposed');
  });

  it('is told with frame-created', async () => {
    const window = newWindow({ webPreferences: { session: shared() } });
    const server = await listen('<title>page</title>');
    await window.loadURL(server.origin);
    const created = nextEvent<[unknown, { frame: WebFrameMain }]>(window.webContents, 'frame-created');
    await run(window, "{ document.body.append(Object.assign(document.createElement('iframe'), { src: '/inner' })); }");
    const [, { frame }] = await created;
    await until('its document', () => frame.url === `${server.origin}/inner`);
  });

  it('tells of its document with did-frame-navigate and did-frame-finish-load', async () => {
    const window = newWindow({ webPreferences: { session: shared() } });
    const server = await listen('<title>page</title>');
    await window.loadURL(server.origin);
    const told: unknown[] = [];
    window.webContents.on('did-frame-navigate', (_, url, _code, _text, isMainFrame) => told.push([url, isMainFrame]));
    window.webContents.on('did-frame-finish-load', (_, isMainFrame) => told.push(isMainFrame));
    await run(window, "{ document.body.append(Object.assign(document.createElement('iframe'), { src: '/inner' })); }");
    await until('both', () => told.length === 2);
    expect(told).to.deep.equal([[`${server.origin}/inner`, false], false]);
  });

  describe('webFrameMain.fromId(processId, routingId)', () => {
    it('finds nothing for ids that are nobody’s', () => {
      expect(webFrameMain.fromId(999_999, 999_999)).to.equal(undefined);
    });

    it('throws for ids that are no numbers', () => {
      expect(() => webFrameMain.fromId('1' as never, 1)).to.throw(TypeError, 'processId must be a number, got string');
    });
  });
});
