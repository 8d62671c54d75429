import { shell } from 'electron';
import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { useBus } from './lib/bus';
import { fakePrograms } from './lib/programs';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

describe('shell.openExternal(url)', () => {
  it('opens a URL with xdg-open', async () => {
    const { calls } = fakePrograms({ 'xdg-open': 'exit 0' });
    await shell.openExternal('https://a.example/ä?b=c d');
    expect(calls()).to.deep.equal([['xdg-open', 'https://a.example/%C3%A4?b=c%20d']]);
  });

  it('starts it in the working directory', async () => {
    const { calls } = fakePrograms({ 'xdg-open': 'pwd > "$0.cwd"' });
    const directory = tempDir();
    await shell.openExternal('mailto:a@b.example', { workingDirectory: directory });
    expect(readFileSync(`${calls.directory}/xdg-open.cwd`, 'utf8').trim()).to.equal(directory);
  });

  it('rejects for what is no URL, and calls nothing', async () => {
    const { calls } = fakePrograms({ 'xdg-open': 'exit 0' });
    const error: unknown = await shell.openExternal('--help').catch((e: unknown) => e);
    expect(error).to.be.instanceOf(TypeError).with.property('message', "url must be a URL, got '--help'");
    expect(calls()).to.deep.equal([]);
  });

  it('rejects if xdg-open fails or is not there', async () => {
    fakePrograms({ 'xdg-open': 'exit 3' });
    const failed: unknown = await shell.openExternal('x:y').catch((e: unknown) => e);
    expect(failed).to.be.an('error').with.property('message', 'Failed to open URL: xdg-open has ended with 3');
    fakePrograms({}, { only: true });
    const missing: unknown = await shell.openExternal('x:y').catch((e: unknown) => e);
    expect(missing).to.be.an('error').with.property('code', 'ENOENT');
  });
});

describe('shell.openPath(path)', () => {
  it('opens a file with xdg-open', async () => {
    const { calls } = fakePrograms({ 'xdg-open': 'exit 0' });
    const file = path.join(tempDir(), '-a b.txt');
    writeFileSync(file, '');
    expect(await shell.openPath(file)).to.equal('');
    expect(calls()).to.deep.equal([['xdg-open', file]]);
  });

  it('resolves with what went wrong', async () => {
    fakePrograms({ 'xdg-open': 'exit 4' });
    expect(await shell.openPath('/nowhere/x')).to.equal('There is no such file: /nowhere/x');
    expect(await shell.openPath('/')).to.equal('Failed to open path: xdg-open has ended with 4');
    fakePrograms({}, { only: true });
    expect(await shell.openPath('/')).to.equal('spawn xdg-open ENOENT');
  });
});

describe('shell.showItemInFolder(fullPath)', () => {
  it('opens the directory where no file manager is on the bus', async () => {
    const { calls } = fakePrograms({ 'xdg-open': 'exit 0' });
    shell.showItemInFolder('/some/where/file.txt');
    await until('the call', () => calls().length > 0);
    expect(calls()).to.deep.equal([['xdg-open', '/some/where']]);
  });

  describe('with a file manager on the session bus', () => {
    const bus = useBus('file-manager');

    it('selects the file', async () => {
      const { calls } = fakePrograms({ 'xdg-open': 'exit 0' });
      shell.showItemInFolder('/some/where/ä b.txt');
      expect(await bus.next('ShowItems')).to.deep.equal([['file:///some/where/%C3%A4%20b.txt'], '']);
      expect(calls()).to.deep.equal([]);
    });
  });
});

describe('shell.trashItem(path)', () => {
  let trash: string;
  let earlier: string | undefined;
  beforeEach(() => {
    earlier = process.env['XDG_DATA_HOME'];
    const data = tempDir();
    process.env['XDG_DATA_HOME'] = data;
    trash = path.join(data, 'Trash');
  });
  afterEach(() => {
    if (earlier === undefined) delete process.env['XDG_DATA_HOME'];
    else process.env['XDG_DATA_HOME'] = earlier;
  });

  it('moves a file to the trash and notes where it was', async () => {
    const file = path.join(tempDir(), 'ä #1?.txt');
    writeFileSync(file, 'content');
    await shell.trashItem(file);
    expect(existsSync(file)).to.equal(false);
    expect(readFileSync(path.join(trash, 'files', 'ä #1?.txt'), 'utf8')).to.equal('content');
    const info = readFileSync(path.join(trash, 'info', 'ä #1?.txt.trashinfo'), 'utf8').split('\n');
    expect(info[0]).to.equal('[Trash Info]');
    expect(decodeURIComponent(info[1]!)).to.equal(`Path=${file}`);
    expect(info[1]).not.to.match(/[ #?ä]/);
    expect(info[2]).to.match(/^DeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  it('keeps files of one name apart, and moves directories as a whole', async () => {
    for (const text of ['first', 'second']) {
      const directory = path.join(tempDir(), 'same');
      mkdirSync(directory);
      writeFileSync(path.join(directory, 'file'), text);
      await shell.trashItem(directory);
    }
    expect(readdirSync(path.join(trash, 'files')).sort()).to.deep.equal(['same', 'same.2']);
    expect(readFileSync(path.join(trash, 'files', 'same.2', 'file'), 'utf8')).to.equal('second');
    expect(readdirSync(path.join(trash, 'info')).length).to.equal(2);
  });

  it('rejects for a file that is not there, and notes nothing', async () => {
    const error: unknown = await shell.trashItem(path.join(tempDir(), 'missing')).catch((e: unknown) => e);
    expect(error).to.be.an('error').with.property('code', 'ENOENT');
    expect(existsSync(trash)).to.equal(false);
  });
});
