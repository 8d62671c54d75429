// script/bootstrap, script/build and the first half of script/start, in one process. Modules are loaded when there is
// work for them, so that a start with nothing to do stays fast.
import { Failure, parseOptions, runMain } from './process.mjs';

await runMain(async () => {
  const { values, positionals } = parseOptions({
    allowPositionals: true,
    options: {
      'for': { type: 'string', default: 'run' },
      'yes': { type: 'boolean', default: false },
      'config': { type: 'string', default: 'Release' },
      'bootstrap-only': { type: 'boolean', default: false },
      'build-only': { type: 'boolean', default: false },
    },
  });
  if (!values['build-only']) {
    const { bootstrap } = await import('./bootstrap.mjs');
    await bootstrap(purposeOf(values.for), { yes: values.yes });
  }
  if (!values['bootstrap-only']) {
    const { build, buildShell, RUNTIME_TARGET } = await import('./build.mjs');
    if (positionals.length > 0) await buildShell(values.config, positionals);
    else await build(values.config, values['build-only'] ? [] : [RUNTIME_TARGET]);
  }
});

/** @param {string} name @returns {import('./deps.mjs').Purpose} */
function purposeOf(name) {
  if (name === 'run' || name === 'test') return name;
  throw new Failure(`--for=${name}: it must be run or test.`);
}
