// Public objects have the members that docs/api gives them, and no more: nothing of theirs leads to the internals behind them.
import * as electron from 'electron';
import { app, BrowserWindow, ipcMain, MessageChannelMain, net, session } from 'electron';
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { defer } from './lib/cleanup';
import { walk } from './lib/object-walk';
import { run, windowWithPreload } from './lib/preload';
import { listen, listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newWindow, nextEvent, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

interface PublicMembers {
  modules: Record<string, string[]>;
  classes: Record<string, { statics: string[]; members: string[] }>;
}

/** Written beside the specs when they are transpiled: script/lib/public-members.mjs. */
const documented = JSON.parse(readFileSync(path.join(__dirname, 'public-members.json'), 'utf8')) as PublicMembers;

/** Not those of preload scripts and utility processes, nor what Node.js has itself; a page with the class of its name is none of a module. */
const MODULES = Object.keys(documented.modules).filter(
  (name) =>
    !['contextBridge', 'ipcRenderer', 'parentPort', 'process', 'webFrame'].includes(name) &&
    !(name in documented.classes),
);

/** Members that Electron has without documenting them. */
const UNDOCUMENTED: Record<string, string[]> = {
  BrowserWindow: [
    'closeDevTools',
    'getBackgroundThrottling',
    'getURL',
    'inspectElement',
    'inspectServiceWorker',
    'inspectSharedWorker',
    'isDevToolsFocused',
    'isDevToolsOpened',
    'openDevTools',
    'send',
    'setBackgroundThrottling',
    'showDefinitionForSelection',
    'toggleDevTools',
  ],
  IncomingMessage: ['trailers', 'rawTrailers'],
  WebContents: ['destroy', 'getActiveIndex', 'getOwnerBrowserWindow', 'length'],
  webContents: ['create'],
};

/** What Node.js' streams ask of their subclasses. */
const STREAM_HOOKS = ['_read', '_write', '_final', '_destroy'];

const NODE_BASES: (abstract new () => object)[] = [EventEmitter, Readable, Writable];
const EXAMPLES: object[] = [
  new EventEmitter(),
  new Readable({ read: () => undefined }),
  new Writable({ write: () => undefined }),
];

/** What Connection, CDPSession, Browser, Page and Target have, and no public object; a header may be called so. */
const leadsInside = (object: object): boolean =>
  ['connection', 'native', 'root', 'browser', 'sessionId'].some(
    (key) => key in object && typeof Reflect.get(object, key) !== 'string',
  );

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const symbolNames = (object: object): string[] => Object.getOwnPropertySymbols(object).map(String);

describe('public objects', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let window: Electron.BrowserWindow;
  let request: Electron.ClientRequest;
  let response: Electron.IncomingMessage;
  let image: Electron.NativeImage;
  let utility: Electron.UtilityProcess;
  /** An object of each class that docs/api documents for the main process. */
  let instances: Record<string, object>;
  let modules: Record<string, object>;

  before(async () => {
    server = await listenUntilClosed('<title>page</title><iframe></iframe>');
    ses = session.fromPartition(randomPartition());
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    request = net.request({ url: server.origin, session: ses });
    request.end();
    [response] = await nextEvent<[Electron.IncomingMessage]>(request, 'response');
    response.on('data', () => undefined);
    await nextEvent(request, 'close');
    response.removeAllListeners();
    image = await window.capturePage();
    const download = nextEvent<[object, Electron.DownloadItem]>(ses, 'will-download');
    ses.downloadURL(server.origin);
    const [, item] = await download;
    item.cancel();
    const { cookies, serviceWorkers, webRequest } = ses;
    const channel = new MessageChannelMain();
    utility = electron.utilityProcess.fork('/dev/null');
    await nextEvent(utility, 'spawn');
    instances = {
      BrowserWindow: window,
      ClientRequest: request,
      CommandLine: app.commandLine,
      Cookies: cookies,
      Debugger: window.webContents.debugger,
      DeviceGrants: (ses as unknown as { deviceGrants: object }).deviceGrants,
      Notification: new electron.Notification(),
      PermissionGrants: (ses as unknown as { permissionGrants: object }).permissionGrants,
      DownloadItem: item,
      Extensions: (ses as unknown as { extensions: object }).extensions,
      IncomingMessage: response,
      Menu: new electron.Menu(),
      MenuItem: new electron.MenuItem({ label: 'item' }),
      MessageChannelMain: channel,
      MessagePortMain: channel.port1,
      NativeImage: image,
      ServiceWorkers: serviceWorkers,
      Session: ses,
      Tray: new electron.Tray(electron.nativeImage.createEmpty()),
      UtilityProcess: utility,
      WebContents: window.webContents,
      WebFrameMain: window.webContents.mainFrame,
      WebRequest: webRequest,
    };
    modules = Object.fromEntries(MODULES.map((module) => [module, Reflect.get(electron, module) as object]));
  });
  after(async () => {
    closeAllWindows();
    const ended = nextEvent(utility, 'exit');
    utility.kill();
    await ended;
    await endBrowser(ses);
    await server.close();
  });

  /** Its class and what that is made of, down to Node.js' classes. */
  function prototypesOf(object: object): object[] {
    const prototype = Object.getPrototypeOf(object) as object | null;
    const isOurs =
      prototype !== null && prototype !== Object.prototype && !NODE_BASES.some((base) => base.prototype === prototype);
    return !isOurs ? [] : [prototype, ...prototypesOf(prototype)];
  }

  /** Own names of an object and of its class, without what Node.js gives every emitter or stream. */
  function namesOf(object: object): { members: string[]; symbols: string[] } {
    const [first = {}, ...more] = prototypesOf(object);
    const ofNode = new Set([
      ...EXAMPLES.flatMap((example) => Object.getOwnPropertyNames(example)),
      ...STREAM_HOOKS,
      'constructor',
    ]);
    const namesIn = (owners: object[]): string[] => owners.flatMap((owner) => Object.getOwnPropertyNames(owner));
    // What an emitter of ours does in its own way is none of its members.
    const names = [...namesIn([object, first]), ...own(object, namesIn(more))];
    const symbolsOfNode = new Set(EXAMPLES.flatMap(symbolNames));
    const symbols = [object, first, ...more].flatMap(symbolNames).filter((name) => !symbolsOfNode.has(name));
    return { members: sorted(names.filter((name) => !ofNode.has(name))), symbols };
  }
  /** Of the names, those that no class of Node.js gives the object. */
  const own = (object: object, names: string[]): string[] =>
    names.filter((name) => !NODE_BASES.some((base) => object instanceof base && name in base.prototype));

  it('are of the classes that are documented', () => {
    expect(sorted(Object.keys(instances))).to.deep.equal(sorted(Object.keys(documented.classes)));
  });

  for (const name of Object.keys(documented.classes)) {
    it(`have the documented members: ${name}`, () => {
      const object = instances[name]!;
      const { members, symbols } = namesOf(object);
      const expected = [...documented.classes[name]!.members, ...(UNDOCUMENTED[name] ?? [])];
      expect(members).to.deep.equal(sorted(own(object, expected)));
      expect(symbols).to.deep.equal([]);
      expect(expected.filter((member) => !(member in object))).to.deep.equal([]);
    });

    it(`have the documented static members: ${name}`, () => {
      const statics = Object.getOwnPropertyNames(instances[name]!.constructor);
      const expected = ['length', 'name', 'prototype', ...documented.classes[name]!.statics];
      expect(sorted(statics)).to.deep.equal(sorted(expected));
      expect(Object.getOwnPropertySymbols(instances[name]!.constructor)).to.deep.equal([]);
    });
  }

  for (const name of MODULES) {
    it(`have the documented members: the module ${name}`, () => {
      const module = modules[name]!;
      const isPlain = Object.getPrototypeOf(module) === Object.prototype;
      const names = isPlain ? sorted(Object.getOwnPropertyNames(module)) : namesOf(module).members;
      const expected = [...documented.modules[name]!, ...(UNDOCUMENTED[name] ?? [])];
      expect(names).to.deep.equal(sorted(own(module, expected)));
    });
  }

  it("have the members of the module: a session's protocol, the ipc of a page and of a frame", () => {
    const { mainFrame, ipc } = window.webContents;
    const ofSession = documented.modules['protocol']!.filter((name) => name !== 'registerSchemesAsPrivileged');
    expect(namesOf(ses.protocol).members).to.deep.equal(sorted(ofSession));
    for (const object of [ipc, mainFrame.ipc]) {
      expect(namesOf(object).members).to.deep.equal(sorted(own(object, documented.modules['ipcMain']!)));
    }
  });

  it('are all that require() gives, beside what spec/electron-names.spec.ts tests', () => {
    const unavailable = Object.keys(electron).filter((name) => {
      const value = Reflect.get(electron, name) as object;
      return !(value === modules[name] || name in documented.classes);
    });
    for (const name of unavailable) expect(documented.modules).not.to.have.property(name);
  });

  it('have no listeners of the library', () => {
    const fresh = newWindow();
    const emitters = [
      ...Object.values(instances),
      fresh,
      fresh.webContents,
      fresh.webContents.mainFrame,
      fresh.webContents.session,
      fresh.webContents.session.cookies,
      fresh.webContents.session.serviceWorkers,
      fresh.webContents.ipc,
    ].filter((object) => object instanceof EventEmitter);
    const names = emitters.flatMap((emitter) => emitter.eventNames().map((event) => String(event)));
    expect(names).to.deep.equal([]);
    // As in Electron.
    expect(ipcMain.eventNames()).to.deep.equal(['error']);
  });

  it('lead to no internals', async () => {
    const { webContents: contents } = window;
    ses.cookies.on('changed', () => undefined);
    contents.on('will-navigate', () => undefined);
    ses.webRequest.onBeforeRequest((_, callback) => callback({}));
    defer(() => {
      ses.cookies.removeAllListeners();
      contents.removeAllListeners();
      ses.webRequest.onBeforeRequest(null);
    });
    const reached = walk({ ses, contents, window, request, response, image, utility, ...modules }, 6);
    expect(reached.length).to.be.greaterThan(300);
    const internal = reached.filter(({ value, path: at }) => {
      if (/^(?:[a-z]+)\.(?:_readableState|_writableState)\b/i.test(at)) return false;
      if (leadsInside(value)) return true;
      return (
        'send' in value &&
        !/\[\[Prototype\]\]/.test(at) &&
        !['BrowserWindow', 'WebContents', 'WebFrameMain'].includes(value.constructor.name)
      );
    });
    expect(internal.map(({ path: at }) => at)).to.deep.equal([]);
  });

  it('emit documented events only, whose arguments lead to no internals', async () => {
    const { origin } = await listen(
      '<title>first</title><script>setTimeout(() => (document.title = "second"))</script>',
    );
    const collected: { name: string; event: string; args: unknown[] }[] = [];
    const opened = windowWithPreload("require('electron').ipcRenderer.send('channel', 1)", { session: ses });
    const emitters: Record<string, NodeJS.EventEmitter> = { opened, contents: opened.webContents, ses, app };
    for (const [name, emitter] of Object.entries(emitters)) {
      const emit = (emitter.emit as (...args: unknown[]) => boolean).bind(emitter);
      emitter.emit = (event: string | symbol, ...args: unknown[]): boolean => {
        collected.push({ name, event: String(event), args });
        return emit(event, ...args);
      };
      defer(() => Reflect.deleteProperty(emitter, 'emit'));
    }
    await opened.loadURL(origin);
    await until('the second title', () => opened.webContents.getTitle() === 'second');
    const child = nextEvent<[Electron.BrowserWindow]>(opened.webContents, 'did-create-window');
    await run(opened, "void open('/child')");
    (await child)[0].destroy();
    opened.webContents.forcefullyCrashRenderer();
    await nextEvent(opened.webContents, 'render-process-gone');
    opened.destroy();
    expect(collected.length).to.be.greaterThan(15);
    expect(collected.filter(({ event }) => event.startsWith('-'))).to.deep.equal([]);
    const reached = walk(Object.fromEntries(collected.map(({ name, event, args }) => [`${name} '${event}'`, args])), 5);
    const internal = reached.filter(({ value }) => leadsInside(value));
    expect(internal.map(({ path: at }) => at)).to.deep.equal([]);
  });

  for (const name of Object.keys(documented.classes)) {
    if (
      ['BrowserWindow', 'ClientRequest', 'Menu', 'MenuItem', 'MessageChannelMain', 'Notification', 'Tray'].includes(
        name,
      )
    )
      continue;
    it(`cannot be constructed by apps: ${name}`, () => {
      const Class = instances[name]!.constructor as new (...args: unknown[]) => object;
      expect(() => new Class()).to.throw(TypeError, 'Illegal constructor');
      expect(() => new Class(ses, {})).to.throw(TypeError, 'Illegal constructor');
      expect(() => new (class extends Class {})()).to.throw(TypeError, 'Illegal constructor');
    });
  }

  it('can be constructed by apps: ClientRequest', async () => {
    const Class = request.constructor as new (
      options: Electron.ClientRequestConstructorOptions,
    ) => Electron.ClientRequest;
    const constructed = new Class({ url: server.origin, session: ses });
    constructed.end();
    const [answer] = await nextEvent<[Electron.IncomingMessage]>(constructed, 'response');
    expect(answer.statusCode).to.equal(200);
    answer.on('data', () => undefined);
    await nextEvent(constructed, 'close');
  });
});

