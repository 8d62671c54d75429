// One build: the shell by GN and ninja, then the library by esbuild.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whenChanged } from './fingerprint.mjs';
import { outDir, ROOT } from './paths.mjs';
import { Failure, query, step } from './process.mjs';

/** GN arguments by configuration; what they mean is declared in build/BUILDCONFIG.gn. */
const CONFIGURATIONS = /** @type {Record<string, string[]>} */ ({
  Release: ['is_debug = false'],
  Debug: ['is_debug = true'],
  Asan: ['is_debug = false', 'is_asan = true'],
  Ubsan: ['is_debug = false', 'is_ubsan = true'],
  Tsan: ['is_debug = false', 'is_tsan = true'],
  Fuzz: ['is_debug = false', 'is_asan = true', 'use_clang = true', 'use_libfuzzer = true'],
});

/** The ninja target that an app needs; the default one adds the unit tests. */
export const RUNTIME_TARGET = 'valence_all';

/**
 * Everything: shell and library.
 * @param {string} configuration
 * @param {readonly string[]} targets of ninja; none: the default target
 */
export async function build(configuration, targets = []) {
  await buildShell(configuration, targets);
  await buildLibrary(configuration);
}

/**
 * @param {string} configuration
 * @param {readonly string[]} targets of ninja; none: the default target
 */
export async function buildShell(configuration, targets) {
  const out = outDir(configuration);
  await generateNinjaFiles(configuration, out);
  const ninja = ['-C', out, ...targets];
  if (query('ninja', [...ninja, '-n']).includes('ninja: no work to do.')) return;
  await step(`Compiling the shell (ninja, ${configuration})`, 'ninja', [...ninja, '--quiet']);
}

/**
 * Runs GN for a new output directory, and again if the arguments of its configuration changed here. Later changes of
 * GN files are ninja's business.
 * @param {string} configuration
 * @param {string} out
 */
async function generateNinjaFiles(configuration, out) {
  const args = CONFIGURATIONS[configuration];
  if (!args && !existsSync(path.join(out, 'args.gn'))) {
    const names = Object.keys(CONFIGURATIONS).join(', ');
    throw new Failure(
      `No configuration is named ${configuration}. There are ${names}; "gn args out/NAME" makes another.`,
    );
  }
  const header = '# Written by script/build; without this line it is kept as it is.\n';
  const argsFile = path.join(out, 'args.gn');
  const before = existsSync(argsFile) ? readFileSync(argsFile, 'utf8') : header;
  const after = args && before.startsWith(header) ? `${header}${args.join('\n')}\n` : before;
  if (before === after && existsSync(path.join(out, 'build.ninja'))) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(argsFile, after);
  await step(`Generating ninja files (gn, ${configuration})`, 'gn', ['gen', out, '--export-compile-commands']);
}

/** @param {string} configuration */
async function buildLibrary(configuration) {
  const out = outDir(configuration);
  const inputs = ['lib', 'default_app', 'script/build-lib.mjs', 'package-lock.json', 'tsconfig.json'];
  await whenChanged(path.join(out, 'lib/.inputs'), inputs, async () => {
    const { bundleLibrary } = await import('../build-lib.mjs');
    await bundleLibrary(ROOT, out);
  });
}
