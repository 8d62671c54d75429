// clang-tidy takes seconds per file, so a file that passed is checked again only when it, one of its headers or a setting
// changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OUT, outDir, ROOT } from './paths.mjs';
import { capture, query } from './process.mjs';

/** The build whose compile commands are used. */
const CONFIGURATION = 'Release';

/** The static analyzer takes two thirds of the time. It follows fewer paths unless all files are checked with `--all`. */
const SHALLOW_ANALYZER = ['-Xclang', '-analyzer-config', '-Xclang', 'mode=shallow'].map((arg) => `--extra-arg=${arg}`);
/** Tests run under the sanitizers, which find what the analyzer looks for; it takes 20 seconds for gtest's macros. */
const WITHOUT_ANALYZER = ['--checks=-clang-analyzer-*'];

/**
 * @param {{ files: readonly string[], llvm: string, all: boolean, jobs: number }} options `files`: sources and headers,
 *   relative to the tree; `llvm`: version suffix of the program; `all`: every file, in full depth
 * @returns {Promise<string>} what is wrong
 */
export async function runClangTidy({ files, llvm, all, jobs }) {
  const out = outDir(CONFIGURATION);
  if (!existsSync(path.join(out, 'compile_commands.json'))) return `${out} is not built. Build first: script/build`;
  const includes = includesOf(out);
  const sources = files.filter((file) => includes.has(file));
  const stampFile = path.join(OUT, '.clang-tidy.json');
  const passed = new Set(
    all || !existsSync(stampFile) ? [] : /** @type {string[]} */ (JSON.parse(readFileSync(stampFile, 'utf8'))),
  );
  const keyOf = (/** @type {string} */ file) => `${file} ${digest(['.clang-tidy', ...(includes.get(file) ?? [])])}`;
  const queue = sources.filter((file) => !passed.has(keyOf(file)));
  /** @type {string[]} */
  const problems = [];

  const work = async () => {
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      // The commands are g++'s; clang does not know all of its warnings.
      const args = ['-p', out, '--quiet', '--warnings-as-errors=*', '--extra-arg=-Wno-unknown-warning-option'];
      const { code, output } = await capture(`clang-tidy-${llvm}`, [...args, ...(all ? [] : quicker(file)), file]);
      if (code === 0) passed.add(keyOf(file));
      else problems.push(output);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));

  mkdirSync(OUT, { recursive: true });
  const current = new Set(sources.map(keyOf));
  writeFileSync(stampFile, JSON.stringify([...passed].filter((key) => current.has(key))));
  return problems.join('\n');
}

/** @param {string} file @returns {string[]} arguments */
const quicker = (file) => (file.endsWith('_unittest.cc') ? WITHOUT_ANALYZER : SHALLOW_ANALYZER);

/**
 * What ninja noted when it compiled.
 * @param {string} out
 * @returns {Map<string, string[]>} by compiled file: itself and the headers of this tree that it includes; relative to the tree
 */
function includesOf(out) {
  const objects = query('ninja', ['-C', out, '-t', 'deps']).split(/\n\n+/);
  const lists = objects.map((object) => {
    const files = [...object.matchAll(/^ {4}(.*)$/gm)].map(([, file = '']) =>
      path.relative(ROOT, path.resolve(out, file)),
    );
    return files.filter((file) => file.startsWith('shell/'));
  });
  return new Map(lists.flatMap((list) => (list[0] === undefined ? [] : [[list[0], list]])));
}

/** @param {readonly string[]} files @returns {string} */
function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const absolute = path.join(ROOT, file);
    if (existsSync(absolute)) hash.update(readFileSync(absolute));
  }
  return hash.digest('hex').slice(0, 16);
}
