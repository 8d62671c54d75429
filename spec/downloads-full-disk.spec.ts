// Downloads that do not fit on the disk, in a mount namespace with a small one.
import { expect } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import { sourceWhenReady, spawnApp } from './lib/apps';
import { listenWithFiles } from './lib/downloads';
import { CAN_MOUNT, inNamespace } from './lib/mounts';
import { tempDir } from './lib/temp';

const FILE = randomBytes(800_000);

const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Resumes twice while the disk is full, and then with the room of another file. Prints each step. */
const source = (url: string, directory: string): string =>
  sourceWhenReady(`
    const fs = require('node:fs');
    const { createHash } = require('node:crypto');
    const directory = ${JSON.stringify(directory)};
    const filler = directory + '/filler';
    fs.writeFileSync(filler, Buffer.alloc(400_000));
    const ses = session.fromPartition('downloads');
    app.on('child-process-gone', () => print(['gone']));
    let interruptions = 0;
    await new Promise((resolve) => {
      ses.on('will-download', (event, item) => {
        item.setSavePath(directory + '/file.bin');
        item.on('updated', (event, state) => {
          if (state !== 'interrupted') return;
          print([state, item.canResume(), item.getReceivedBytes() > 0, fs.existsSync(item.getSavePath())]);
          if (++interruptions === 3) fs.rmSync(filler);
          item.resume();
        });
        item.on('done', (event, state) => {
          const digest = createHash('sha256').update(fs.readFileSync(item.getSavePath())).digest('hex');
          print([state, digest, ...fs.readdirSync(directory)]);
          resolve();
        });
      });
      ses.downloadURL(${JSON.stringify(url)});
    });
  `);

if (CAN_MOUNT) {
  describe("ses event 'will-download' on a full disk", () => {
    it('gives an item that is interrupted as often as it is resumed, and completed when there is room', async () => {
      const ranges: (string | undefined)[] = [];
      const server = await listenWithFiles((request, response) => {
        const { range } = request.headers;
        ranges.push(range);
        const start = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
        const contentRange = `bytes ${start}-${FILE.length - 1}/${FILE.length}`;
        response
          .writeHead(range === undefined ? 200 : 206, {
            'etag': '"one"',
            'content-type': 'application/octet-stream',
            'content-length': FILE.length - start,
            ...(range === undefined ? {} : { 'content-range': contentRange }),
          })
          .end(FILE.subarray(start));
      });
      const directory = tempDir();
      const mount = `mount -t tmpfs -o size=1m tmpfs ${directory}`;
      const app = spawnApp(source(`${server.origin}/file`, directory), { prefix: inNamespace(mount) });
      const { stdout } = await app.exited;
      const steps = stdout.split('\n').filter((line) => line.startsWith('['));
      const interrupted = JSON.stringify(['interrupted', true, true, false]);
      const completed = JSON.stringify(['completed', digestOf(FILE), 'file.bin']);
      expect(steps).to.deep.equal([interrupted, interrupted, interrupted, completed]);
      expect(ranges.map((range) => range !== undefined)).to.deep.equal([false, true, true, true]);
    });
  });
}
