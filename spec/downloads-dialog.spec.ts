// Downloads without a save path on a display: the user is asked, by a program that stands in for zenity.
import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { wrong } from './lib/bad-input';
import { defer } from './lib/cleanup';
import {
  clickLink,
  listenHeld,
  listenWithFiles,
  nextDownload,
  openPage,
  sendFile,
  untilDone,
  type HeldServer,
} from './lib/downloads';
import { fakePrograms, type FakePrograms } from './lib/programs';
import { endBrowser, newSession, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const MB = 1024 * 1024;

/** Browsers that start from now on would look for the display: those of the test run already. */
function pretendDisplay(): void {
  const names = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_CURRENT_DESKTOP'] as const;
  const earlier = names.map((name) => process.env[name]);
  process.env['DISPLAY'] = ':7';
  delete process.env['XDG_CURRENT_DESKTOP'];
  defer(() => {
    for (const [index, name] of names.entries()) {
      if (earlier[index] === undefined) delete process.env[name];
      else process.env[name] = earlier[index];
    }
  });
}

/** The dialog ends when `answer()` is called: with a path, or cancelled. */
function heldDialog(): FakePrograms & {
  answer(path: string | null): void;
  isShown: () => boolean;
  isGone: () => boolean;
} {
  const answers = path.join(tempDir(), 'answer');
  const [shown, gone] = [`${answers}-shown`, `${answers}-gone`];
  const programs = fakePrograms({
    zenity: `trap 'touch ${gone}; exit 1' TERM; touch ${shown}; while [ ! -e '${answers}' ]; do sleep 0.02; done; cat '${answers}'; [ -s '${answers}' ]`,
  });
  return {
    ...programs,
    answer: (chosen) => {
      // The dialog must not see it half written.
      writeFileSync(`${answers}-new`, chosen === null ? '' : `${chosen}\n`);
      renameSync(`${answers}-new`, answers);
    },
    isShown: () => existsSync(shown),
    isGone: () => existsSync(gone),
  };
}

describe("ses event 'will-download' on a display", () => {
  const shared = useSharedSession();

  /** A download of which half comes, and the rest when the server is told. */
  const beginHeld = async (ses: Electron.Session): Promise<{ item: Electron.DownloadItem; server: HeldServer }> => {
    const server = await listenHeld(MB, 2 * MB);
    const begun = nextDownload(ses);
    ses.downloadURL(`${server.origin}/held`);
    return { item: (await begun).item, server };
  };

  /** A session that runs, and a display from then on. */
  const displayed = async (): Promise<Electron.Session> => {
    const ses = shared();
    await ses.cookies.get({ name: 'none' });
    ses.setDownloadPath(tempDir());
    pretendDisplay();
    return ses;
  };

  it('shows a save dialog with the options of the app for an item without a path', async () => {
    const ses = await displayed();
    const directory = tempDir();
    const chosen = path.join(directory, 'chosen.txt');
    const { calls } = fakePrograms({ zenity: `echo '${chosen}'` });
    const server = await listenWithFiles();
    const begun = nextDownload(ses, (item) => {
      item.setSaveDialogOptions({
        title: 'Where to?',
        defaultPath: path.join(directory, 'proposed.txt'),
        filters: [{ name: 'Texts', extensions: ['txt', 'md'] }],
      });
    });
    ses.downloadURL(`${server.origin}/file`);
    const { item } = await begun;
    expect(await untilDone(item)).to.equal('completed');
    expect(item.getSavePath()).to.equal(chosen);
    expect(readFileSync(chosen, 'utf8')).to.equal('contents');
    expect(readdirSync(directory)).to.deep.equal(['chosen.txt']);
    expect(calls()).to.deep.equal([
      [
        'zenity',
        '--file-selection',
        '--title=Where to?',
        '--save',
        '--confirm-overwrite',
        `--filename=${directory}/proposed.txt`,
        '--file-filter=Texts | *.txt *.md',
      ],
    ]);
  });

  it('proposes URL, download path and name, and from then on the directory that was chosen', async () => {
    const ses = await displayed();
    const [first, second] = [tempDir(), tempDir()];
    ses.setDownloadPath(first);
    const { calls } = fakePrograms({ zenity: `echo '${second}/chosen.bin'` });
    const server = await listenWithFiles();
    for (let index = 0; index < 2; index++) {
      const begun = nextDownload(ses);
      ses.downloadURL(`${server.origin}/file`);
      expect(await untilDone((await begun).item)).to.equal('completed');
    }
    expect(calls().map((call) => call.filter((argument) => /^--(title|filename)=/.test(argument)))).to.deep.equal(
      [first, second].map((directory) => [`--title=${server.origin}/file`, `--filename=${directory}/file.bin`]),
    );
    expect(readdirSync(second)).to.deep.equal(['chosen.bin']);
  });

  it('goes on while the user decides, and is completed with the answer', async () => {
    const ses = await displayed();
    const dialog = heldDialog();
    const { item, server } = await beginHeld(ses);
    const done = untilDone(item);
    await until('half of it is there', () => item.getReceivedBytes() === MB);
    expect(item.getSavePath()).to.equal('');
    server.release();
    await until('all of it is there', () => item.getReceivedBytes() === 2 * MB);
    await until('the dialog is shown', () => dialog.calls().length === 1);
    expect(item.getState()).to.equal('progressing');
    const chosen = path.join(tempDir(), 'chosen.bin');
    dialog.answer(chosen);
    expect(await done).to.equal('completed');
    expect(item.getSavePath()).to.equal(chosen);
    expect(readFileSync(chosen).length).to.equal(2 * MB);
  });

  for (const [when, isWhole] of [
    ['is under way', false],
    ['is whole', true],
  ] as const) {
    it(`is cancelled with the dialog, and leaves nothing, when it ${when}`, async () => {
      const ses = await displayed();
      const directory = tempDir();
      ses.setDownloadPath(directory);
      const dialog = heldDialog();
      const { item, server } = await beginHeld(ses);
      const done = untilDone(item);
      if (isWhole) server.release();
      await until('bytes are there', () => item.getReceivedBytes() === (isWhole ? 2 * MB : MB));
      dialog.answer(null);
      expect(await done).to.equal('cancelled');
      expect(item.getState()).to.equal('cancelled');
      await until('nothing is left', () => readdirSync(directory).length === 0);
    });
  }

  it('closes the dialog of an item that is cancelled', async () => {
    const ses = await displayed();
    const dialog = heldDialog();
    const { item } = await beginHeld(ses);
    await until('the dialog is shown', dialog.isShown);
    const done = untilDone(item);
    item.cancel();
    expect(await done).to.equal('cancelled');
    await until('the dialog is closed', dialog.isGone);
  });

  it('asks nobody for an item with a path', async () => {
    const ses = await displayed();
    const { calls } = fakePrograms({ zenity: 'exit 1' });
    const server = await listenWithFiles();
    const begun = nextDownload(ses, (item) => item.setSavePath(path.join(tempDir(), 'file')));
    ses.downloadURL(`${server.origin}/file`);
    expect(await untilDone((await begun).item)).to.equal('completed');
    expect(calls()).to.deep.equal([]);
  });

  it('saves in the download path where no program can ask', async () => {
    const ses = await displayed();
    const directory = tempDir();
    ses.setDownloadPath(directory);
    const server = await listenWithFiles();
    fakePrograms({}, { only: true });
    const begun = nextDownload(ses);
    ses.downloadURL(`${server.origin}/file`);
    expect(await untilDone((await begun).item)).to.equal('completed');
    expect(readdirSync(directory)).to.deep.equal(['file.bin']);
  });

  it('takes no options that no dialog has', async () => {
    const ses = await displayed();
    const server = await listenWithFiles();
    const begun = nextDownload(ses, (item) => {
      expect(() => item.setSaveDialogOptions(wrong({ title: 1 }))).to.throw(
        TypeError,
        'options.title must be a string, got number',
      );
      item.setSavePath(path.join(tempDir(), 'file'));
    });
    ses.downloadURL(`${server.origin}/file`);
    expect(await untilDone((await begun).item)).to.equal('completed');
  });
});

describe('a download on a display that nobody listens to', () => {
  it('is saved where the user says, or not at all', async () => {
    const ses = newSession();
    const directory = tempDir();
    ses.setDownloadPath(path.join(directory, 'path'));
    mkdirSync(path.join(directory, 'path'));
    const chosen = path.join(directory, 'chosen.bin');
    const server = await listenWithFiles((_, response) => sendFile(response, 'contents'));
    const window = await openPage(ses, server);
    pretendDisplay();
    const { calls } = fakePrograms({ zenity: `[ -e '${chosen}' ] && exit 1; echo '${chosen}'` });
    await clickLink(window, '/file');
    await until('the file is there', () => existsSync(chosen) && readFileSync(chosen, 'utf8') === 'contents');
    await clickLink(window, '/file');
    await until('the user was asked again', () => calls().length === 2);
    await until('nothing is left', () => readdirSync(directory).toSorted().join() === 'chosen.bin,path');
    await endBrowser(ses); // what it would still write
  });
});
