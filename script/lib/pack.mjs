// script/pack: npm/ and the Release build, staged as they are installed, and packed.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, RUNTIME_TARGET } from './build.mjs';
import { generateTypes, TYPES_FILE } from './gen-types.mjs';
import { OUT, outDir, ROOT } from './paths.mjs';
import { Failure, parseOptions, query, runMain, step } from './process.mjs';

/** What an app needs of an output directory; binaries come first. */
const BINARIES = ['valence', 'valence_supervisor', 'valence.node', 'libvalence_policy.so'];
const DIRECTORIES = ['lib', 'default_app'];

/**
 * @param {string} destination directory for the package
 * @returns {Promise<string>} path of the package
 */
export async function pack(destination) {
  const release = outDir('Release');
  await build('Release', [RUNTIME_TARGET]);
  await generateTypes();
  const stage = path.join(OUT, 'npm');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(path.join(stage, 'dist'), { recursive: true });
  cpSync(path.join(ROOT, 'npm'), stage, { recursive: true });
  for (const file of ['LICENSE', 'README.md']) {
    if (existsSync(path.join(ROOT, file))) cpSync(path.join(ROOT, file), path.join(stage, file));
  }
  cpSync(TYPES_FILE, path.join(stage, path.basename(TYPES_FILE)));
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(packageManifest(), null, 2)}\n`);
  for (const name of BINARIES) {
    const target = path.join(stage, 'dist', name);
    await step(`Stripping ${name}`, 'strip', ['--strip-unneeded', '-o', target, path.join(release, name)]);
  }
  for (const name of DIRECTORIES) {
    const visible = (/** @type {string} */ file) => !path.basename(file).startsWith('.');
    cpSync(path.join(release, name), path.join(stage, 'dist', name), { recursive: true, filter: visible });
  }
  const name = query('npm', ['pack', stage, '--pack-destination', destination, '--silent']).trim();
  if (!name) throw new Failure(`npm pack ${stage} failed.`);
  return path.join(destination, name);
}

/** npm/package.json with what it shares with the tree's own. */
function packageManifest() {
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
  const { version, description, license, engines } = read('package.json');
  return { ...read('npm/package.json'), version, description, license, engines, cpu: [process.arch] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseOptions({ options: { destination: { type: 'string', default: OUT } } });
    console.log(await pack(path.resolve(values.destination)));
  });
}
