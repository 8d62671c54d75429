// The members that docs/api gives each module and class, by the headings of its pages: what public objects have, and no more.
// (spec/public-surface.spec.ts compares the objects themselves.)
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** @typedef {{ statics: string[], members: string[] }} ClassMembers */
/** @typedef {{ modules: Record<string, string[]>, classes: Record<string, ClassMembers> }} PublicMembers */

/** `### `app.quit()``, `#### `win.id` _Readonly_`, `### `new BrowserWindow([options])`` */
const HEADING = /^(#{1,4}) (?:Class: (\w+)|`(?:new )?(\w+)(?:\.(\w+))?[^`]*`|(\w+))(?: .*)?$/;

/** @param {string} [directory] of the pages @returns {PublicMembers} */
export function readPublicMembers(directory = path.join(ROOT, 'docs/api')) {
  /** @type {PublicMembers} */
  const found = { modules: {}, classes: {} };
  for (const page of readdirSync(directory).filter((file) => file.endsWith('.md'))) {
    addMembersOf(readFileSync(path.join(directory, page), 'utf8'), found);
  }
  return found;
}

/** @param {string} page @param {PublicMembers} found */
function addMembersOf(page, { modules, classes }) {
  /** @type {string[] | null} members of the module */
  let module = null;
  /** @type {string | null} the class of the section */
  let className = null;
  for (const line of page.replaceAll(/^```[^]*?^```/gm, '').split('\n')) {
    const [, level, declared, owner, member, title] = HEADING.exec(line) ?? [];
    if (declared) {
      className = declared;
      classes[className] = { statics: [], members: [] };
    } else if (level === '#' && title) {
      module = modules[title] = [];
    } else if (owner && member) {
      const target = className ? classes[className] : undefined;
      if (!target) module?.push(member);
      else if (owner === className) target.statics.push(member);
      else target.members.push(member);
    }
  }
}

/** Classes of modules, and of properties that have the members of a module: ses.protocol, contents.ipc. */
const MODULE_CLASSES = new Set([
  'App',
  'IpcMain',
  'NativeTheme',
  'NetLog',
  'ParentPort',
  'PowerMonitor',
  'Protocol',
  'SafeStorage',
  'Screen',
  'SystemPreferences',
]);

/** @returns {string} one line per class of lib/browser/api that is not documented, per documented one elsewhere, per file without one */
export function checkPublicClasses(root = ROOT) {
  const { modules, classes } = readPublicMembers(path.join(root, 'docs/api'));
  const api = path.join(root, 'lib/browser/api');
  const missing = new Set(Object.keys(classes));
  const problems = readdirSync(api)
    .filter((file) => file !== 'exports.ts')
    .flatMap((file) => {
      const source = readFileSync(path.join(api, file), 'utf8');
      const names = [...source.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);
      for (const name of names) missing.delete(name);
      const exportsModule = Object.keys(modules).some((name) =>
        new RegExp(`^export const ${name}\\b`, 'm').test(source),
      );
      return [
        ...names
          .filter((name) => !(name in classes) && !MODULE_CLASSES.has(name))
          .map(
            (name) =>
              `lib/browser/api/${file}: the class ${name} is not documented in docs/api: it belongs into a subsystem`,
          ),
        ...(names.length > 0 || exportsModule ? [] : [`lib/browser/api/${file}: exports no public module or class`]),
      ];
    });
  const elsewhere = [...missing].map(
    (name) => `lib/browser/api: docs/api documents the class ${name}, which is not there`,
  );
  return [...problems, ...elsewhere].join('\n');
}
