// The members that docs/api gives each module and class, by the headings of its pages: what public objects have, and no more.
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
