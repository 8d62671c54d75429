import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readPublicMembers } from '../public-members.mjs';

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
