// What session-members.json says about documentation and types must hold for the objects that an app gets.
import { expect } from 'chai';
import { session } from 'electron';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readMembers } from './lib/session-members';

interface Expectations {
  extra: Record<string, string>;
}

const expectationsFile = path.join(__dirname, 'expectations/session-members.json');
const { extra } = JSON.parse(readFileSync(expectationsFile, 'utf8')) as Expectations;
const members = readMembers().filter(({ title }) => !title.includes(' event '));

/** The object that has the member, and the member's name. */
function ownerOf(title: string): { owner: object; name: string } {
  const [owner = '', name = ''] = title.split('.');
  return { owner: owner === 'session' ? session : session.defaultSession, name };
}

/** Names that the object's own class gives it. */
function publicNames(owner: object): string[] {
  const source = owner === session ? session : (Object.getPrototypeOf(owner) as object);
  return Object.getOwnPropertyNames(source).filter((name) => name !== 'constructor' && !name.startsWith('_'));
}

describe('members of the session API', () => {
  for (const { title, works } of members) {
    it(`${title} is ${works ? 'there' : 'not there yet'}`, () => {
      const { owner, name } = ownerOf(title);
      expect(name in owner).to.equal(works);
    });
  }

  it('are all known to session-members.json', () => {
    const known = new Set([...members.map(({ title }) => title), ...Object.keys(extra)]);
    const found = [
      ...publicNames(session).map((name) => `session.${name}`),
      ...publicNames(session.defaultSession).map((name) => `ses.${name}`),
    ];
    expect(found.filter((name) => !known.has(name))).to.deep.equal([]);
  });
});
