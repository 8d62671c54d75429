import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { OUT } from '../paths.mjs';
import { endMarked, markedProcesses } from '../specs/marked-processes.mjs';
import { readReport } from '../specs/report.mjs';
import { reportFileIn, runWorker } from '../specs/worker.mjs';

/**
 * Runs a script in place of the binary, as script/spec-runner runs that.
 * @param {import('node:test').TestContext} t
 * @param {string} script of bash; $2 is the option with the report
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [directory] below OUT, instead of one of its own below the build
 */
async function runScript(t, script, env, directory) {
  mkdirSync(OUT, { recursive: true });
  const build = mkdtempSync(path.join(OUT, 'spec-worker-'));
  t.after(() => rmSync(build, { recursive: true }));
  const binary = path.join(build, 'valence');
  // The fixtures' library is not there.
  writeFileSync(binary, `#!/bin/bash\nunset LD_PRELOAD\nreport=\${2#--report=}\n${script}\n`);
  chmodSync(binary, 0o755);
  const scratch = directory ? path.join(OUT, directory) : path.join(build, 'scratch');
  if (directory) t.after(() => rmSync(scratch, { recursive: true }));
  const options = {
    config: path.basename(build),
    scratch,
    args: ['app', `--report=${reportFileIn(scratch)}`, '--file=a.spec.ts'],
    inherit: false,
  };
  const ended = await runWorker({ ...options, ...(env ? { env } : {}) });
  return { ...ended, scratch, output: ended.output.replaceAll(/^ERROR: ld\.so.*\n/gm, '') };
}

describe('runWorker(options)', () => {
  it('gives output and report of the process, and removes its directory', async (t) => {
    const script = `echo "runs $3"; echo wrong >&2; echo '{"end":true}' > "$report"`;
    const { reason, code, output, reportFile, scratch, dispose } = await runScript(t, script);
    assert.deepEqual([reason, code, output], ['ended with exit code 0', 0, 'runs --file=a.spec.ts\nwrong\n']);
    assert.equal(readReport(reportFile).complete, true);
    dispose();
    assert.equal(existsSync(scratch), false);
  });

  it('gives it user data and temporary files of its own, and no display', async (t) => {
    const script = 'echo "$XDG_CONFIG_HOME $XDG_CACHE_HOME $TMPDIR ${DISPLAY-none}"; [[ -d $TMPDIR ]]';
    const { code, output, scratch } = await runScript(t, script, { DISPLAY: undefined });
    assert.equal(output, `${scratch}/config ${scratch}/cache ${scratch}/tmp none\n`);
    assert.equal(code, 0);
  });

  it('gives the exit code of one that fails', async (t) => {
    const { reason, code } = await runScript(t, 'exit 3');
    assert.deepEqual([reason, code], ['ended with exit code 3', 3]);
  });

  it('ends what a process that was killed leaves', async (t) => {
    const { reason, code, scratch } = await runScript(t, 'sleep 1000 & kill -SEGV $$');
    assert.deepEqual([reason, code], ['was ended by SIGSEGV', 128]);
    assert.deepEqual(markedProcesses(scratch), []);
  });

  it('ends nothing of a process whose directory begins with the same characters', async (t) => {
    const other = spawn('sleep', ['1000'], {
      env: { ...process.env, TMPDIR: path.join(OUT, 'spec-worker-other2/tmp') },
    });
    t.after(() => other.kill());
    await once(other, 'spawn');
    let hasEnded = false;
    other.once('exit', () => (hasEnded = true));
    await runScript(t, 'sleep 1000 & kill -SEGV $$', undefined, 'spec-worker-other');
    assert.equal(hasEnded, false);
  });

  it('waits for what ends behind a process', async (t) => {
    const { code, output, scratch } = await runScript(t, 'sleep 0.5 &');
    assert.deepEqual([code, output], [0, '']);
    assert.deepEqual(markedProcesses(scratch), []);
  });
});

describe('endMarked(mark, grace)', () => {
  it('ends what does not end by itself, and names it', async (t) => {
    const mark = `valence-test-${process.pid}`;
    const child = spawn('sleep', ['1000'], { env: { ...process.env, MARK: mark } });
    t.after(() => child.kill());
    const exited = once(child, 'exit');
    await once(child, 'spawn');
    assert.deepEqual(await endMarked(mark, 100), [`${child.pid} sleep 1000`]);
    assert.deepEqual(await exited, [null, 'SIGKILL']);
  });

  it('does nothing where no process has the mark', async () => {
    assert.deepEqual(await endMarked(`valence-test-none-${process.pid}`), []);
  });
});
