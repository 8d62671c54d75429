// The programs that show dialogs are replaced by scripts: what they are called with, and what becomes of their answers.
import { BrowserWindow, dialog } from 'electron';
import { expect } from 'chai';
import { mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { runApp, source } from './lib/apps';
import { untilGone } from './lib/processes';
import { fakePrograms } from './lib/programs';
import { newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const rejected = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('resolved'),
    (error: unknown) => error,
  );

const NAMES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_CURRENT_DESKTOP'] as const;

describe('dialog module', () => {
  const earlier = NAMES.map((name) => process.env[name]);
  beforeEach(() => {
    process.env['DISPLAY'] = ':7';
    delete process.env['XDG_CURRENT_DESKTOP'];
  });
  afterEach(() => {
    for (const [index, name] of NAMES.entries()) {
      if (earlier[index] === undefined) delete process.env[name];
      else process.env[name] = earlier[index];
    }
  });

  it('has dialogs that end with the app', async () => {
    const file = path.join(tempDir(), 'pid');
    fakePrograms({ zenity: `echo $$ > '${file}'; exec sleep 600` });
    const code = `
      require('electron').dialog.showMessageBox({ message: 'Wait' });
      const fs = require('node:fs');
      const look = setInterval(() => {
        if (!fs.existsSync('${file}') || fs.readFileSync('${file}', 'utf8') === '') return;
        clearInterval(look);
        app.exit();
      }, 10);`;
    expect((await runApp(source(code))).code).to.equal(0);
    await untilGone(Number(readFileSync(file, 'utf8')));
  });

  describe('dialog.showMessageBox(options)', () => {
    it('asks zenity, and resolves with the index of the button', async () => {
      const { calls } = fakePrograms({ zenity: "echo 'Keep it'; exit 1" });
      const buttons = ['Delete', 'Keep it', 'Cancel'];
      const answer = await dialog.showMessageBox({
        type: 'warning',
        message: '<b>',
        detail: 'Sure?',
        title: 'T',
        buttons,
      });
      expect(answer).to.deep.equal({ response: 1, checkboxChecked: false });
      expect(calls()).to.deep.equal([
        [
          'zenity',
          '--question',
          '--icon-name=dialog-warning',
          '--switch',
          '--no-markup',
          '--title=T',
          '--text=<b>\n\nSure?',
          ...buttons.map((label) => `--extra-button=${label}`),
        ],
      ]);
    });

    it('shows one button with the message', async () => {
      const { calls } = fakePrograms({ zenity: 'exit 0' });
      expect((await dialog.showMessageBox({ message: 'Done', type: 'info' })).response).to.equal(0);
      expect(calls()[0]).to.deep.equal(['zenity', '--info', '--no-markup', '--title=', '--text=Done', '--ok-label=OK']);
    });

    it('takes a window first', async () => {
      const { calls } = fakePrograms({ zenity: 'exit 0' });
      await dialog.showMessageBox(newWindow(), { message: 'Of a window' });
      expect(calls()[0]).to.include('--text=Of a window');
    });

    it('takes a closed dialog for cancelId, or for the button that cancels', async () => {
      fakePrograms({ zenity: 'exit 1' });
      const ask = async (options: object): Promise<number> =>
        (await dialog.showMessageBox({ message: 'x', ...options })).response;
      expect(await ask({ buttons: ['A', 'B', '&Cancel'] })).to.equal(2);
      expect(await ask({ buttons: ['Yes', 'No', 'B'] })).to.equal(1);
      expect(await ask({ buttons: ['A', 'B'], cancelId: 7 })).to.equal(7);
      expect(await ask({ buttons: ['A', 'B'] })).to.equal(0);
    });

    it('closes the dialog when the signal is aborted', async () => {
      const { calls } = fakePrograms({ zenity: 'exec sleep 100' });
      const controller = new AbortController();
      const answer = dialog.showMessageBox({ message: 'x', buttons: ['A', 'Cancel'], signal: controller.signal });
      controller.abort();
      expect((await answer).response).to.equal(1);
      void calls;
    });

    it('asks kdialog on KDE', async () => {
      process.env['XDG_CURRENT_DESKTOP'] = 'KDE';
      const { calls } = fakePrograms({ zenity: 'exit 0', kdialog: 'exit 1' });
      expect((await dialog.showMessageBox({ message: 'm', buttons: ['A', 'B'] })).response).to.equal(1);
      expect(calls()).to.deep.equal([['kdialog', '--yesno', 'm', '--yes-label', 'A', '--no-label', 'B']]);
    });

    it('throws for wrong options', async () => {
      fakePrograms({ zenity: 'exit 0' });
      expect(await rejected(dialog.showMessageBox({} as never)))
        .to.be.instanceOf(TypeError)
        .with.property('message', 'options.message must be a string, got undefined');
      expect(await rejected(dialog.showMessageBox({ message: 'x', type: 'bad' as never })))
        .to.be.an('error')
        .with.property('message')
        .that.includes('options.type must be one of none, info');
    });

    it('rejects without a display and without a program', async () => {
      fakePrograms({}, { only: true });
      expect(await rejected(dialog.showMessageBox({ message: 'x' }))).to.have.property('code', 'ERR_NO_DIALOG_PROGRAM');
      delete process.env['DISPLAY'];
      expect(await rejected(dialog.showMessageBox({ message: 'x' }))).to.have.property('code', 'ERR_NO_DISPLAY');
    });
  });

  describe('dialog.showMessageBoxSync(options)', () => {
    it('returns the index of the button', () => {
      fakePrograms({ zenity: 'echo B; exit 1' });
      expect(dialog.showMessageBoxSync({ message: 'x', buttons: ['A', 'B'] })).to.equal(1);
    });

    it('throws without a display', () => {
      delete process.env['DISPLAY'];
      expect(() => dialog.showMessageBoxSync({ message: 'x' }))
        .to.throw('no display')
        .with.property('code', 'ERR_NO_DISPLAY');
    });
  });

  describe('dialog.showOpenDialog(options)', () => {
    it('asks for files of some kinds, and resolves with their paths', async () => {
      const { calls } = fakePrograms({ zenity: "printf '/a/b c.txt\\n/d.md\\n'" });
      const directory = path.join(tempDir(), 'x');
      mkdirSync(directory);
      const filters = [
        { name: 'Texts', extensions: ['txt', 'md'] },
        { name: 'All', extensions: ['*'] },
      ];
      const answer = await dialog.showOpenDialog({
        title: 'Open it',
        defaultPath: directory,
        filters,
        properties: ['openFile', 'multiSelections'],
      });
      expect(answer).to.deep.equal({ canceled: false, filePaths: ['/a/b c.txt', '/d.md'] });
      expect(calls()[0]).to.deep.equal([
        'zenity',
        '--file-selection',
        '--title=Open it',
        '--multiple',
        '--separator=\n',
        `--filename=${directory}/`,
        '--file-filter=Texts | *.txt *.md',
        '--file-filter=All | *',
      ]);
    });

    it('asks for a directory', async () => {
      const { calls } = fakePrograms({ zenity: 'echo /dir' });
      const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory'] });
      expect(filePaths).to.deep.equal(['/dir']);
      expect(calls()[0]).to.include('--directory');
    });

    it('reports a dialog that was canceled', async () => {
      fakePrograms({ zenity: 'exit 1' });
      expect(await dialog.showOpenDialog({})).to.deep.equal({ canceled: true, filePaths: [] });
      expect(dialog.showOpenDialogSync({})).to.equal(undefined);
    });

    it('asks kdialog where there is no zenity', async () => {
      const { calls } = fakePrograms({ kdialog: 'echo /a' });
      process.env['XDG_CURRENT_DESKTOP'] = 'X:KDE';
      const filters = [{ name: 'Texts', extensions: ['txt'] }];
      expect(dialog.showOpenDialogSync({ filters, defaultPath: '/' })).to.deep.equal(['/a']);
      expect(calls()).to.deep.equal([['kdialog', '--getopenfilename', '/', 'Texts (*.txt)']]);
    });

    it('rejects properties that it does not know', async () => {
      expect(await rejected(dialog.showOpenDialog({ properties: ['x' as never] })))
        .to.be.instanceOf(TypeError)
        .with.property('message')
        .that.includes("options.properties has no 'x'");
    });
  });

  describe('dialog.showSaveDialog(options)', () => {
    it('resolves with the path', async () => {
      const { calls } = fakePrograms({ zenity: 'echo /new.txt' });
      const window = newWindow();
      expect(window).to.be.instanceOf(BrowserWindow);
      expect(await dialog.showSaveDialog(window, { defaultPath: '/x/y.txt' })).to.deep.equal({
        canceled: false,
        filePath: '/new.txt',
      });
      expect(calls()[0]).to.deep.equal([
        'zenity',
        '--file-selection',
        '--title=',
        '--save',
        '--confirm-overwrite',
        '--filename=/x/y.txt',
      ]);
      expect(dialog.showSaveDialogSync({})).to.equal('/new.txt');
    });

    it('reports a dialog that was canceled', async () => {
      fakePrograms({ zenity: 'exit 1' });
      expect(await dialog.showSaveDialog({})).to.deep.equal({ canceled: true, filePath: '' });
      expect(dialog.showSaveDialogSync({})).to.equal('');
    });
  });

  describe('dialog.showErrorBox(title, content)', () => {
    it('shows the error', async () => {
      const { calls } = fakePrograms({ zenity: 'exit 0' });
      dialog.showErrorBox('Title', 'What is wrong');
      await until('the call', () => calls().length > 0);
      expect(calls().flat()).to.include('--error').and.include('--text=Title\n\nWhat is wrong');
    });

    it('prints without a display, before the app is ready', async () => {
      const code = "require('electron').dialog.showErrorBox('Title', 'What is wrong'); app.quit();";
      const env = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
      expect((await runApp(source(code), { env })).stderr).to.include('Title\nWhat is wrong\n');
    });
  });
});
