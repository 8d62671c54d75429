// Bundles lib/ and default_app/ into an output directory. script/build calls this when one of their files changed.
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { licensesOf } from './lib/bundled-licenses.mjs';
import { moveIntoVersion } from './lib/extension-version.mjs';
import { Failure, seconds } from './lib/process.mjs';

/** @type {import('esbuild').BuildOptions} What is common to all bundles. */
const COMMON = { bundle: true, external: ['electron', 'electron/*'], logLevel: 'silent' };

/** @type {import('esbuild').BuildOptions} The main process: readable stacks with TypeScript's lines. */
const MAIN_PROCESS = { platform: 'node', format: 'cjs', target: 'node20', keepNames: true, sourcemap: 'linked' };

/** @type {import('esbuild').BuildOptions} A thread of the main process, with what finds its WebAssembly by its own URL. */
const THREAD = { ...MAIN_PROCESS, format: 'esm' };

/** @type {import('esbuild').BuildOptions} Injected into pages as text, so small, and readable by class and function name. */
const INJECTED = { platform: 'browser', format: 'iife', target: 'chrome150', minifyWhitespace: true };

/** @type {import('esbuild').BuildOptions} Preload scripts: they require('electron'). */
const PRELOAD = { platform: 'neutral', format: 'cjs', target: 'chrome150' };

/** @type {import('esbuild').BuildOptions} Loaded by a page. */
const PAGE_SCRIPT = { platform: 'browser', format: 'iife', target: 'chrome150' };

/** @type {import('esbuild').BuildOptions} Of an extension of ours: pages and a worker. */
const EXTENSION = { platform: 'browser', format: 'iife', target: 'chrome150' };

/** @type {readonly [entry: string, output: string, options: import('esbuild').BuildOptions][]} */
export const BUNDLES = [
  ['lib/browser/init.ts', 'lib/browser_init.js', MAIN_PROCESS],
  ['lib/browser/display-capture/x-server.ts', 'lib/x_server.js', MAIN_PROCESS],
  ['lib/browser/run-as-node.ts', 'lib/run_as_node.js', MAIN_PROCESS],
  ['lib/browser/utility-init.ts', 'lib/utility_init.js', MAIN_PROCESS],
  ['lib/browser/spellcheck/hunspell-worker.ts', 'lib/hunspell_worker.mjs', THREAD],
  [
    'lib/renderer/isolated-world/index.ts',
    'lib/isolated_world.js',
    { ...INJECTED, globalName: 'valenceIsolatedWorld' },
  ],
  ['lib/renderer/main-world/index.ts', 'lib/main_world.js', { ...INJECTED, globalName: 'valenceMainWorld' }],
  [
    'lib/renderer/main-world/custom-schemes.ts',
    'lib/custom_schemes.js',
    { ...INJECTED, globalName: 'valenceCustomSchemes' },
  ],
  [
    'lib/renderer/main-world/page-wrappers.ts',
    'lib/page_wrappers.js',
    { ...INJECTED, globalName: 'valencePageWrappers' },
  ],
  ['lib/renderer/find-in-page/index.ts', 'lib/find_in_page.js', { ...INJECTED, globalName: 'valenceFind' }],
  ['lib/renderer/clone/index.ts', 'lib/clone.js', { ...INJECTED, globalName: 'valenceClone' }],
  ['lib/renderer/node/buffer.ts', 'lib/node_buffer.js', { ...INJECTED, globalName: 'valenceNodeBuffer' }],
  ['lib/renderer/node/url.ts', 'lib/node_url.js', { ...INJECTED, globalName: 'valenceNodeUrl' }],
  ['lib/extension/worker.ts', 'lib/extension/worker.js', EXTENSION],
  ['lib/extension/url-loader.ts', 'lib/extension/url-loader.js', EXTENSION],
  ['lib/tab-capture/capture.ts', 'lib/tab-capture/capture.js', EXTENSION],
  ['lib/web-socket-gate/gate.ts', 'lib/web-socket-gate/gate.js', EXTENSION],
  ['default_app/main.ts', 'default_app/main.js', MAIN_PROCESS],
  ['default_app/preload.ts', 'default_app/preload.js', PRELOAD],
  ['default_app/renderer/index.ts', 'default_app/renderer.js', PAGE_SCRIPT],
];

/** @type {readonly [from: string, to: string][]} Directories that are copied without their TypeScript files. */
const COPIES = [
  ['lib/esm', 'lib/esm'],
  ['lib/extension', 'lib/extension'],
  ['lib/no-openers', 'lib/no-openers'],
  ['lib/tab-capture', 'lib/tab-capture'],
  ['lib/web-socket-gate', 'lib/web-socket-gate'],
  ['default_app', 'default_app'],
];

/** @type {readonly [from: string, to: string][]} Files that bundles load. */
const FILES = [['node_modules/hunspell-wasm/wasm/hunspell.wasm', 'lib/hunspell.wasm']];

/**
 * @param {string} root top of the source tree
 * @param {string} out output directory, absolute
 * @throws {Failure} with the missing entry, or esbuild's own words about wrong source text
 */
export async function bundleLibrary(root, out) {
  const start = performance.now();
  const missing = BUNDLES.map(([entry]) => entry).filter((entry) => !existsSync(path.join(root, entry)));
  if (missing.length > 0) throw new Failure(`Cannot build the library: ${missing.join(', ')} not found.`);
  console.error('==> Bundling the library (esbuild)');
  for (const [from, to] of COPIES) copyDirectory(path.join(root, from), path.join(out, to));
  for (const [from, to] of FILES) cpSync(path.join(root, from), path.join(out, to));
  const bundles = await Promise.all(
    BUNDLES.map(([entry, output, options]) =>
      bundle({ ...COMMON, ...options, absWorkingDir: root, entryPoints: [entry], outfile: path.join(out, output) }),
    ),
  );
  moveIntoVersion(path.join(out, 'lib/extension'));
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(path.join(out, 'lib/LICENSES.txt'), licensesOf(root, inputs));
  console.error(`    ${seconds(start)}`);
}

/** @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  try {
    return await build({ ...options, metafile: true });
  } catch (error) {
    const { formatMessages } = await import('esbuild');
    const { errors = [] } = /** @type {Partial<import('esbuild').BuildFailure>} */ (error);
    if (errors.length === 0) throw error;
    throw new Failure((await formatMessages(errors, { kind: 'error', color: process.stderr.isTTY })).join('\n'));
  }
}

/** @param {string} from @param {string} to */
function copyDirectory(from, to) {
  rmSync(to, { recursive: true, force: true });
  for (const file of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || /(\.ts|^tsconfig\.json)$/.test(file.name)) continue;
    const source = path.join(file.parentPath, file.name);
    cpSync(source, path.join(to, path.relative(from, source)));
  }
}
