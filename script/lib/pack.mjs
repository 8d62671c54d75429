// script/pack: npm/ and the Release build, staged as they are installed, and packed.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, RUNTIME_TARGET } from './build.mjs';
import { readDeps } from './deps.mjs';
import { generateTypes, TYPES_FILE } from './gen-types.mjs';
import { OUT, outDir, ROOT } from './paths.mjs';
import { Failure, parseOptions, query, runMain, step } from './process.mjs';

/** What an app needs of an output directory; binaries come first. */
const BINARIES = ['valence', 'valence_supervisor', 'valence.node', 'libvalence_policy.so'];
const DIRECTORIES = ['lib', 'default_app'];

/**
 * A package. `launcher` is the file of dist/ that require() of the package gives; `types` the file with the types.
 * @typedef {{ name: string, version: string, launcher: string, types: string }} Variant
 */

const LAUNCHER = 'valence';

/** @param {string} file */
const readJSON = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** @returns {Variant} */
function valencePackage() {
  const { name, version } = readJSON('package.json');
  return { name, version, launcher: LAUNCHER, types: 'valence.d.ts' };
}

/** In the place of Electron's own, for apps and tools that depend on a package of that name. @returns {Variant} */
const electronPackage = () => ({
  name: 'electron',
  version: String(readDeps().vars['electron_version']),
  launcher: 'electron',
  types: 'electron.d.ts',
});

/**
 * @param {string} destination directory for the package
 * @param {{ alias?: boolean }} [options] `alias`: as the package `electron`
 * @returns {Promise<string>} path of the package
 */
export async function pack(destination, { alias = false } = {}) {
  const variant = alias ? electronPackage() : valencePackage();
  const release = outDir('Release');
  await build('Release', [RUNTIME_TARGET]);
  await generateTypes();
  const stage = path.join(OUT, 'npm', variant.name);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(path.join(stage, 'dist'), { recursive: true });
  cpSync(path.join(ROOT, 'npm'), stage, { recursive: true });
  for (const file of ['LICENSE', 'README.md', 'docs']) {
    if (existsSync(path.join(ROOT, file))) cpSync(path.join(ROOT, file), path.join(stage, file), { recursive: true });
  }
  cpSync(TYPES_FILE, path.join(stage, variant.types));
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(packageManifest(variant), null, 2)}\n`);
  // As in Electron's package: tools read both.
  writeFileSync(path.join(stage, 'path.txt'), variant.launcher);
  writeFileSync(path.join(stage, 'dist/version'), String(readDeps().vars['electron_version']));
  for (const name of BINARIES) {
    const target = path.join(stage, 'dist', name);
    await step(`Stripping ${name}`, 'strip', ['--strip-unneeded', '-o', target, path.join(release, name)]);
  }
  for (const name of DIRECTORIES) {
    const visible = (/** @type {string} */ file) => !path.basename(file).startsWith('.');
    cpSync(path.join(release, name), path.join(stage, 'dist', name), { recursive: true, filter: visible });
  }
  // Under both names: Electron's package, and tools that are given a folder, look for `electron`. npm packs no links.
  cpSync(path.join(stage, 'dist', LAUNCHER), path.join(stage, 'dist/electron'));
  const name = query('npm', ['pack', stage, '--pack-destination', destination, '--silent']).trim();
  if (!name) throw new Failure(`npm pack ${stage} failed.`);
  return path.join(destination, name);
}

/** npm/package.json with what it shares with the tree's own. @param {Variant} variant */
function packageManifest({ name, version, launcher, types }) {
  const { description, license, engines } = readJSON('package.json');
  const { files, ...manifest } = readJSON('npm/package.json');
  return {
    ...manifest,
    name,
    version,
    description,
    license,
    engines,
    cpu: [process.arch],
    types,
    bin: { ...manifest.bin, [launcher]: `dist/${launcher}` },
    files: [...files, types],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseOptions({
      options: { destination: { type: 'string', default: OUT }, alias: { type: 'boolean', default: false } },
    });
    console.log(await pack(path.resolve(values.destination), { alias: values.alias }));
  });
}
