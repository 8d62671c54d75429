// Extensions of the app: loaded, reported, removed, and at work in pages.
import { expect } from 'chai';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { runApp, printed, sourceWhenReady } from './lib/apps';
import { messageOf, wrong } from './lib/bad-input';
import { isMarked, loadExtension, writeExtension } from './lib/extensions';
import { childrenWith } from './lib/processes';
import { listen } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

/** What happens to extensions of the session from now on: "loaded Marker". */
function collectEvents(ses: Electron.Session): string[] {
  const events: string[] = [];
  ses.on('extension-loaded', (_, { name }) => events.push(`loaded ${name}`));
  ses.on('extension-ready', (_, { name }) => events.push(`ready ${name}`));
  ses.on('extension-unloaded', (_, { name }) => events.push(`unloaded ${name}`));
  return events;
}

/** The next warning of an extension; the process may have others. */
function nextWarning(): Promise<Error> {
  const emitter: NodeJS.EventEmitter = process;
  return new Promise((resolve) => {
    const onWarning = (warning: Error): void => {
      if (warning.name !== 'ExtensionLoadWarning') return;
      emitter.off('warning', onWarning);
      resolve(warning);
    };
    emitter.on('warning', onWarning);
  });
}

describe('ses.loadExtension(path[, options])', () => {
  it('resolves with the extension, whose content scripts run from then on', async () => {
    const ses = newSession('persist:');
    const folder = writeExtension();
    const extension = await ses.loadExtension(folder);
    const { id, manifest, ...rest } = extension as Omit<Electron.Extension, 'manifest'> & { manifest: object };
    expect(id).to.match(/^[a-p]{32}$/);
    expect(rest).to.deep.equal({ name: 'Marker', path: folder, version: '1.2.3', url: `chrome-extension://${id}/` });
    expect(manifest).to.include({ manifest_version: 3, name: 'Marker' });
    expect(await isMarked(ses, (await listen()).origin)).to.equal(true);
  });

  it('shows its pages in windows', async () => {
    const ses = newSession('persist:');
    const { url } = await ses.loadExtension(writeExtension());
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    expect([webContents.getTitle(), webContents.getURL()]).to.deep.equal(['inside', `${url}page.html`]);
    expect(await webContents.executeJavaScript('chrome.runtime.getManifest().version')).to.equal('1.2.3');
  });

  it('runs its service worker, which ses.serviceWorkers reports', async () => {
    const ses = newSession('persist:');
    const logged = once(ses.serviceWorkers, 'console-message') as Promise<[unknown, Electron.MessageDetails]>;
    const { url } = await ses.loadExtension(writeExtension({ files: { 'worker.js': "console.log('at work')" } }));
    const [, { message, sourceUrl }] = await logged;
    expect([message, sourceUrl]).to.deep.equal(['at work', `${url}worker.js`]);
  });

  it('registers its service worker, which ses.serviceWorkers reports', async () => {
    const ses = newSession('persist:');
    const registered = once(ses.serviceWorkers, 'registration-completed');
    const { url } = await ses.loadExtension(writeExtension());
    expect((await registered)[1]).to.deep.equal({ scope: url });
  });

  for (const [allowFileAccess, title] of [
    [false, 'keeps it away from files'],
    [true, 'lets it see files with allowFileAccess: true'],
  ] as const) {
    it(title, async () => {
      const ses = newSession('persist:');
      const file = path.join(tempDir(), 'page.html');
      writeFileSync(file, '<title>file</title>');
      await ses.loadExtension(writeExtension(), { allowFileAccess });
      expect(await isMarked(ses, `file://${file}`)).to.equal(allowFileAccess);
      expect(await isMarked(ses, (await listen()).origin)).to.equal(true);
    });
  }

  for (const [title, isRunning] of [
    ['before Chromium has started', false],
    ['into a Chromium that runs', true],
  ] as const) {
    it(`never lets its service worker see files, loaded ${title}`, async () => {
      const ses = newSession('persist:');
      if (isRunning) await newWindow({ webPreferences: { session: ses } }).loadURL('data:text/html,page');
      const answers: string[] = [];
      ses.serviceWorkers.on('console-message', (_, { message }) => answers.push(message));
      const worker =
        'chrome.extension.isAllowedFileSchemeAccess().then((allowed) => console.log(`allowed: ${allowed}`));';
      await ses.loadExtension(writeExtension({ files: { 'worker.js': worker } }));
      await until('its answer', () => answers.some((answer) => answer.startsWith('allowed')));
      expect(answers).not.to.include('allowed: true');
    });
  }

  it('resolves with the same id when it is loaded again, with the new content', async () => {
    const ses = newSession('persist:');
    const folder = writeExtension();
    const first = await loadExtension(ses, folder);
    const events = collectEvents(ses);
    writeFileSync(path.join(folder, 'marks.js'), "document.documentElement.dataset.marked = 'no';");
    expect((await ses.loadExtension(folder)).id).to.equal(first.id);
    expect(events).to.deep.equal(['unloaded Marker', 'loaded Marker']);
    expect(await isMarked(ses, (await listen()).origin)).to.equal(false);
    expect(ses.getAllExtensions()).to.have.length(1);
  });

  it('keeps the extensions of two sessions apart', async () => {
    const [ses, other] = [newSession('persist:'), newSession('persist:')];
    await ses.loadExtension(writeExtension());
    expect(other.getAllExtensions()).to.deep.equal([]);
    expect(await isMarked(other, (await listen()).origin)).to.equal(false);
  });

  it('warns of what Chromium ignores in the manifest', async () => {
    const warned = nextWarning();
    const folder = writeExtension({ manifest: { permissions: ['storage', 'nonsense'] } });
    await newSession('persist:').loadExtension(folder);
    const { message } = await warned;
    expect(message).to.equal(`Warnings loading extension at ${folder}:\n  Permission 'nonsense' is unknown.\n`);
  });

  it('loads it again into a Chromium that takes the place of one that died', async () => {
    const ses = newSession('persist:');
    await loadExtension(ses);
    const events = collectEvents(ses);
    await endBrowser(ses);
    expect(events).to.deep.equal(['unloaded Marker']);
    expect(await isMarked(ses, (await listen()).origin)).to.equal(true);
    expect(events).to.deep.equal(['unloaded Marker', 'loaded Marker', 'ready Marker']);
  });

  it('loads into a profile whose preferences are damaged, with one warning', async () => {
    const folder = writeExtension();
    const load = `const { name } = await session.defaultSession.loadExtension(${JSON.stringify(folder)}); print([name]);`;
    const userData = path.join(tempDir(), 'data');
    const run = () => runApp(sourceWhenReady(`${load} app.quit();`), { launcherArgs: [`--user-data-dir=${userData}`] });
    expect(printed(await run())).to.deep.equal([['Marker']]);
    writeFileSync(path.join(userData, 'Default', 'Preferences'), '{"extensions": {"settings"');
    const second = await run();
    expect(printed(second)).to.deep.equal([['Marker']]);
    expect(second.stderr.match(/VALENCE_PREFERENCES_DAMAGED/g)).to.have.length(1);
  });

  it('does not hold for the next run of the app', async () => {
    const { origin } = await listen();
    const folder = tempDir();
    const visit = (before: string): string =>
      sourceWhenReady(`
        const ses = session.fromPath(${JSON.stringify(folder)});
        ${before}
        const { webContents } = new BrowserWindow({ show: false, webPreferences: { session: ses } });
        await webContents.loadURL('${origin}');
        print([await webContents.executeJavaScript('document.documentElement.dataset.marked ?? null'), ses.getAllExtensions().length]);`);
    const first = await runApp(visit(`await ses.loadExtension(${JSON.stringify(writeExtension())});`));
    expect(printed(first), first.stderr).to.deep.equal([['yes', 1]]);
    const second = await runApp(visit(''));
    expect(printed(second), second.stderr).to.deep.equal([[null, 0]]);
  });

  const REJECTED: [title: string, content: () => string, message: RegExp][] = [
    ['a relative path', () => 'extension', /^Error: The path to the extension in 'loadExtension' must be absolute$/],
    ['a path where nothing is', () => '/nothing/at all', /^Error: Extension directory not found: \/nothing\/at all$/],
    [
      'a folder without a manifest',
      () => tempDir(),
      /^Error: Loading extension at .* failed with: Manifest file is missing or unreadable$/,
    ],
    [
      'the key of an extension of Valence, which Chromium allows more',
      () => {
        const own = readFileSync(
          path.join(path.dirname(process.execPath), 'lib', 'tab-capture', 'manifest.json'),
          'utf8',
        );
        return writeExtension({ manifest: { key: (JSON.parse(own) as { key: string }).key } });
      },
      /failed with: Its manifest has the 'key' of an extension of Valence$/,
    ],
    [
      'a manifest that is no JSON',
      () => writeExtension({ manifest: '{ name' }),
      /failed with: Manifest is not valid JSON/,
    ],
    [
      'a manifest without a name',
      () => writeExtension({ manifest: { name: undefined } }),
      /failed with: Required value 'name' is missing or invalid/,
    ],
    [
      'a missing script',
      () => writeExtension({ manifest: { content_scripts: [{ matches: ['<all_urls>'], js: ['missing.js'] }] } }),
      /failed with: Could not load javascript 'missing\.js'/,
    ],
    [
      'Manifest V2, naming the way out',
      () => writeExtension({ manifest: { manifest_version: 2, background: { scripts: ['worker.js'] } } }),
      /unsupported manifest version.*Manifest V3/,
    ],
  ];
  for (const [title, content, message] of REJECTED) {
    it(`rejects ${title}`, async () => {
      const ses = newSession('persist:');
      expect(await messageOf(ses.loadExtension(content()))).to.match(message);
      expect(ses.getAllExtensions()).to.deep.equal([]);
    });
  }

  it('rejects in an in-memory session', async () => {
    expect(await messageOf(newSession().loadExtension(writeExtension()))).to.equal(
      'Error: Extensions cannot be loaded in a temporary session',
    );
  });

  it('rejects options that are none', async () => {
    const load = (options: unknown): Promise<unknown> =>
      newSession('persist:').loadExtension(writeExtension(), wrong(options));
    expect(await messageOf(load(5))).to.match(/^TypeError: options must be an object/);
    expect(await messageOf(load({ allowFileAccess: 'yes' }))).to.match(
      /^TypeError: options\.allowFileAccess must be a boolean/,
    );
  });

  it('rejects a path that is no string', async () => {
    expect(await messageOf(newSession('persist:').loadExtension(wrong(5)))).to.match(
      /^TypeError: path must be a string/,
    );
  });
});

