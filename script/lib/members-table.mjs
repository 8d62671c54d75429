// The table of README.md that says which of the 80 members work now, from the expectation file.
import { fileURLToPath } from 'node:url';
import { readExpectations } from './api-expectations.mjs';
import { CONTRACT_FILE, isSessionMember, readShape } from './api-shape.mjs';
import { Failure, runMain } from './process.mjs';
import { updateReadmeTable } from './readme-table.mjs';

/** Kinds of members in the order of Electron's documentation. */
const KINDS = /** @type {const} */ ([
  ['Module', (/** @type {string} */ name) => name.startsWith('session.')],
  ['Events', (/** @type {string} */ name) => name.startsWith('ses event ')],
  [
    'Methods',
    (/** @type {string} */ name, /** @type {string} */ type) => name.startsWith('ses.') && type.startsWith('('),
  ],
  [
    'Properties',
    (/** @type {string} */ name, /** @type {string} */ type) => name.startsWith('ses.') && !type.startsWith('('),
  ],
]);

/**
 * @param {import('./api-shape.mjs').Shape} contract
 * @param {import('./api-expectations.mjs').Expectations} expectations
 * @returns {string} Markdown: one row per kind, one column per state
 */
export function formatMembersTable(contract, { missing }) {
  const members = [...contract].filter(([name]) => isSessionMember(name));
  const working = members.filter(([name]) => !(name in missing)).length;
  const issues = [...new Set(members.flatMap(([name]) => missing[name]?.issue ?? []))].sort((a, b) =>
    String(a).localeCompare(String(b)),
  );
  const cell = (/** @type {(name: string) => boolean} */ belongs, /** @type {(typeof KINDS)[number][1]} */ isKind) => {
    const names = members
      .filter(([name, type]) => isKind(name, type) && belongs(name))
      .map(([name]) => shortName(name));
    return names.map((name) => `\`${name}\``).join(' ') || '—';
  };
  const columns = [
    { title: 'works now', belongs: (/** @type {string} */ name) => !(name in missing) },
    ...issues.map((issue) => ({
      title: issue === 'later' ? 'later' : `issue ${issue}`,
      belongs: (/** @type {string} */ name) => missing[name]?.issue === issue,
    })),
  ];
  const rows = KINDS.map(([kind, isKind]) => [kind, ...columns.map(({ belongs }) => cell(belongs, isKind))]);
  const table = [
    ['', ...columns.map(({ title }) => title)],
    columns.concat(columns[0] ?? []).map(() => '---'),
    ...rows,
  ];
  return [
    `${working} of ${members.length} members work now.`,
    '',
    ...table.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

/** @param {string} name @returns {string} without what its row or column says already */
const shortName = (name) => name.replace(/^ses event '(.*)'$/, '$1').replace(/^(?:ses|session)\./, '');

/**
 * @param {{ write: boolean }} options
 * @returns {string} what is wrong
 */
export function updateMembersTable({ write }) {
  return updateReadmeTable({
    name: 'members',
    table: () => formatMembersTable(readShape(CONTRACT_FILE), readExpectations()),
    write,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => {
    const problem = updateMembersTable({ write: true });
    if (problem) throw new Failure(problem);
  });
}
