// Where in-memory sessions live if another user was there first.
import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { CAN_MOUNT, inNamespace } from './lib/mounts';
import { tempDir } from './lib/temp';

/** A /dev/shm of its own, as empty as after the start of the machine. */
const SHARED_MEMORY = 'mount -t tmpfs -o mode=1777 tmpfs /dev/shm';

/** Another user's folder by the name that Valence would take. In a user namespace there is no other: others may read it. */
const taken = (parent: string): string => `
  mkdir -m 755 ${parent}/valence-$(id -u)
  chown 65534 ${parent}/valence-$(id -u) || true`;

/** Prints what starting a session in memory gives: the folder its directory is in, with owner and mode; or an error. */
const PRINT_ROOT = `
  const ses = session.fromPartition('memory');
  try {
    await ses.cookies.get({});
    const { readFileSync, lstatSync } = require('fs');
    const commandLine = readFileSync('/proc/' + ses.getBrowserProcessId() + '/cmdline', 'utf8').split('\\0');
    const root = require('path').dirname(commandLine.find((part) => part.startsWith('--user-data-dir=')).slice(16));
    const { uid, mode } = lstatSync(root);
    print([root.replace(/[^-]{6}$/, 'RANDOM'), uid === process.getuid(), (mode & 0o777).toString(8)]);
  } catch (error) {
    print([error.message]);
  }`;

if (CAN_MOUNT) {
  describe('folder of in-memory sessions', () => {
    const uid = process.getuid?.() === 0 ? 0 : '[0-9]+';

    it('is another one in memory if another user has taken its name', async () => {
      const exit = await runApp(sourceWhenReady(PRINT_ROOT), {
        prefix: inNamespace(`${SHARED_MEMORY}\n${taken('/dev/shm')}`),
      });
      const [[root, ...rest] = []] = printed(exit) as string[][];
      expect(root, exit.stderr).to.match(new RegExp(`^/dev/shm/valence-${uid}-RANDOM$`));
      expect(rest).to.deep.equal([true, '700']);
    });

    it('is the same other one at the next start', async () => {
      const both = `${PRINT_ROOT}\n  print(require('fs').readdirSync('/dev/shm').filter((name) => name.startsWith('valence-')));`;
      const script = `${SHARED_MEMORY}\n${taken('/dev/shm')}\n"$@" >/dev/null`;
      const exit = await runApp(sourceWhenReady(both), { prefix: inNamespace(script) });
      // The other user's and its own.
      expect(printed(exit).at(-1), exit.stderr).to.have.length(2);
    });

    it('is below XDG_RUNTIME_DIR if others may rename what is in /dev/shm', async () => {
      const runtime = tempDir();
      const exit = await runApp(sourceWhenReady(PRINT_ROOT), {
        prefix: inNamespace(`${SHARED_MEMORY}\nchmod 0777 /dev/shm`),
        env: { XDG_RUNTIME_DIR: runtime },
      });
      const [[root] = []] = printed(exit) as string[][];
      expect(path.dirname(root ?? ''), exit.stderr).to.equal(runtime);
    });

    it('is missed by sessions in memory only, if there is no safe place', async () => {
      const temporary = path.join(tempDir(), 'tmp');
      mkdirSync(temporary);
      const code = `${PRINT_ROOT}
        print(await session.fromPartition('persist:kept').cookies.get({}));`;
      const exit = await runApp(sourceWhenReady(code), {
        prefix: inNamespace(`${SHARED_MEMORY}\nchmod 0777 /dev/shm ${temporary}`),
        env: { XDG_RUNTIME_DIR: undefined, TMPDIR: temporary },
      });
      const [[message], cookies] = printed(exit) as [string[], unknown];
      expect(message, exit.stderr).to.include(`need a folder of this user in /dev/shm, ${temporary}:`);
      expect(cookies).to.deep.equal([]);
    });
  });
}
