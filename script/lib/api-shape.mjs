// The members of Electron's session contract as data, read from a declaration file: electron.d.ts or our generated one.
import path from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import { ROOT } from './paths.mjs';
import { hasModifier, TypeWriter } from './type-writer.mjs';

/** @typedef {Map<string, string>} Shape type by member, `ses.getUserAgent` → `() => string`; in the file's order */

/** Types of electron@28, the contract. */
export const CONTRACT_FILE = path.join(ROOT, 'node_modules/electron/electron.d.ts');

/** The classes that are compared, and what their members are called: static ones and those of an instance. */
const CLASSES = [
  { className: 'Session', statics: 'session', instance: 'ses' },
  { className: 'Cookies', statics: 'Cookies', instance: 'cookies' },
  { className: 'ServiceWorkers', statics: 'ServiceWorkers', instance: 'serviceWorkers' },
];

/** @param {string} member @returns {boolean} whether it is one of the 80 of the session module and class Session */
export const isSessionMember = (member) => /^(?:session|ses)\b/.test(member);

/**
 * @param {string} file declaration file that declares `namespace Electron`, absolute
 * @returns {Shape} the session module, class Session and the classes of its properties; without a class, without its members
 */
export function readShape(file) {
  const api = new API({ cwd: ROOT });
  try {
    const snapshot = api.updateSnapshot({ openFiles: [file] });
    const source = snapshot.getDefaultProjectForFile(file)?.program.getSourceFile(file);
    if (!source) throw new Error(`${path.relative(ROOT, file)} cannot be read`);
    const writer = new TypeWriter(source);
    /** @type {Shape} */
    const shape = new Map();
    for (const names of CLASSES) addMembers(shape, writer, names);
    return shape;
  } finally {
    api.close();
  }
}

/**
 * Events are taken from the overloads of `on`; the other ways to listen follow from it.
 * @param {Shape} shape
 * @param {TypeWriter} writer
 * @param {(typeof CLASSES)[number]} names
 */
function addMembers(shape, writer, { className, statics, instance }) {
  for (const member of writer.classNamed(className)?.members ?? []) {
    if (is.isPropertyDeclaration(member) && member.type) {
      const owner = hasModifier(member, SyntaxKind.StaticKeyword) ? statics : instance;
      const readonly = hasModifier(member, SyntaxKind.ReadonlyKeyword) ? 'readonly ' : '';
      shape.set(`${owner}.${member.name.getText()}`, `${readonly}${writer.write(member.type)}`);
    } else if (is.isMethodDeclaration(member)) {
      const [event, listener] = member.parameters.map(({ type }) => type);
      const name = member.name.getText();
      if (event && listener && is.isLiteralTypeNode(event)) {
        if (name === 'on') shape.set(`${instance} event ${event.getText()}`, writer.write(listener));
        continue;
      }
      const owner = hasModifier(member, SyntaxKind.StaticKeyword) ? statics : instance;
      const overloads = shape.get(`${owner}.${name}`);
      shape.set(`${owner}.${name}`, (overloads ? `${overloads}, ` : '') + writer.writeSignature(member));
    }
  }
}
