// How many specs each member of the session contract has. A spec belongs to a member if a describe around it is named
// after the member: `ses.setProxy(config)`, `session.fromPath(path)`, `ses event 'will-download'`, `ses.cookies`,
// `cookies.get(filter)`.

/**
 * @typedef {object} Member
 * @property {string} title as in describe titles, without parameters: `ses.setProxy`, `ses event 'will-download'`
 * @property {boolean} works
 */

/** @typedef {Pick<import('./report.mjs').TestResult, 'titlePath' | 'state'>} Test */

/**
 * @param {readonly Member[]} members
 * @param {readonly Test[]} tests
 * @returns {string} table of the specs that passed and the specs in all, of every member that works or has specs
 */
export function formatMemberTable(members, tests) {
  const width = Math.max(...members.map(({ title }) => title.length));
  const rows = members.flatMap((member) => {
    const own = testsOf(member, tests);
    if (own.length === 0 && !member.works) return [];
    const passed = own.filter(({ state }) => state === 'passed').length;
    return [`  ${member.title.padEnd(width)}  ${String(passed).padStart(3)} of ${String(own.length).padStart(3)}`];
  });
  const absent = members.filter(({ works }) => !works).length;
  return ['', '  Specs by member (passed of all)', '', ...rows, '', `  ${absent} members are not there yet.`, ''].join(
    '\n',
  );
}

/**
 * @param {readonly Member[]} members
 * @param {readonly Test[]} tests
 * @returns {string[]} titles of members that are said to work without a spec that passes
 */
export function untestedMembers(members, tests) {
  return members
    .filter((member) => member.works && !testsOf(member, tests).some(({ state }) => state === 'passed'))
    .map(({ title }) => title);
}

/** @param {Member} member @param {readonly Test[]} tests */
function testsOf({ title }, tests) {
  return tests.filter(({ titlePath }) => titlePath.slice(0, -1).some((part) => isNamedAfter(part, title)));
}

/**
 * Whether the describe title is the member's, with or without parameters and further words, or that of a member of it.
 * @param {string} describeTitle
 * @param {string} memberTitle
 */
function isNamedAfter(describeTitle, memberTitle) {
  if (describeTitle.startsWith(`${memberTitle.replace(/^ses\./, '')}.`)) return true;
  return describeTitle.startsWith(memberTitle) && !/^\w/.test(describeTitle.slice(memberTitle.length));
}
