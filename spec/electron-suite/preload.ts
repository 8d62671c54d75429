// Loaded into the real binary before an Electron checkout's own spec/index.js (script/electron-specs), which runs
// unmodified: its switches, schemes, chai plugins and disabled tests are its own. Here are what it needs of a test build.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { readArchives } from './archive-reads';
import { addLinkedBindings } from './linked-bindings';
import { readOptions } from './options';
import { steer } from './steered-mocha';
import { compileTypeScript } from './typescript-loader';

/** What Node.js has and does not type. */
interface ModuleLoader {
  _load: (request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown;
}

const options = readOptions(process.env);
const specRequire = createRequire(path.join(options.checkout, 'spec/index.js'));

compileTypeScript(options.checkout);
addLinkedBindings();
readArchives(options.checkout);

const loader = specRequire('node:module') as ModuleLoader;
const load = loader._load;
let steered: unknown;
loader._load = function loadForSuite(request, parent, isMain) {
  // compileTypeScript() does its work.
  if (request === 'ts-node/register') return {};
  const loaded = load.call(this, request, parent, isMain);
  if (request !== 'mocha') return loaded;
  steered ??= steer(loaded as typeof import('mocha'), options);
  return steered;
};
