// Licenses of the npm packages whose code is in our bundles; most of them ask for it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './process.mjs';

/**
 * @param {string} root top of the source tree
 * @param {readonly string[]} inputs files that were bundled, relative to it
 * @returns {string} text of every license, by package
 * @throws {Failure} for a package that brings no license text
 */
export function licensesOf(root, inputs) {
  // esbuild marks modules that a package leaves out for browsers: `(disabled):node_modules/…`.
  const directories = inputs.flatMap(
    (input) => /^(?!\(disabled\)).*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [],
  );
  return [...new Set(directories)]
    .sort((a, b) => a.localeCompare(b))
    .map((directory) => licenseOf(path.join(root, directory)))
    .join('\n');
}

/** @param {string} directory of one package @returns {string} */
function licenseOf(directory) {
  /** @type {{ name: string, version: string }} */
  const { name, version } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const files = readdirSync(directory).filter((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (files.length === 0) throw new Failure(`${name} is bundled and has no license file.`);
  const texts = files.map((file) => readFileSync(path.join(directory, file), 'utf8').trim());
  return `${name} ${version}\n\n${texts.join('\n\n')}\n`;
}
