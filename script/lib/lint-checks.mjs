// The checks of script/lint by name. Each gives back what is wrong, empty if nothing is.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkApiShape } from './api-expectations.mjs';
import { checkAppCalls } from './check-app-calls.mjs';
import { checkClassNames } from './check-class-names.mjs';
import { checkDocs } from './check-docs.mjs';
import { checkImports } from './check-imports.mjs';
import { checkPermissions } from './check-permissions.mjs';
import { checkValidators } from './check-validators.mjs';
import { runClangTidy } from './clang-tidy.mjs';
import { checkDependencies } from './check-dependencies.mjs';
import { readDeps } from './deps.mjs';
import { updateMembersTable } from './members-table.mjs';
import { updatePackagesTable } from './packages-table.mjs';
import { npmBin, outDir, ROOT } from './paths.mjs';
import { checkPublicClasses } from './public-members.mjs';
import { capture, query } from './process.mjs';
import { generateVersions } from './versions.mjs';

/** @typedef {{ fix: boolean, all: boolean, jobs: number }} LintOptions */
/** @typedef {(options: LintOptions) => Promise<string>} Check */

const LLVM = String(readDeps().vars['llvm_version']);

/** Every directory with a tsconfig.json; one program each. */
const TYPESCRIPT_PROJECTS = [
  '.',
  'lib/extension',
  'lib/renderer',
  'lib/tab-capture',
  'lib/web-socket-gate',
  'default_app',
  'spec',
  'script',
  'bench',
];

/** @param {RegExp} pattern @returns {string[]} files that git knows or would add, relative to the tree */
function sourceFiles(pattern) {
  const files = query('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate']).split('\n');
  return files.filter((file) => pattern.test(file) && existsSync(path.join(ROOT, file)));
}

/** @param {string} program @param {readonly string[]} args @returns {Promise<string>} its output if it failed */
async function outputIfFailed(program, args) {
  const { code, output } = await capture(program, args);
  return code === 0 ? '' : output || `${program} failed with exit code ${code}`;
}

/** @type {Record<string, Check>} */
export const CHECKS = {
  'oxlint': ({ fix }) => outputIfFailed(npmBin('oxlint'), ['--format=unix', ...(fix ? ['--fix'] : [])]),

  'types': async () => {
    const projects = TYPESCRIPT_PROJECTS.filter((directory) => existsSync(path.join(ROOT, directory, 'tsconfig.json')));
    const outputs = await Promise.all(
      projects.map((project) => outputIfFailed(npmBin('tsc'), ['--project', project, '--pretty', 'false'])),
    );
    // A file that belongs to two projects is reported once.
    return [...new Set(outputs.join('\n').split('\n'))].join('\n');
  },

  'prettier': ({ fix }) => outputIfFailed(npmBin('prettier'), [fix ? '--write' : '--check', '--log-level=warn', '.']),

  'imports': () => Promise.resolve(checkImports()),

  'class names': () => Promise.resolve(checkClassNames()),
  'public classes': () => Promise.resolve(checkPublicClasses()),
  'docs': () => Promise.resolve(checkDocs(sourceFiles(/\.md$/))),

  'app calls': () => Promise.resolve(checkAppCalls()),
  'validators': () => Promise.resolve(checkValidators()),
  'permissions': () => Promise.resolve(checkPermissions()),

  'api shape': () => checkApiShape(),

  'members table': ({ fix }) => Promise.resolve(updateMembersTable({ write: fix })),

  'packages table': ({ fix }) => Promise.resolve(updatePackagesTable({ write: fix })),

  'versions': ({ fix }) => Promise.resolve(generateVersions({ write: fix })),

  'dependencies': () => Promise.resolve(checkDependencies()),

  'shellcheck': () => {
    const isBash = (/** @type {string} */ file) => /^#.*\bbash\n/.test(readFileSync(path.join(ROOT, file), 'utf8'));
    const scripts = sourceFiles(/^(?:script|\.ci)\/[^.]+(?:\.sh)?$/).filter(isBash);
    return outputIfFailed('shellcheck', ['--external-sources', '--source-path=SCRIPTDIR', ...scripts]);
  },

  'gn format': async ({ fix }) => {
    const files = sourceFiles(/\.gni?$/);
    const checked = await Promise.all(
      files.map(async (file) => ({ file, ...(await capture('gn', ['format', ...(fix ? [] : ['--dry-run']), file])) })),
    );
    return checked
      .filter(({ code }) => code !== 0)
      .map(({ file, output }) => `${file}: gn format would change it ${output}`)
      .join('\n');
  },

  // Every include is of the own target or of one that it depends on.
  'gn check': () => outputIfFailed('gn', ['check', outDir('Release')]),

  'clang-format': ({ fix }) => {
    const files = sourceFiles(/^shell\/.*\.(cc|h|c)$/);
    return outputIfFailed(`clang-format-${LLVM}`, [...(fix ? ['-i'] : ['--dry-run', '--Werror']), ...files]);
  },

  // Without tests: the macros of gtest take most of the time and hide what they wrap.
  'clang-tidy': ({ all, jobs }) =>
    runClangTidy({ files: sourceFiles(/^shell\/.*(?<!_unittest)\.cc$/), llvm: LLVM, all, jobs }),
};
