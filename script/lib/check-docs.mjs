// What Markdown files say about the tree: links lead somewhere, tables of contents are complete, bundles are listed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BUNDLES } from '../build-lib.mjs';
import { ROOT } from './paths.mjs';

/** The anchor that GitHub gives a heading. @param {string} heading @returns {string} */
export function anchorOf(heading) {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/(?<!\w)_([^_]+)_(?!\w)/g, '$1');
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** @param {string} text @returns {string} without blocks of code, line for line */
const withoutCode = (text) =>
  text.replaceAll(/^```.*\n[^]*?^```$/gm, (block) => '\n'.repeat(block.split('\n').length - 1));

/** @param {string} text @returns {{ level: number, anchor: string, line: number }[]} */
function headingsOf(text) {
  const seen = new Map();
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) => {
      const [, marks, title] = /^(#+) (.+)$/.exec(line) ?? [];
      if (!marks || !title) return [];
      const anchor = anchorOf(title);
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return [{ level: marks.length, anchor: count === 0 ? anchor : `${anchor}-${count}`, line: index + 1 }];
    });
}

/** @param {string} root @param {string} file relative to `root` @returns {string[]} one line per link that leads nowhere */
function brokenLinks(root, file) {
  const text = withoutCode(readFileSync(path.join(root, file), 'utf8'));
  return [...text.matchAll(/\]\((?![a-z]+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ({ 1: to = '', 2: anchor, index }) => {
      const place = `${file}:${text.slice(0, index).split('\n').length}`;
      const target = to === '' ? path.join(root, file) : path.join(root, path.dirname(file), to);
      if (!existsSync(target)) return [`${place}: ${to} does not exist`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      const known = headingsOf(readFileSync(target, 'utf8')).some((heading) => heading.anchor === anchor);
      return known ? [] : [`${place}: ${to || file} has no heading #${anchor}`];
    },
  );
}

/**
 * A page that links to its own headings before the first of them has a table of contents.
 * @param {string} root @param {string} file @returns {string[]} one line per heading of the second level that is not in it
 */
function missingContents(root, file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const start = text.search(/^## /m);
  const contents = [...text.slice(0, Math.max(0, start)).matchAll(/^- \[[^\]]*\]\(#([^)]+)\)$/gm)].map(
    ([, anchor]) => anchor,
  );
  if (contents.length === 0) return [];
  return headingsOf(text)
    .filter(({ level, anchor }) => level === 2 && !contents.includes(anchor))
    .map(({ line, anchor }) => `${file}:${line}: the table of contents lacks #${anchor}`);
}

/** @param {string} root @returns {string[]} one line per bundle that the table of docs/development/build.md lacks */
function missingBundles(root) {
  const file = 'docs/development/build.md';
  const text = readFileSync(path.join(root, file), 'utf8');
  return BUNDLES.map(([, output]) => output)
    .filter((output) => !text.includes(output) && !text.includes(`\`${path.basename(output)}\``))
    .map((output) => `${file}: the table of bundles lacks ${output}`);
}

/** @param {readonly string[]} files Markdown, relative to `root` @returns {string} one line per mistake */
export const checkPages = (files, root = ROOT) =>
  files.flatMap((file) => [...brokenLinks(root, file), ...missingContents(root, file)]).join('\n');

/** @param {readonly string[]} files Markdown of this tree @returns {string} one line per mistake */
export const checkDocs = (files) => [checkPages(files), ...missingBundles(ROOT)].filter(Boolean).join('\n');
