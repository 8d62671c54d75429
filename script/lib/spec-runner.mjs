// script/spec-runner: transpiles spec/ and starts it as an app in the real binary.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { buildSpecs } from './build-spec.mjs';
import { preloadLibraries } from './fixtures/client.mjs';
import { outDir } from './paths.mjs';
import { Failure, run, runMain } from './process.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} configuration
 * @param {readonly string[]} args for spec/index.ts: `--grep=…`, `--files=…`
 * @returns {Promise<Counts>} at least one failure if the binary did not get to its end
 */
export async function runSpecs(configuration, args) {
  const out = outDir(configuration);
  const binary = path.join(out, 'valence');
  if (!existsSync(binary))
    throw new Failure(`${binary} not found. Build it first: script/build --config=${configuration}`);
  await buildSpecs(configuration);
  // The app's user data and the report live here, so that no run sees another one's.
  const scratch = mkdtempSync(path.join(tmpdir(), 'valence-spec-'));
  try {
    const report = path.join(scratch, 'report.json');
    const env = {
      XDG_CONFIG_HOME: path.join(scratch, 'config'),
      XDG_CACHE_HOME: path.join(scratch, 'cache'),
      // Do nothing until a spec starts a fixture server and names its testbed in UMOCKDEV_DIR.
      LD_PRELOAD: [preloadLibraries(out), ...(process.env['LD_PRELOAD'] ? [process.env['LD_PRELOAD']] : [])].join(':'),
    };
    const code = await run(binary, [path.join(out, 'spec'), `--report=${report}`, ...args], { env });
    if (!existsSync(report)) {
      console.error(`error: the specs ended with exit code ${code} before their report was written.`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
    const counts = /** @type {Counts} */ (JSON.parse(readFileSync(report, 'utf8')));
    const silentFailure = code !== 0 && counts.failed === 0;
    return silentFailure ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values, tokens } = parseArgs({
      options: { config: { type: 'string', default: 'Release' } },
      strict: false,
      tokens: true,
    });
    const own = new Set(
      tokens.filter((token) => token.kind === 'option' && token.name === 'config').map(({ index }) => index),
    );
    const configuration = String(values['config']);
    await build(configuration);
    const { failed } = await runSpecs(
      configuration,
      process.argv.slice(2).filter((_, index) => !own.has(index)),
    );
    return failed > 0 ? 1 : 0;
  });
}
