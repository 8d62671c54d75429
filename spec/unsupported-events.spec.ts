import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { runApp } from './lib/apps';

const ROOT = path.join(__dirname, '..', '..', '..');
const PAGES = { App: 'app', BrowserWindow: 'browser-window', Session: 'session', WebContents: 'web-contents' };

/** By class: the events that electron.d.ts has on Linux, and those of our page. */
function readEvents(className: keyof typeof PAGES): { electron: string[]; documented: string[] } {
  const types = readFileSync(path.join(ROOT, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');
  const start = types.search(new RegExp(`^  (?:class|interface) ${className} extends `, 'm'));
  const body = types.slice(start, types.indexOf('\n  }\n', start));
  const page = readFileSync(path.join(ROOT, 'docs', 'api', `${PAGES[className]}.md`), 'utf8');
  const events = [...body.matchAll(/(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s+)?\n? {4}on\(event: '([^']+)'/g)]
    .filter(([, comment = '']) => !/@platform (?!.*linux)/.test(comment))
    .map(([, , event = '']) => event);
  const documented = [...page.matchAll(/Event: '([^']+)'/g)].map(([, event = '']) => event);
  return { electron: [...new Set(events)], documented };
}

describe('listeners for events that never come', () => {
  const classes = Object.keys(PAGES) as (keyof typeof PAGES)[];
  const events = Object.fromEntries(classes.map((name) => [name, readEvents(name)]));
  let warnings: [code: string, message: string][] = [];

  before(async () => {
    const { stdout } = await runApp(`
      const { app, BrowserWindow, session } = require('electron');
      const events = ${JSON.stringify(events)};
      const warnings = [];
      process.on('warning', ({ code, message }) => warnings.push([code, message]));
      app.whenReady().then(() => {
        const window = new BrowserWindow({ show: false });
        const emitters = { App: app, BrowserWindow: window, Session: session.defaultSession, WebContents: window.webContents };
        for (const [name, emitter] of Object.entries(emitters)) {
          emitter.setMaxListeners(0);
          for (const event of [...events[name].electron, ...events[name].documented]) {
            emitter.on(event, () => undefined).once(event, () => undefined);
          }
        }
        setImmediate(() => {
          console.log('WARNINGS' + JSON.stringify(warnings));
          app.exit();
        });
      });`);
    warnings = JSON.parse(/WARNINGS(.*)/.exec(stdout)?.[1] ?? '[]') as typeof warnings;
  });

  for (const name of classes) {
    it(`warn once by name, and none of the others does: ${name}`, () => {
      const { electron, documented } = events[name]!;
      const told = warnings.flatMap(([code, message]) => {
        const [, emitter, event] = /^(\w+) never emits '([^']+)'/.exec(message) ?? [];
        return code === 'VALENCE_UNSUPPORTED_EVENT' && emitter === name ? [event] : [];
      });
      expect(electron.length).to.be.greaterThan(15);
      expect(told).to.have.members(electron.filter((event) => !documented.includes(event)));
    });
  }
});
