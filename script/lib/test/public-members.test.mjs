import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkPublicClasses, readPublicMembers } from '../public-members.mjs';

/** @param {import('node:test').TestContext} t @param {string} page */
function membersOf(t, page) {
  const directory = mkdtempSync(path.join(tmpdir(), 'valence-members-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(path.join(directory, 'page.md'), page);
  return readPublicMembers(directory);
}

describe('readPublicMembers(directory)', () => {
  it('reads the methods and properties of a module, and no events', (t) => {
    const page =
      "# app\n\n## Events\n\n### Event: 'ready'\n\n## Methods\n\n### `app.quit()`\n\n### `app.name` _Readonly_\n";
    assert.deepEqual(membersOf(t, page), { modules: { app: ['quit', 'name'] }, classes: {} });
  });

  it('tells static members of a class from those of an instance', (t) => {
    const page =
      '# Window\n\n## Class: Window\n\n### `new Window([options])`\n\n#### `Window.all()`\n\n#### `win.id` _Readonly_\n';
    assert.deepEqual(membersOf(t, page).classes, { Window: { statics: ['all'], members: ['id'] } });
  });

  it('reads a module and a class of one page', (t) => {
    const page = '# session\n\n### `session.fromPath(path)`\n\n## Class: Session\n\n#### `ses.fetch(input)`\n';
    assert.deepEqual(membersOf(t, page), {
      modules: { session: ['fromPath'] },
      classes: { Session: { statics: [], members: ['fetch'] } },
    });
  });

  it('leaves out what stands in samples', (t) => {
    const page = '# app\n\n### `app.quit()`\n\n```js\n### `app.sample()`\n```\n';
    assert.deepEqual(membersOf(t, page).modules, { app: ['quit'] });
  });
});

describe('checkPublicClasses(root)', () => {
  /** @param {import('node:test').TestContext} t @param {Record<string, string>} files of lib/browser/api */
  const problemsOf = (t, files) => {
    const root = mkdtempSync(path.join(tmpdir(), 'valence-classes-'));
    t.after(() => rmSync(root, { recursive: true }));
    for (const folder of ['docs/api', 'lib/browser/api']) mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'docs/api/session.md'), '# session\n\n## Class: Session\n');
    for (const [file, source] of Object.entries(files)) writeFileSync(path.join(root, 'lib/browser/api', file), source);
    return checkPublicClasses(root);
  };
  const SESSION = { 'session.ts': 'export class Session {}\nexport const session = {};\n' };

  it('allows documented classes and modules', (t) => assert.equal(problemsOf(t, SESSION), ''));

  it('finds a class that is not documented', (t) => {
    assert.match(
      problemsOf(t, { ...SESSION, 'devices.ts': 'export class Devices {}' }),
      /^\S+devices\.ts: the class Devices/,
    );
  });

  it('finds a file without a public class or module', (t) => {
    assert.match(
      problemsOf(t, { ...SESSION, 'event.ts': 'export const createEvent = 1;' }),
      /event\.ts: exports no public/,
    );
  });

  it('finds a documented class that is elsewhere', (t) => {
    assert.match(
      problemsOf(t, { 'session.ts': 'export const session = {};' }),
      /the class Session, which is not there/,
    );
  });
});
