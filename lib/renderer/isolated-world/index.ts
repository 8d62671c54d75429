/**
 * The preload runtime. Injected into the isolated world (or the page's own, without context isolation) of every frame
 * that runs preload scripts, before them and before any page script.
 */
// oxlint-disable-next-line unicorn/prefer-node-protocol -- the npm package of that name
import * as events from 'events';
import type { IsolatedWorldConfig, RuntimeEntry } from '../../common/renderer-config';
import { createContextBridge, type PageLink } from '../api/context-bridge';
import { createIpcRenderer, emitIpcEvent } from '../api/ipc-renderer';
import { createWebFrame } from '../api/web-frame';
import { Bridge } from '../context-bridge/bridge';
import { Port } from '../context-bridge/port';
import { createStash, type BootStash } from '../context-bridge/stash';
import { IpcConnection } from './ipc-connection';
import { createRequire, type ModuleFactories } from './preload-require';
import { PreloadRunner, type PreloadScope } from './preload-runner';
import { createProcess } from './runtime-process';
import { SyncWaiter } from './sync-waiter';
import { createImmediates, timersModule } from './timers';
import { unavailableModule } from './unavailable-module';

/** What Node.js has and pages have not, as far as the preload scripts mention it (lib/renderer/node). */
export interface NodeExtras {
  Buffer?: unknown;
  url?: unknown;
}

/**
 * Leaves a RuntimeEntry under the secret's name: for the scripts that follow, then for the main process, which takes it
 * away once it holds deliver().
 */
export function boot(config: IsolatedWorldConfig, node: NodeExtras): void {
  const binding = takeBinding(config.binding);
  const isMainFrame = window === window.top;
  if (!binding || (!isMainFrame && !config.subFrames)) return;

  const onEvent = (channel: string, args: unknown[], ports: MessagePort[]): void =>
    emitIpcEvent(ipcRenderer, channel, args, ports);
  const connection = new IpcConnection(binding, config.unknownViews, onEvent, new SyncWaiter(config.secret));
  const ipcRenderer = createIpcRenderer(connection);
  const stash = createStash(config.secret);
  const electron = {
    contextBridge: createContextBridge(config.contextIsolation ? connectToPage(config.secret, stash) : null),
    crashReporter: unavailableModule('crashReporter'),
    ipcRenderer,
    nativeImage: unavailableModule('nativeImage'),
    webFrame: unavailableModule(
      'webFrame',
      createWebFrame(
        (method, ...args) => connection.callFrame(method, args),
        () => connection.routingId(),
      ),
    ),
  };
  const process = createProcess({ data: config.process, contextIsolated: config.contextIsolation, isMainFrame });
  const immediates = createImmediates();
  const modules: ModuleFactories = {
    'electron': () => electron,
    'electron/common': () => electron,
    'electron/renderer': () => electron,
    'events': () => events,
    'timers': () => timersModule(immediates),
    ...(node.url === undefined ? {} : { url: () => node.url }),
  };

  connection.post({ kind: 'ready' });
  const scope = { require: createRequire(modules), process, Buffer: node.Buffer, ...immediates };
  if (config.nodeIntegration) exposeScope(scope);
  const runner = new PreloadRunner(config.preloads, scope, (path, error) =>
    connection.post({ kind: 'preload-error', path, error }),
  );
  const entry: RuntimeEntry = {
    run: (index, preload, own) => runner.run(index, preload, own),
    finish: () => {
      runner.finish();
      stash.close();
      process.emit('loaded');
    },
    deliver: (message) => connection.deliver(message),
  };
  Object.defineProperty(globalThis, config.secret, { value: entry, configurable: true });
}

/** webPreferences.nodeIntegration: pages may replace what they find, as in Electron. */
function exposeScope(scope: PreloadScope): void {
  const module = { exports: {} };
  for (const [name, value] of Object.entries({ ...scope, global: globalThis, module, exports: module.exports })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
}

/** The binding, which no other script finds after this. Undefined in frames that Chromium gives none. */
function takeBinding(name: string): ((payload: string) => void) | undefined {
  const globals = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
  const binding = globals[name];
  delete globals[name];
  return binding;
}

/** Takes the comment node that the main world's runtime has put into the document. */
function connectToPage(secret: string, stash: BootStash): PageLink {
  const node = document.lastChild;
  if (!(node instanceof Comment) || node.data !== secret) {
    const expose = (): never => {
      throw new Error('The runtime of the main world is missing: contextBridge has nobody to talk to.');
    };
    return { reachable: true, expose };
  }
  // In the HTML namespace, also in SVG and XML documents: other elements cannot have shadow trees.
  const host = document.createElementNS('http://www.w3.org/1999/xhtml', 'div');
  host.attachShadow({ mode: 'closed' }).append(node);
  return new Bridge(new Port(node, 'isolated'), 'isolated', stash, () => {
    throw new Error('Pages cannot expose anything to preload scripts.');
  });
}
