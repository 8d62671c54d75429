// Writes TypeScript types out to their structure: interfaces by their members, unions sorted, parameters without names.
// Two declaration files that mean the same then give the same text, whatever they call their interfaces.
import { SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';

/** @import { ClassDeclaration, InterfaceDeclaration, Node, SourceFile, TypeNode } from 'typescript/unstable/ast' */
/** @import { MethodDeclaration, MethodSignatureDeclaration, FunctionTypeNode } from 'typescript/unstable/ast' */
/** @typedef {MethodDeclaration | MethodSignatureDeclaration | FunctionTypeNode} Signature */

/** @param {{ modifiers?: readonly Node[] }} node @param {SyntaxKind} kind */
export const hasModifier = (node, kind) => (node.modifiers ?? []).some((modifier) => modifier.kind === kind);

/** Code units, not a language's alphabet: the same everywhere. @param {string} a @param {string} b */
const byCodeUnit = (a, b) => (a < b ? -1 : Number(a > b));

export class TypeWriter {
  /** @readonly @type {Map<string, ClassDeclaration | InterfaceDeclaration>} */
  #declarations = new Map();

  /** @param {SourceFile} source declares `namespace Electron`, whose structures are written out */
  constructor(source) {
    for (const statement of source.statements) {
      if (!is.isModuleDeclaration(statement) || statement.name.text !== 'Electron') continue;
      if (!statement.body || !is.isModuleBlock(statement.body)) continue;
      for (const declaration of statement.body.statements) {
        const isNamed = is.isClassDeclaration(declaration) || is.isInterfaceDeclaration(declaration);
        if (isNamed && declaration.name) this.#declarations.set(declaration.name.text, declaration);
      }
    }
  }

  /** @param {string} name @returns {ClassDeclaration | undefined} */
  classNamed(name) {
    const declaration = this.#declarations.get(name);
    return declaration && is.isClassDeclaration(declaration) ? declaration : undefined;
  }

  /** @param {TypeNode} type @param {readonly string[]} open structures that are being written out around it */
  write(type, open = []) {
    /** @param {TypeNode} inner @returns {string} */
    const write = (inner) => this.write(inner, open);
    if (is.isParenthesizedTypeNode(type)) return write(type.type);
    if (is.isArrayTypeNode(type)) return `Array<${write(type.elementType)}>`;
    if (is.isUnionTypeNode(type)) return [...new Set(type.types.map(write))].sort(byCodeUnit).join(' | ');
    if (is.isIntersectionTypeNode(type)) return type.types.map(write).sort(byCodeUnit).join(' & ');
    if (is.isFunctionTypeNode(type)) return `(${this.writeSignature(type, open)})`;
    if (is.isTypeLiteralNode(type)) return this.#writeMembers(type.members, open);
    if (!is.isTypeReferenceNode(type)) return type.getText().replaceAll(/\s+/g, ' ');
    const name = type.typeName.getText().replace(/^Electron\./, '');
    const declaration = this.#declarations.get(name);
    if (declaration && !open.includes(name) && is.isInterfaceDeclaration(declaration) && !isEmitter(declaration)) {
      return this.#writeMembers(this.#membersOf(declaration), [...open, name]);
    }
    return type.typeArguments ? `${name}<${type.typeArguments.map(write).join(', ')}>` : name;
  }

  /** @param {Signature} signature @param {readonly string[]} open @returns {string} */
  writeSignature(signature, open = []) {
    const parameters = signature.parameters.map(({ dotDotDotToken, questionToken, type }) => {
      return `${dotDotDotToken ? '...' : ''}${type ? this.write(type, open) : 'any'}${questionToken ? '?' : ''}`;
    });
    return `(${parameters.join(', ')}) => ${signature.type ? this.write(signature.type, open) : 'any'}`;
  }

  /** @param {readonly Node[]} members @param {readonly string[]} open @returns {string} */
  #writeMembers(members, open) {
    const written = members.flatMap((member) => {
      if (is.isMethodSignatureDeclaration(member)) {
        return `${member.name.getText()}${optional(member)}: ${this.writeSignature(member, open)}`;
      }
      if (!is.isPropertySignatureDeclaration(member)) return member.getText();
      return `${member.name.getText()}${optional(member)}: ${this.write(member.type, open)}`;
    });
    return `{ ${written.sort(byCodeUnit).join('; ')} }`;
  }

  /** Its own members and the inherited ones. @param {InterfaceDeclaration} declaration @returns {Node[]} */
  #membersOf(declaration) {
    const inherited = parentsOf(declaration).flatMap((name) => {
      const parent = this.#declarations.get(name);
      return parent && is.isInterfaceDeclaration(parent) ? this.#membersOf(parent) : [];
    });
    return inherited.concat(declaration.members);
  }
}

/** @param {{ postfixToken?: Node }} member */
const optional = ({ postfixToken }) => (postfixToken?.kind === SyntaxKind.QuestionToken ? '?' : '');

/** @param {InterfaceDeclaration} declaration @returns {string[]} names after `extends` */
function parentsOf(declaration) {
  return (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map((parent) => parent.expression.getText()));
}

/** Whether it is a module, not a structure. @param {InterfaceDeclaration} declaration */
const isEmitter = (declaration) => parentsOf(declaration).some((name) => name.endsWith('EventEmitter'));