describe('ses.removeExtension(extensionId)', () => {
  it('ends its content scripts', async () => {
    const ses = newSession('persist:');
    const { id } = await ses.loadExtension(writeExtension());
    const { origin } = await listen();
    ses.removeExtension(id);
    expect([ses.getExtension(id), ses.getAllExtensions()]).to.deep.equal([null, []]);
    await until('a page without it', async () => !(await isMarked(ses, origin)));
  });

  it('leaves what it has stored for the next time', async () => {
    const ses = newSession('persist:');
    const folder = writeExtension();
    const { id, url } = await ses.loadExtension(folder);
    const inside = async (code: string): Promise<unknown> => {
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL(`${url}page.html`);
      return webContents.executeJavaScript(code);
    };
    await inside("chrome.storage.local.set({ kept: 'yes' })");
    ses.removeExtension(id);
    await ses.loadExtension(folder);
    expect(await inside("chrome.storage.local.get('kept')")).to.deep.equal({ kept: 'yes' });
  });

  it('does nothing for an extension that is not there', () => {
    expect(newSession().removeExtension('a'.repeat(32))).to.equal(undefined);
  });

  it('throws for an id that is no string', () => {
    expect(() => newSession().removeExtension(wrong(1))).to.throw(TypeError, 'extensionId must be a string');
  });
});

