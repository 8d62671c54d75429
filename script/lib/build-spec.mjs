// Transpiles spec/**/*.ts to out/<configuration>/spec, file by file, so that stacks and paths stay those of the source.
import { cpSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whenChanged } from './fingerprint.mjs';
import { outDir, ROOT } from './paths.mjs';

/** Read in place: apps, pages and data of the specs, never transpiled. */
const LINKED = ['fixtures', 'expectations'];

/** @param {string} configuration */
export async function buildSpecs(configuration) {
  const out = path.join(outDir(configuration), 'spec');
  await whenChanged(path.join(out, '.inputs'), ['spec', 'package-lock.json'], async () => {
    const [{ build }, { CONTRACT_FILE, isSessionMember, readShape }] = await Promise.all([
      import('esbuild'),
      import('./api-shape.mjs'),
    ]);
    rmSync(out, { recursive: true, force: true });
    const isLinked = (/** @type {string} */ file) => LINKED.includes(file.split(path.sep)[0] ?? '');
    const files = readdirSync(path.join(ROOT, 'spec'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => !isLinked(file),
    );
    await build({
      absWorkingDir: ROOT,
      entryPoints: files.filter((file) => /(?<!\.d)\.ts$/.test(file)).map((file) => path.join('spec', file)),
      outbase: 'spec',
      outdir: out,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
    });
    for (const file of files.filter((name) => /\.(json|js|mjs|cjs|py|html)$/.test(name) && name !== 'tsconfig.json')) {
      cpSync(path.join(ROOT, 'spec', file), path.join(out, file));
    }
    // For the count of specs by member.
    const members = [...readShape(CONTRACT_FILE).keys()].filter(isSessionMember);
    writeFileSync(path.join(out, 'session-contract.json'), JSON.stringify(members));
    for (const name of LINKED) symlinkSync(path.join(ROOT, 'spec', name), path.join(out, name));
  });
}
