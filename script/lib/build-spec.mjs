// Transpiles spec/**/*.ts to out/<configuration>/spec, file by file, so that stacks and paths stay those of the source.
import { cpSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whenChanged } from './fingerprint.mjs';
import { outDir, ROOT } from './paths.mjs';
import { readPublicMembers } from './public-members.mjs';

/** Read in place, never transpiled: apps, pages and data of the specs, and the documentation with its samples. */
const LINKED = { fixtures: 'spec/fixtures', expectations: 'spec/expectations', docs: 'docs' };

/** @param {string} configuration @returns {string} file with the 80 members of the contract, for specs and their count by member */
export const membersFile = (configuration) => path.join(outDir(configuration), 'spec/members.json');

/** @param {string} configuration */
export async function buildSpecs(configuration) {
  const out = path.join(outDir(configuration), 'spec');
  await whenChanged(
    path.join(out, '.inputs'),
    ['spec', 'docs/api', 'script/lib/public-members.mjs', 'package-lock.json'],
    async () => {
      const [{ build }, { CONTRACT_FILE, isSessionMember, readShape }, { readExpectations }] = await Promise.all([
        import('esbuild'),
        import('./api-shape.mjs'),
        import('./api-expectations.mjs'),
      ]);
      rmSync(out, { recursive: true, force: true });
      const isLinked = (/** @type {string} */ file) => (file.split(path.sep)[0] ?? '') in LINKED;
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
      for (const file of files.filter(
        (name) => /\.(json|js|mjs|cjs|py|html)$/.test(name) && name !== 'tsconfig.json',
      )) {
        cpSync(path.join(ROOT, 'spec', file), path.join(out, file));
      }
      const titles = [...readShape(CONTRACT_FILE).keys()].filter(isSessionMember);
      const { missing } = readExpectations();
      /** @type {import('./specs/member-coverage.mjs').Member[]} */
      const members = titles.map((title) => ({ title, works: !(title in missing) }));
      writeFileSync(membersFile(configuration), JSON.stringify(members));
      writeFileSync(path.join(out, 'public-members.json'), JSON.stringify(readPublicMembers()));
      for (const [name, target] of Object.entries(LINKED)) symlinkSync(path.join(ROOT, target), path.join(out, name));
    },
  );
}