describe('ses.getExtension(extensionId)', () => {
  it('returns a loaded extension, and null for others', async () => {
    const ses = newSession('persist:');
    const extension = await ses.loadExtension(writeExtension());
    expect(ses.getExtension(extension.id)).to.deep.equal(extension);
    expect(ses.getExtension('a'.repeat(32))).to.equal(null);
  });
});

describe('ses.getAllExtensions()', () => {
  it('lists what the app has loaded, and nothing of the library', async () => {
    const ses = newSession('persist:');
    ses.cookies.on('changed', () => undefined); // loads the library's own
    expect(ses.getAllExtensions()).to.deep.equal([]);
    const one = await ses.loadExtension(writeExtension());
    const two = await ses.loadExtension(writeExtension({ manifest: { name: 'Another' } }));
    expect(ses.getAllExtensions()).to.deep.equal([one, two]);
  });
});

describe("ses event 'extension-loaded'", () => {
  it('comes with the extension before loadExtension() resolves', async () => {
    const ses = newSession('persist:');
    const loaded: Electron.Extension[] = [];
    ses.on('extension-loaded', (_, extension) => loaded.push(extension));
    expect(loaded).to.deep.equal([await ses.loadExtension(writeExtension())]);
  });

  it('comes again when the extension starts itself again', async () => {
    const ses = newSession('persist:');
    const { url } = await loadExtension(ses);
    const events = collectEvents(ses);
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    await webContents.executeJavaScript('void setTimeout(() => chrome.runtime.reload(), 0)');
    await until('the events', () => events.length >= 3);
    expect(events).to.deep.equal(['unloaded Marker', 'loaded Marker', 'ready Marker']);
  });
});

