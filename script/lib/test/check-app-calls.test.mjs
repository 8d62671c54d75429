import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkAppCalls } from '../check-app-calls.mjs';

/** @param {import('node:test').TestContext} t @param {string} file @param {string} code @returns {string} */
function problemsOf(t, file, code) {
  const library = mkdtempSync(path.join(tmpdir(), 'valence-app-calls-'));
  t.after(() => rmSync(library, { recursive: true }));
  mkdirSync(path.dirname(path.join(library, file)), { recursive: true });
  writeFileSync(path.join(library, file), `// A comment.\n${code}\n`);
  return checkAppCalls(library);
}

describe('checkAppCalls(library)', () => {
  for (const [file, code] of /** @type {const} */ ([
    ['browser/api/session.ts', "emitToApp(this, 'session-created', ses);"],
    ['browser/targets/target.ts', "class Target extends EventEmitter<TargetEvents> { f() { this.emit('closed'); } }"],
    ['browser/devtools/connection.ts', 'this.#emitter.emit(method, params);'],
    ['browser/devices/chooser-controller.ts', 'this.#sink.emit(events.select, args);'],
    ['browser/devices/device-access.ts', 'callApp(this.#handler, [details], () => false);'],
    ['browser/devices/device-access.ts', 'checkHandler(handler); setHandler(handler);'],
    ['browser/targets/target.ts', 'for (const listener of this.#onCrashed) listener(crash);'],
    ['browser/api/session.ts', "// this.emit('x')\n/* handler(x) */ const text = 'ses.emit(x)';"],
    ['browser/app-calls.ts', 'return emitter.emit(event, ...args);'],
    ['renderer/api/ipc-renderer.ts', 'this.emit(channel);'],
  ])) {
    it(`allows ${code} in ${file}`, (t) => assert.equal(problemsOf(t, file, code), ''));
  }

  for (const [file, code] of /** @type {const} */ ([
    ['browser/api/session.ts', "this.emit('x');"],
    ['browser/api/session.ts', "app.emit('x');"],
    ['browser/ipc/ipc-dispatcher.ts', "frame.sender.emit('ipc-message');"],
    ['browser/web-contents/page-events.ts', "this.#sink.webFrame(frame).emit('dom-ready');"],
    ['browser/net/client-request.ts', "class ClientRequest extends Writable { f() { this.emit('x'); } }"],
    ['browser/devices/device-access.ts', 'this.#checkHandler?.(webContents, name);'],
    ['browser/devices/device-access.ts', 'this.#handler(details);'],
    ['browser/protocol/web-handler.ts', 'await handler(request);'],
    ['browser/web-request/ask.ts', 'listener(details, callback);'],
  ])) {
    it(`forbids ${code} in ${file}`, (t) => {
      const problems = problemsOf(t, file, code);
      assert.ok(problems.startsWith(`lib/${file}:2: `), problems);
      assert.equal(problems.split('\n').length, 1);
    });
  }
});
