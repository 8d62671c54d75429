// How many specs each member of the session contract has. A spec belongs to a member if a describe around it is named
// after the member: `ses.setProxy(config)`, `session.fromPath(path)`, `ses event 'will-download'`, `ses.cookies`,
// `cookies.get(filter)`.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

export interface Member {
  /** As in describe titles, without parameters: `ses.setProxy`, `session.fromPath`, `ses event 'will-download'`. */
  title: string;
  works: boolean;
}

/** The 80 members of the contract, in Electron's order. Which of them work is what the expectation file says. */
export function readMembers(): Member[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(__dirname, '..', file), 'utf8'));
  const titles = read('session-contract.json') as string[];
  const { missing } = read('expectations/session-members.json') as { missing: Record<string, unknown> };
  return titles.map((title) => ({ title, works: !(title in missing) }));
}

/** Text table: specs that passed and specs in all, of every member that works or has specs. */
export function formatMemberTable(members: readonly Member[], tests: readonly Mocha.Test[]): string {
  const width = Math.max(...members.map(({ title }) => title.length));
  const rows = members.flatMap((member) => {
    const own = testsOf(member, tests);
    if (own.length === 0 && !member.works) return [];
    const passed = own.filter((test) => test.isPassed()).length;
    return [`  ${member.title.padEnd(width)}  ${String(passed).padStart(3)} of ${String(own.length).padStart(3)}`];
  });
  const absent = members.filter(({ works }) => !works).length;
  return ['', '  Specs by member (passed of all)', '', ...rows, '', `  ${absent} members are not there yet.`, ''].join(
    '\n',
  );
}

/** Titles of members that are said to work without a spec that passes. */
export function untestedMembers(members: readonly Member[], tests: readonly Mocha.Test[]): string[] {
  return members
    .filter((member) => member.works && !testsOf(member, tests).some((test) => test.isPassed()))
    .map(({ title }) => title);
}

function testsOf({ title }: Member, tests: readonly Mocha.Test[]): Mocha.Test[] {
  return tests.filter((test) => test.parent?.titlePath().some((part) => isNamedAfter(part, title)));
}

/** Whether the describe title is the member's, with or without parameters and further words, or that of a member of it. */
function isNamedAfter(describeTitle: string, memberTitle: string): boolean {
  if (describeTitle.startsWith(`${memberTitle.replace(/^ses\./, '')}.`)) return true;
  return describeTitle.startsWith(memberTitle) && !/^\w/.test(describeTitle.slice(memberTitle.length));
}
