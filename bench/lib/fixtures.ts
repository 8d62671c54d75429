/** The fixture devices of a case (docs/development/fixtures.md): a testbed that measured processes see instead of the machine's. */
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface BenchFixtures {
  /** For measured processes. */
  env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Modules outside of what is bundled: they find their Python by their own path. */
const load = async <T>(root: string, name: string): Promise<T> =>
  (await import(pathToFileURL(join(root, 'script/lib/fixtures', name)).href)) as T;

/** `root`: top of the source tree. `build`: folder of a build that has the fixtures' library. `names`: "hid/gauge" … */
export async function plugIn(root: string, build: string, names: readonly string[]): Promise<BenchFixtures> {
  const { FixtureServer, preloadLibraries } = await load<typeof import('../../script/lib/fixtures/client.mjs')>(
    root,
    'client.mjs',
  );
  const { readFixture } = await load<typeof import('../../script/lib/fixtures/files.mjs')>(root, 'files.mjs');
  const preload = preloadLibraries(build);
  const server = await FixtureServer.start(preload);
  for (const [index, name] of names.entries()) {
    await server.send('add', { fixture: readFixture(name), name: basename(name), port: index + 1 });
  }
  return { env: { LD_PRELOAD: preload, UMOCKDEV_DIR: server.root }, close: () => server.close() };
}
