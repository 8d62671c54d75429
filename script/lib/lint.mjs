// script/lint: runs the checks one after the other and prints what each found.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CHECKS } from './lint-checks.mjs';
import { Failure, parseOptions, runMain, seconds } from './process.mjs';

/**
 * @param {{ fix?: boolean, all?: boolean, only?: readonly string[] | undefined }} options
 * @returns {Promise<string[]>} names of the checks that failed
 */
export async function lint({ fix = false, all = false, only } = {}) {
  const unknown = (only ?? []).filter((name) => !(name in CHECKS));
  if (unknown.length > 0) throw new Failure(`No check is named ${unknown.join(', ')}; see script/lint --list.`);
  const failed = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    if (only && !only.includes(name)) continue;
    const start = performance.now();
    const problems = (await check({ fix, all, jobs: availableParallelism() })).trim();
    console.log(`${problems ? 'wrong' : 'ok   '} ${name} (${seconds(start)})`);
    if (!problems) continue;
    failed.push(name);
    console.log(problems.replaceAll(/^/gm, '      '));
  }
  return failed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseOptions({
      options: {
        fix: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
      },
    });
    if (values.list) console.log(Object.keys(CHECKS).join('\n'));
    else if ((await lint(values)).length > 0) return 1;
    return 0;
  });
}
