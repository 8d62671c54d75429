import { expect } from 'chai';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { writeSilence } from './lib/media';
import { DirectoryRoutes, descriptorsOf } from './lib/directory-routes';
import { until } from './lib/until';
import { captureErrors } from './lib/protocol';

const MB = 1_000_000;

describe('ses.protocol', () => {
  const routes = new DirectoryRoutes();
  const sizeOf = (url: string): Promise<unknown> =>
    routes.run(`(async () => {
      let size = 0;
      for await (const chunk of (await fetch('${url}')).body) size += chunk.length;
      return size;
    })()`);

  describe('protocol.handleDirectory() and the answer', () => {
    it('has the type of the name', async () => {
      await routes.open({ 'a.html': '', 'a.MJS': '', 'a.wasm': '', 'a.unknown': '', 'README': '<title>x</title>' });
      const type = (url: string): Promise<unknown> => routes.head(url, ['content-type']);
      expect(await type('/a.html')).to.deep.equal([200, 'text/html;charset=utf-8']);
      expect(await type('/a.MJS')).to.deep.equal([200, 'text/javascript;charset=utf-8']);
      expect(await type('/a.wasm')).to.deep.equal([200, 'application/wasm']);
      expect(await type('/a.unknown')).to.deep.equal([200, 'application/octet-stream']);
      expect(await type('/README')).to.deep.equal([200, 'application/octet-stream']);
    });

    it('is read as UTF-8', async () => {
      await routes.open({ 'page.html': '<title>Grüße</title>' });
      await routes.contents.loadURL('app://host/page.html');
      expect(routes.contents.getTitle()).to.equal('Grüße');
    });

    it('has the part that is asked for', async () => {
      await routes.open({ 'digits.txt': '0123456789' });
      const part = (Range: string): Promise<string> => routes.get('/digits.txt', { headers: { Range } });
      expect(await part('bytes=2-4')).to.equal('206 234');
      expect(await part('bytes=-3')).to.equal('206 789');
      expect(await part('bytes=7-')).to.equal('206 789');
      expect(await part('bytes=7-99')).to.equal('206 789');
      expect(await routes.head('/digits.txt', ['content-range'], { headers: { Range: 'bytes=2-4' } })).to.deep.equal([
        206,
        'bytes 2-4/10',
      ]);
    });

    it('is 416 for a part that is not there', async () => {
      await routes.open({ 'digits.txt': '0123456789', 'empty': '' });
      const headers = { Range: 'bytes=10-' };
      expect(await routes.head('/digits.txt', ['content-range'], { headers })).to.deep.equal([416, 'bytes */10']);
      expect(await routes.head('/empty', ['content-range'], { headers: { Range: 'bytes=0-' } })).to.deep.equal([
        416,
        'bytes */0',
      ]);
    });

    it('is all of the file for several parts, and for a unit that nobody knows', async () => {
      await routes.open({ 'digits.txt': '0123456789' });
      expect(await routes.get('/digits.txt', { headers: { Range: 'bytes=0-1,4-5' } })).to.equal('200 0123456789');
      expect(await routes.get('/digits.txt', { headers: { Range: 'lines=0-1' } })).to.equal('200 0123456789');
    });

    it('is all of the file if the part is of another state of it', async () => {
      await routes.open({ 'digits.txt': '0123456789' });
      const [, etag] = (await routes.head('/digits.txt', ['etag'])) as [number, string];
      const part = (condition: string): Promise<string> =>
        routes.get('/digits.txt', { headers: { 'Range': 'bytes=0-1', 'If-Range': condition } });
      expect(await part(etag)).to.equal('206 01');
      expect(await part('"other"')).to.equal('200 0123456789');
    });

    it('to HEAD has the headers of the file and no body', async () => {
      await routes.open({ 'digits.txt': '0123456789' });
      expect(await routes.head('/digits.txt', ['content-length', 'accept-ranges'], { method: 'HEAD' })).to.deep.equal([
        200,
        '10',
        'bytes',
      ]);
      expect(await routes.get('/digits.txt', { method: 'HEAD' })).to.equal('200 ');
      expect(await routes.get('/missing', { method: 'HEAD' })).to.equal('404 ');
    });

    it('to other methods is 405', async () => {
      await routes.open({ 'a.txt': '' });
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        expect(await routes.head('/a.txt', ['allow'], { method }), method).to.deep.equal([405, 'GET, HEAD']);
      }
    });

    it('is 304 for a client that has the file, until the file changes', async () => {
      const directory = await routes.open({ 'a.txt': 'one' });
      const [, etag, lastModified] = (await routes.head('/a.txt', ['etag', 'last-modified'])) as [
        number,
        string,
        string,
      ];
      const ifTag = { headers: { 'If-None-Match': `"x", W/${etag}` }, cache: 'no-store' };
      const ifDate = { headers: { 'If-Modified-Since': lastModified }, cache: 'no-store' };
      expect(await routes.head('/a.txt', ['etag'], ifTag)).to.deep.equal([304, etag]);
      expect(await routes.head('/a.txt', [], ifDate)).to.deep.equal([304]);
      fs.writeFileSync(path.join(directory, 'a.txt'), 'two');
      fs.utimesSync(path.join(directory, 'a.txt'), 2_000_000_000, 2_000_000_000);
      expect(await routes.get('/a.txt', ifTag)).to.equal('200 two');
      expect(await routes.get('/a.txt', ifDate)).to.equal('200 two');
    });

    it('is the new file when the file was replaced, and 404 when it has gone', async () => {
      const directory = await routes.open({ 'a.txt': 'one', 'b.txt': 'another' });
      expect(await routes.get('/a.txt')).to.equal('200 one');
      fs.renameSync(path.join(directory, 'b.txt'), path.join(directory, 'a.txt'));
      expect(await routes.get('/a.txt')).to.equal('200 another');
      fs.unlinkSync(path.join(directory, 'a.txt'));
      expect(await routes.get('/a.txt')).to.equal('404 Not Found');
    });

    it('is 404 while the directory is away', async () => {
      const directory = await routes.open({ 'a.txt': 'one' });
      fs.renameSync(directory, `${directory}.old`);
      defer(() => fs.rmSync(`${directory}.old`, { recursive: true }));
      expect(await routes.get('/a.txt')).to.equal('404 Not Found');
    });
  });

  describe('protocol.handleDirectory() and large files', () => {
    it('serves 100 MB, a piece at a time', async () => {
      const directory = await routes.open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      expect(await sizeOf('/large')).to.equal(100 * MB);
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('reads no faster than the page', async () => {
      const directory = await routes.open({ large: '' });
      fs.truncateSync(path.join(directory, 'large'), 400 * MB);
      const before = process.memoryUsage().rss;
      await routes.run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      await routes.get('/');
      expect(process.memoryUsage().rss - before).to.be.below(100 * MB);
      await routes.run('reader.cancel()');
    });

    it('closes the file when the page stops reading', async () => {
      const directory = await routes.open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await routes.run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      expect(descriptorsOf(file)).to.equal(1);
      await routes.run('reader.cancel()');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('closes the file when the page goes away', async () => {
      const directory = await routes.open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await routes.run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      await routes.contents.loadURL('about:blank');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });

    it('cuts the body off when the file becomes shorter, and tells', async () => {
      const errors = captureErrors();
      const directory = await routes.open({ large: '' });
      const file = path.join(directory, 'large');
      fs.truncateSync(file, 100 * MB);
      await routes.run(`fetch('/large').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`);
      fs.truncateSync(file, MB);
      const rest = `(async () => { for (;;) if ((await reader.read()).done) return 'whole'; })().catch((e) => e.name)`;
      expect(await routes.run(rest)).to.equal('TypeError');
      expect(errors.join()).to.match(/app:\/\/host\/large: .*the file ended \d+ bytes too early/);
      expect(descriptorsOf(file)).to.equal(0);
    });

    it('seeks in media', async () => {
      const directory = await routes.open({});
      const file = writeSilence(path.join(directory, 'silence.wav'), 1200);
      const played = (await routes.run(`new Promise((resolve, reject) => {
        const a = new Audio();
        a.onerror = () => reject(new Error(a.error.message));
        a.onloadedmetadata = () => { a.currentTime = 1100; };
        a.onseeked = () => {
          resolve([Math.round(a.duration), Math.round(a.currentTime)]);
          a.src = '';
        };
        a.src = '/silence.wav';
      })`)) as number[];
      expect(played).to.deep.equal([1200, 1100]);
      await routes.contents.loadURL('about:blank');
      await until('the file closed', () => descriptorsOf(file) === 0);
    });
  });
});
