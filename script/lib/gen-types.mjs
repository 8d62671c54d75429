// docs/api → out/electron-api.json (the documentation as data) → out/valence.d.ts (what an app's author compiles against).
import { parseDocs } from '@electron/docs-parser';
import { generateDefinitions } from '@electron/typescript-definitions';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OUT, ROOT } from './paths.mjs';
import { Failure, runMain } from './process.mjs';

export const TYPES_FILE = path.join(OUT, 'valence.d.ts');
export const API_FILE = path.join(OUT, 'electron-api.json');

/** What the generator says about Electron and is not so here: its own header, modules and elements. */
const ELECTRONS_OWN = [
  /^\/\/ (?:Type definitions for Electron |Project: |Definitions by: |Definitions: ).*\n/gm,
  /^declare module '(?:node:)?original-fs' \{\n[^}]*\}\n+/gm,
  /^interface Document \{\n[^}]*\}\n+/gm,
];

/**
 * The generator declares `electron/common` and the like even where no documented module is among their exports, which
 * does not compile. `electron/utility` does not exist here.
 * @param {string} definitions
 */
function withoutEmptyEntryPoints(definitions) {
  const entryPoints = [
    ...definitions.matchAll(/^declare module '(electron\/\w+)' \{\n {2}export = Electron\.(\w+);\n\}\n+/gm),
  ];
  const empty = entryPoints.filter(([, module, name = '']) => {
    const body = new RegExp(`^  namespace ${name} \\{\\n([^]*?)^  \\}`, 'm').exec(definitions)?.[1] ?? '';
    return module === 'electron/utility' || !/^ +(?:const|class) /m.test(body);
  });
  return empty.reduce((text, [declaration, module]) => {
    return text.replace(declaration, '').replaceAll(new RegExp(`^ +\\(moduleName: '${module}'\\).*\\n`, 'gm'), '');
  }, definitions);
}

/** @type {Promise<void> | undefined} */
let generated;

/**
 * Once in a process: the generator keeps what it has read, and would write it again.
 * @throws {Failure} naming the page that the parser cannot read
 */
export const generateTypes = () => (generated ??= generate());

async function generate() {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  mkdirSync(OUT, { recursive: true });
  let electronApi;
  try {
    electronApi = await parseDocs({ baseDirectory: ROOT, moduleVersion: version, useReadme: false });
  } catch (error) {
    // The message of the parser holds the page and what is wrong with it.
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
  writeFileSync(API_FILE, `${JSON.stringify(electronApi, null, 2)}\n`);
  const definitions = await generateDefinitions({ electronApi });
  const own = withoutEmptyEntryPoints(ELECTRONS_OWN.reduce((text, pattern) => text.replace(pattern, ''), definitions));
  writeFileSync(TYPES_FILE, `// Type definitions for Valence ${version}, generated from docs/api.\n${own.trimEnd()}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runMain(generateTypes);