describe('removeAllListeners()', () => {
  it('leaves a window what it hears of its page', async () => {
    const { origin } = await listen('<title>heard</title>');
    const window = newWindow();
    window.webContents.removeAllListeners();
    window.removeAllListeners();
    const shown = nextEvent(window, 'ready-to-show');
    await window.loadURL(origin);
    await shown;
    await until('the title', () => window.getTitle() === 'heard');
    const closed = nextEvent(window, 'closed');
    window.webContents.close();
    await closed;
  });

  it('leaves will-navigate to the listeners that follow', async () => {
    const { origin } = await listen('<title>page</title>');
    const window = newWindow();
    window.webContents.on('will-navigate', () => expect.fail('removed'));
    window.webContents.removeAllListeners();
    await window.loadURL(origin);
    const asked = new Promise<string>((resolve) => {
      window.webContents.once('will-navigate', (event, url) => {
        event.preventDefault();
        resolve(url);
      });
    });
    await run(window, "void (location.href = '/next')");
    expect(await asked).to.equal(`${origin}/next`);
  });

  it('leaves changed to the listeners that follow', async () => {
    const window = newWindow();
    const { cookies } = window.webContents.session;
    await cookies.get({});
    cookies.removeAllListeners();
    const changed = nextEvent<[object, Electron.Cookie]>(cookies, 'changed');
    await cookies.set({ url: 'https://a.example', name: 'one', value: '1' });
    expect((await changed)[1].name).to.equal('one');
  });

  it('leaves a request its end', async () => {
    const { origin } = await listen((_, answer) => void answer.end('fine'));
    const request = net.request(origin);
    const closed = nextEvent(request, 'close');
    request.end();
    const [response] = await nextEvent<[Electron.IncomingMessage]>(request, 'response');
    response.removeAllListeners();
    response.on('data', () => undefined);
    await closed;
  });

  it('leaves ipcMain able to drop a message on the channel error', async () => {
    ipcMain.removeAllListeners();
    const window = windowWithPreload("require('electron').ipcRenderer.send('error', 1)");
    const heard = nextEvent(window.webContents, 'ipc-message');
    await window.loadURL('about:blank');
    expect((await heard)[1]).to.equal('error');
    expect(BrowserWindow.getAllWindows()).to.include(window);
  });
});