/** Kills the process of the extension's service worker, which its offscreen documents share. */
async function killExtensionProcess(ses: Electron.Session): Promise<void> {
  // What a worker writes may come before the news that it runs.
  const pid = await until('the process of the extension', () => {
    const workers = Object.values(ses.serviceWorkers.getAllRunning());
    return workers.flatMap(({ renderProcessId }) =>
      childrenWith(browserPid(ses), `--renderer-client-id=${renderProcessId} `),
    )[0];
  });
  process.kill(pid, 'SIGKILL');
}

/** Without access to files it is loaded once: its worker starts once. */
const NO_FILES = {
  host_permissions: [],
  content_scripts: [{ matches: ['http://*/*'], js: ['marks.js'], run_at: 'document_start' }],
};

/** Its service worker opens a document, and writes a line when it is there. */
function writeExtensionWithDocument(): string {
  const document = "{ url: 'page.html', reasons: ['DOM_PARSER'], justification: 'a document that crashes' }";
  return writeExtension({
    manifest: { ...NO_FILES, permissions: ['offscreen'] },
    files: { 'worker.js': `chrome.offscreen.createDocument(${document}).then(() => console.log('there'));` },
  });
}

describe('an extension whose process crashes', () => {
  it('is loaded again if Chromium has unloaded it', async () => {
    const ses = newSession('persist:');
    const there = once(ses.serviceWorkers, 'console-message');
    const extension = await loadExtension(ses, writeExtensionWithDocument());
    await there;
    const events = collectEvents(ses);
    await killExtensionProcess(ses);
    await until('the events', () => events.length >= 3);
    expect(events).to.deep.equal(['unloaded Marker', 'loaded Marker', 'ready Marker']);
    expect(ses.getExtension(extension.id)).to.deep.equal(extension);
    expect(await isMarked(ses, (await listen()).origin)).to.equal(true);
  });

  it('stays unloaded, with a warning, if that happens again and again', async () => {
    const ses = newSession('persist:');
    const folder = writeExtensionWithDocument();
    const warned = nextWarning();
    let there = once(ses.serviceWorkers, 'console-message');
    const { id } = await ses.loadExtension(folder);
    for (let crashes = 0; crashes < 4; ++crashes) {
      await there;
      there = once(ses.serviceWorkers, 'console-message');
      await killExtensionProcess(ses);
    }
    const { message } = await warned;
    expect(message).to.contain(folder).and.contain('crashed several times');
    expect(ses.getExtension(id)).to.equal(null);
    expect((await ses.loadExtension(folder)).id).to.equal(id);
  });

  it('stays loaded if only its service worker ends, which Chromium starts again', async () => {
    const ses = newSession('persist:');
    const logged = once(ses.serviceWorkers, 'console-message');
    const worker = "console.log('here'); chrome.runtime.onMessage.addListener((_, __, answer) => answer('at work'));";
    const { id, url } = await loadExtension(
      ses,
      writeExtension({ manifest: NO_FILES, files: { 'worker.js': worker } }),
    );
    await logged;
    const events = collectEvents(ses);
    await killExtensionProcess(ses);
    await until('its end', () => Object.keys(ses.serviceWorkers.getAllRunning()).length === 0);
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(`${url}page.html`);
    expect(await webContents.executeJavaScript('chrome.runtime.sendMessage(1)')).to.equal('at work');
    expect([ses.getExtension(id)?.id, events]).to.deep.equal([id, []]);
  });
});

describe("ses event 'extension-ready'", () => {
  it('comes behind extension-loaded', async () => {
    const ses = newSession('persist:');
    const events = collectEvents(ses);
    const ready = once(ses, 'extension-ready');
    await ses.loadExtension(writeExtension());
    await ready;
    expect(events).to.deep.equal(['loaded Marker', 'ready Marker']);
  });
});

describe("ses event 'extension-unloaded'", () => {
  it('comes with removeExtension()', async () => {
    const ses = newSession('persist:');
    const extension = await ses.loadExtension(writeExtension());
    const unloaded: Electron.Extension[] = [];
    ses.on('extension-unloaded', (_, one) => unloaded.push(one));
    ses.removeExtension(extension.id);
    expect(unloaded).to.deep.equal([extension]);
  });
});
