// DEPS as data. Everything that needs a version or a package name asks here.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateCondition, evaluateFile } from './python-literals.mjs';
import { ROOT } from './paths.mjs';
import { Failure } from './process.mjs';

/** @typedef {'run' | 'test'} Purpose what the machine is prepared for: script/start or script/test */
/** @typedef {{ name: string, type: 'apt' | 'npm', condition: string, packages: string[] }} Dependency */
/** @typedef {{ dep_type?: 'apt' | 'npm', condition?: string, packages?: { package: string }[] }} RawDependency */
/** @typedef {{ vars: Record<string, string | number | boolean>, dependencies: Dependency[] }} Deps */

/**
 * @param {Record<string, string | number | boolean>} overrides
 * @returns {Deps}
 * @throws {Failure} naming DEPS and the line or entry that is wrong
 */
export function readDeps(overrides = {}, file = path.join(ROOT, 'DEPS')) {
  const { vars, deps } = /** @type {{ vars: Deps['vars'], deps: Record<string, RawDependency> }} */ (
    inFile(file, () => evaluateFile(readFileSync(file, 'utf8'), overrides))
  );
  const dependencies = Object.entries(deps).map(([name, entry]) => {
    const { dep_type: type, condition = 'True', packages } = entry;
    if (type !== 'apt' && type !== 'npm')
      throw new Failure(`${file}: deps['${name}']: dep_type must be 'apt' or 'npm'`);
    if (!Array.isArray(packages)) throw new Failure(`${file}: deps['${name}']: packages must be a list`);
    return { name, type, condition, packages: packages.map((item) => item.package) };
  });
  return { vars, dependencies };
}

/**
 * @param {Purpose} purpose
 * @returns {{ aptPackages: string[], usesNpm: boolean, vars: Deps['vars'] }} what this purpose needs on this machine
 */
export function requirementsFor(purpose) {
  const { vars, dependencies } = readDeps({
    for_run: true,
    for_test: purpose === 'test',
    system_chromium: !process.env['VALENCE_CHROMIUM'],
  });
  const needed = dependencies.filter(({ condition }) => inFile('DEPS', () => evaluateCondition(condition, vars)));
  return {
    aptPackages: needed.filter(({ type }) => type === 'apt').flatMap(({ packages }) => packages),
    usesNpm: needed.some(({ type }) => type === 'npm'),
    vars,
  };
}

/** @template T @param {string} file @param {() => T} evaluate @returns {T} */
function inFile(file, evaluate) {
  try {
    return evaluate();
  } catch (error) {
    throw new Failure(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
