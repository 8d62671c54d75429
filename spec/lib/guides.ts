// Guides of the documentation that test an app: the files of the app, and the test that stands in a block of `javascript`.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import type { AppHome } from './apps';

const GUIDES = path.join(__dirname, '..', 'docs', 'guides');

/** Writes down what the guide has its reader write, as shop.test.mjs and the files of the app. `packages`: what npm would install. */
export function writeGuide(guide: string, { directory }: AppHome, packages: readonly string[] = []): void {
  const page = readFileSync(path.join(GUIDES, guide), 'utf8');
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  };
  for (const [, file = '', text = ''] of page.matchAll(/^```\w+ title='([^']+)'\n([^]*?)^```$/gm)) write(file, text);
  write('shop.test.mjs', /^```javascript\n([^]*?)^```$/m.exec(page)?.[1] ?? '');
  write('node_modules/valence/index.js', `module.exports = ${JSON.stringify(process.execPath)};`);
  for (const name of packages) {
    symlinkSync(path.dirname(require.resolve(`${name}/package.json`)), path.join(directory, 'node_modules', name));
  }
}

/** What Node.js's test runner prints. */
export function runGuideTest({ directory }: AppHome, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('node', ['--test', 'shop.test.mjs'], { cwd: directory, env });
  return textOf(child.stdout);
}
