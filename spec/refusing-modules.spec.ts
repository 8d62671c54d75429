// Modules that do nothing, and say so in the words that Electron's have for it.
import { autoUpdater, crashReporter, globalShortcut, safeStorage } from 'electron';
import { expect } from 'chai';
import { outputOf } from './lib/apps';

const CODE = 'ERR_VALENCE_UNAVAILABLE';

describe('safeStorage module', () => {
  it('has no encryption', () => {
    expect(safeStorage.isEncryptionAvailable()).to.equal(false);
    expect(safeStorage.getSelectedStorageBackend()).to.equal('unknown');
    expect(() => safeStorage.encryptString('x'))
      .to.throw('safeStorage.encryptString()')
      .with.property('code', CODE);
    expect(() => safeStorage.decryptString(Buffer.from('x')))
      .to.throw()
      .with.property('code', CODE);
    expect(() => safeStorage.setUsePlainTextEncryption(true))
      .to.throw()
      .with.property('code', CODE);
    expect(() => safeStorage.encryptString(1 as never)).to.throw(TypeError, 'plainText must be a string, got number');
  });
});

describe('globalShortcut module', () => {
  it('registers nothing, and warns once', async () => {
    const code = `
      const { globalShortcut } = require('electron');
      process.on('warning', ({ code }) => { print([code]); app.quit(); });
      globalShortcut.registerAll(['A'], () => {});
      print([globalShortcut.register('B', () => {}), globalShortcut.isRegistered('B')]);`;
    expect(await outputOf(code)).to.deep.equal([[false, false], ['VALENCE_NO_GLOBAL_SHORTCUT']]);
    globalShortcut.unregister('A');
    globalShortcut.unregisterAll();
    expect(() => globalShortcut.register('A', 1 as never)).to.throw(
      TypeError,
      'callback must be a function, got number',
    );
  });
});

describe('crashReporter module', () => {
  it('keeps parameters, and warns once that there are no reports', async () => {
    const code = `
      const { crashReporter } = require('electron');
      process.on('warning', ({ code }) => { print([code]); app.quit(); });
      crashReporter.start({ submitURL: 'https://a.example', extra: { a: '1' } });
      crashReporter.addExtraParameter('b', '2');
      crashReporter.removeExtraParameter('a');
      print([crashReporter.getParameters(), crashReporter.getUploadToServer(), crashReporter.getUploadedReports()]);`;
    expect(await outputOf(code)).to.deep.equal([[{ b: '2' }, true, []], ['VALENCE_NO_CRASH_REPORTS']]);
    expect(crashReporter.getLastCrashReport()).to.equal(null);
  });

  it('throws if reports are to be sent nowhere', () => {
    expect(() => crashReporter.start({})).to.throw('submitURL must be specified when uploadToServer is true');
    expect(() => crashReporter.addExtraParameter('a', 1 as never)).to.throw(TypeError, 'value must be a string');
  });
});

describe('autoUpdater module', () => {
  it('updates nothing, and warns once', async () => {
    const code = `
      const { autoUpdater } = require('electron');
      process.on('warning', ({ code }) => { print([code]); app.quit(); });
      autoUpdater.on('error', () => print(['error']));
      autoUpdater.setFeedURL({ url: 'https://updates.example' });
      autoUpdater.checkForUpdates();
      autoUpdater.quitAndInstall();
      print([autoUpdater.getFeedURL()]);`;
    expect(await outputOf(code)).to.deep.equal([[''], ['VALENCE_NO_UPDATER']]);
  });

  it('throws for a feed without a URL', () => {
    expect(() => autoUpdater.setFeedURL({} as never)).to.throw(TypeError, 'options.url must be a string');
    expect(() => autoUpdater.setFeedURL('https://updates.example' as never)).to.throw(TypeError, 'options must be');
  });
});
