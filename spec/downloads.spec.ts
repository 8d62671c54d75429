// Downloads that pages and the app start: what is announced, where they go and what is told.
import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { clickLink, listenWithFiles, nextDownload, openPage, save, sendFile, untilDone } from './lib/downloads';
import { newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

describe("ses event 'will-download'", () => {
  it('is emitted for a link with the download attribute, whose file is then where it should be', async () => {
    const ses = newSession();
    const savePath = path.join(tempDir(), 'saved.txt');
    const saved = save(ses, savePath);
    const server = await listenWithFiles((_, response) => response.end('some text'));
    const window = await openPage(ses, server);
    await clickLink(window, '/link', 'given.txt');
    const { item, state, contents } = await saved;
    expect(state).to.equal('completed');
    expect(contents).to.equal(window.webContents);
    expect(item.getFilename()).to.equal('given.txt');
    expect(item.getSavePath()).to.equal(savePath);
    expect(readFileSync(savePath, 'utf8')).to.equal('some text');
    expect(readdirSync(path.dirname(savePath))).to.deep.equal(['saved.txt']);
  });

  it('is emitted for a navigation to an attachment, with what the response says', async () => {
    const ses = newSession();
    const savePath = path.join(tempDir(), 'new', 'directory', 'saved.bin');
    const saved = save(ses, savePath);
    const headers = { 'etag': '"one"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' };
    const server = await listenWithFiles((request, response) => {
      if (request.url === '/file') sendFile(response, 'contents', headers);
      else response.writeHead(302, { location: request.url === '/first' ? '/second' : '/file' }).end();
    });
    const window = await openPage(ses, server);
    await clickLink(window, '/first');
    const { item, state, contents } = await saved;
    expect(state).to.equal('completed');
    expect(contents).to.equal(window.webContents);
    expect({
      url: item.getURL(),
      chain: item.getURLChain(),
      type: item.getMimeType(),
      disposition: item.getContentDisposition(),
      eTag: item.getETag(),
      lastModified: item.getLastModifiedTime(),
      filename: item.getFilename(),
      received: item.getReceivedBytes(),
      total: item.getTotalBytes(),
      percent: item.getPercentComplete(),
    }).to.deep.equal({
      url: `${server.origin}/file`,
      chain: ['/first', '/second', '/file'].map((name) => `${server.origin}${name}`),
      type: 'application/octet-stream',
      disposition: 'attachment; filename="file.bin"',
      eTag: '"one"',
      lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT',
      filename: 'file.bin',
      received: 8,
      total: 8,
      percent: 100,
    });
    expect(item.getEndTime()).to.be.at.least(item.getStartTime());
    expect(readFileSync(savePath, 'utf8')).to.equal('contents');
  });

  it('cancels the download if it is prevented; the item is unusable from the next tick', async () => {
    const ses = newSession();
    const directory = tempDir();
    const begun = nextDownload(ses, (item, event) => {
      item.setSavePath(path.join(directory, 'saved.bin'));
      event.preventDefault();
      expect(item.getFilename()).to.equal('file.bin');
    });
    const server = await listenWithFiles();
    const window = await openPage(ses, server);
    await clickLink(window, '/file');
    const { item } = await begun;
    expect(() => item.getFilename()).to.throw('DownloadItem used after being destroyed');
    const next = save(ses, path.join(directory, 'next.bin'));
    await clickLink(window, '/file');
    expect((await next).state).to.equal('completed');
    expect(readdirSync(directory)).to.deep.equal(['next.bin']);
  });

  it('lets loadURL() of a download reject with ERR_ABORTED', async () => {
    const ses = newSession();
    const saved = save(ses, path.join(tempDir(), 'saved.bin'));
    const server = await listenWithFiles();
    const window = newWindow({ webPreferences: { session: ses } });
    const error = await window.loadURL(`${server.origin}/file`).catch((reason: unknown) => reason as Error);
    expect(error).to.have.property('code', 'ERR_ABORTED');
    expect((await saved).state).to.equal('completed');
  });

  for (const [kind, href, contents] of [
    ['data', '`data:text/plain,hello`', 'hello'],
    ['blob', 'URL.createObjectURL(new Blob([`from a blob`]))', 'from a blob'],
  ] as const) {
    it(`is emitted for ${kind}: URLs`, async () => {
      const ses = newSession();
      const savePath = path.join(tempDir(), 'saved.txt');
      const server = await listenWithFiles();
      const window = await openPage(ses, server);
      const saved = save(ses, savePath);
      // While the helper extension is being loaded, nothing holds what comes from no network.
      const first = save(ses, path.join(tempDir(), 'first'));
      await clickLink(window, '/file');
      await first;
      const again = save(ses, savePath);
      await window.webContents.executeJavaScript(
        `{ const link = document.createElement('a'); link.href = ${href}; link.download = 'x.txt'; link.click(); }`,
        true,
      );
      const { state, item, contents: owner } = await again;
      await saved;
      expect(state).to.equal('completed');
      expect(owner).to.equal(window.webContents);
      expect(item.getFilename()).to.equal('x.txt');
      expect(readFileSync(savePath, 'utf8')).to.equal(contents);
    });
  }

  it('is not needed: without a listener the file is saved in the download path', async () => {
    const ses = newSession();
    const directory = tempDir();
    ses.setDownloadPath(directory);
    const server = await listenWithFiles((_, response) =>
      sendFile(response, 'contents', { 'content-disposition': 'attachment; filename="tool.exe"' }),
    );
    const window = await openPage(ses, server);
    await clickLink(window, '/file');
    const file = path.join(directory, 'tool.exe');
    await until('the file is there', () => existsSync(file));
    expect(readFileSync(file, 'utf8')).to.equal('contents');
    await clickLink(window, '/file');
    await until('the second file is there', () => existsSync(path.join(directory, 'tool (1).exe')));
    expect(readdirSync(directory)).to.have.members(['tool.exe', 'tool (1).exe']);
  });

  it('tells of a session when its item is done', async () => {
    const ses = newSession();
    const { item } = await (async () => {
      const begun = nextDownload(ses, (one) => one.setSavePath(path.join(tempDir(), 'x')));
      const server = await listenWithFiles();
      ses.downloadURL(`${server.origin}/file`);
      return begun;
    })();
    expect(await untilDone(item)).to.equal('completed');
  });
});
