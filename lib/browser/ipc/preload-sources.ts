/** The scripts that bring the preload runtime and an app's preload scripts into every document of a page. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import {
  PRELOAD_PARAMETERS,
  type IsolatedWorldConfig,
  type MainWorldConfig,
  type PreloadConfig,
  type RendererProcessConfig,
} from '../../common/renderer-config';
import type { ErrorReport } from '../../common/ipc-messages';
import { unknownViews } from '../../common/serialization';
import { libraryScript } from '../library-script';
import { collectModules, type ModuleTable } from './preload-modules';

/** The text of the runtimes, as script/build-lib.mjs bundles them. */
export interface RuntimeBundles {
  isolatedWorld: string;
  mainWorld: string;
  nodeBuffer: string;
  nodeUrl: string;
}

/** A preload script's text, or why it could not be read. */
export type Preload = LoadedPreload | { path: string; error: Error };

interface LoadedPreload {
  path: string;
  source: string;
  /** Null: it requires nothing of the app's own. */
  modules: ModuleTable | null;
}

export interface PreloadOptions {
  /** Name of the DevTools binding that reaches IpcDispatcher. */
  binding: string;
  /** Random, a new one for every page. Where the runtime leaves its RuntimeEntry. */
  secret: string;
  /** In the order they run: the session's, then the window's own. */
  preloads: Preload[];
  contextIsolation: boolean;
  /** webPreferences.nodeIntegration, without context isolation. */
  nodeIntegration: boolean;
  /** webPreferences.nodeIntegrationInSubFrames. */
  subFrames: boolean;
  process: RendererProcessConfig;
}

/** One call of Page.addScriptToEvaluateOnNewDocument. */
export interface PreloadScript {
  source: string;
  /** `main`: no worldName. */
  world: 'main' | 'isolated';
}

/** Reads the bundles from the library's directory. Throws as fs does. */
export function readRuntimeBundles(directory: string): RuntimeBundles {
  const read = (name: string): string => readFileSync(path.join(directory, name), 'utf8');
  return {
    isolatedWorld: read('isolated_world.js'),
    mainWorld: read('main_world.js'),
    nodeBuffer: read('node_buffer.js'),
    nodeUrl: read('node_url.js'),
  };
}

/** Reads a preload script. `sandbox`: it can require() nothing but what such a script has. */
export function readPreload(file: string, sandbox: boolean): Preload {
  try {
    const source = readFileSync(file, 'utf8');
    return { path: file, source, modules: sandbox ? null : collectModules(file, source) };
  } catch (error) {
    return { path: file, error: error as Error };
  }
}

/**
 * The scripts, to be registered in this order on every session of the page. Each preload script is one of its own: a syntax
 * error stops only that one, and stack traces name its file and lines.
 */
export function createPreloadScripts(bundles: RuntimeBundles, options: PreloadOptions): PreloadScript[] {
  const { preloads, contextIsolation, nodeIntegration, secret, subFrames } = options;
  const mainConfig: MainWorldConfig = { secret, subFrames };
  const config: IsolatedWorldConfig = {
    ...mainConfig,
    binding: options.binding,
    contextIsolation,
    nodeIntegration,
    unknownViews: unknownViews(),
    preloads: preloads.map(preloadConfig),
    process: options.process,
  };
  const world = contextIsolation ? 'isolated' : 'main';
  const entry = `globalThis[${JSON.stringify(secret)}]`;
  const scripts: PreloadScript[] = [
    { world, source: isolatedWorldSource(bundles, config, preloads) },
    ...preloads.flatMap((preload, index) =>
      'source' in preload ? [{ world, source: preloadSource(entry, index, preload) } as const] : [],
    ),
    { world, source: `${entry}?.finish();` },
  ];
  if (!contextIsolation) return scripts;
  return [
    {
      world: 'main',
      source: libraryScript(
        'main_world',
        `${bundles.mainWorld}\nvalenceMainWorld.boot(${JSON.stringify(mainConfig)});`,
      ),
    },
    ...scripts,
    { world: 'main', source: `${entry}?.();` },
  ];
}

function isolatedWorldSource(bundles: RuntimeBundles, config: IsolatedWorldConfig, preloads: Preload[]): string {
  const mentions = (pattern: RegExp): boolean =>
    config.nodeIntegration || preloads.some((preload) => textsOf(preload).some((source) => pattern.test(source)));
  const extras: string[] = [];
  let text = bundles.isolatedWorld;
  if (mentions(/\bBuffer\b/)) {
    text += bundles.nodeBuffer;
    extras.push('Buffer: valenceNodeBuffer.Buffer');
  }
  if (mentions(/(['"`])(?:node:)?url\1/)) {
    text += bundles.nodeUrl;
    extras.push('url: valenceNodeUrl.url');
  }
  const boot = `valenceIsolatedWorld.boot(${JSON.stringify(config)}, { ${extras.join(', ')} });`;
  return libraryScript('isolated_world', `${text}\n${boot}`);
}

const textsOf = (preload: Preload): string[] =>
  'source' in preload ? [preload.source, ...[...(preload.modules?.values() ?? [])].map(({ source }) => source)] : [];

/** The wrapper is on the script's first line: line numbers stay. */
function preloadSource(entry: string, index: number, { path: file, source, modules }: LoadedPreload): string {
  const body = source.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  const others = modules === null ? '' : `, ${modulesSource(file, modules)}`;
  return `${entry}?.run(${index}, ${functionSource(body)}${others});\n//# sourceURL=${pathToFileURL(file).href}`;
}

const functionSource = (body: string): string => `function (${PRELOAD_PARAMETERS.join(', ')}) { ${body}\n}`;

/** PreloadModules as a script. */
function modulesSource(file: string, modules: ModuleTable): string {
  const entries = [...modules].map(([name, { source, names }]) => {
    const run = name === file ? '' : `, run: ${functionSource(source)}`;
    return `${JSON.stringify(name)}: { names: ${JSON.stringify(names)}${run} }`;
  });
  return `{ ${entries.join(', ')} }`;
}

function preloadConfig(preload: Preload): PreloadConfig {
  return { path: preload.path, error: 'error' in preload ? reportOf(preload.error) : syntaxErrorOf(preload) };
}

/** Node.js describes syntax errors better than a page can. Chromium decides: it may know more syntax. */
function syntaxErrorOf({ path: filename, source }: LoadedPreload): ErrorReport | null {
  try {
    vm.compileFunction(source, [...PRELOAD_PARAMETERS], { filename });
    return null;
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    // File, line and message, without the frames of this process.
    return { name, message, stack: stack.replace(/(?:\n +at .*)+$/, '') };
  }
}

function reportOf({ name, message, stack = '' }: Error): ErrorReport {
  return { name, message, stack };
}
