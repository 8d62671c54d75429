/** Starts a measured process, takes its figures, and makes sure that nothing of it is left. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ASSIGNMENT, RUN_ID, type Assignment, type FromSubject, type ToSubject } from './messages';
import { ProcessTree } from './process-tree';
import { untilAtRest } from './rest';

/** A figure in the unit of its metric. */
export interface Sample {
  metric: string;
  value: number;
}

export interface Program {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** Longest run of one case by one contender. */
const TIMEOUT_MS = 180_000;
/** Chromium's crash handlers and helpers may outlive it for a moment. */
const LEFTOVER_MS = 5000;

/** Rejects with the process's own error, or with what is wrong with its end. */
export async function runSubject(program: Program, assignment: Omit<Assignment, 'scratch'>): Promise<Sample[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'valence-bench-'));
  const id = randomUUID();
  const env = {
    ...process.env,
    ...program.env,
    [RUN_ID]: id,
    [ASSIGNMENT]: JSON.stringify({ ...assignment, scratch }),
    // The peers' temporary profiles lie on the same disk as our directories.
    TMPDIR: scratch,
    XDG_CONFIG_HOME: join(scratch, 'config'),
  };
  const start = performance.now();
  // A session of its own: Ctrl-C ends the bench, which then ends the measured process.
  const child = spawn(program.command, program.args, {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const tree = new ProcessTree(`${RUN_ID}=${id}`);
  try {
    return await collect(child, tree, start);
  } finally {
    await end(tree);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function collect(child: ChildProcess, tree: ProcessTree, start: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  let errors = '';
  let outcome: FromSubject | null = null;
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  child.on('message', (message: FromSubject) => {
    if (message.type === 'sample') samples.push({ metric: message.metric, value: message.value });
    else if (message.type === 'moment') samples.push({ metric: message.metric, value: performance.now() - start });
    else if (message.type === 'settle') answerSettle(child, tree);
    else outcome = message;
  });
  const timeout = new AbortController();
  const [code, signal] = (await Promise.race([
    once(child, 'close', { signal: timeout.signal }),
    delay(TIMEOUT_MS, [null, 'no end in time'], { signal: timeout.signal }),
  ]).finally(() => timeout.abort())) as [number | null, string | null];
  const last = outcome as FromSubject | null;
  if (last?.type === 'failed') throw new Error(last.error);
  if (last?.type !== 'done' || code !== 0)
    throw new Error(`The process ended early or badly (${signal ?? code}).\n${errors}`);
  return samples;
}

function answerSettle(child: ChildProcess, tree: ProcessTree): void {
  untilAtRest(tree).then(
    () => child.send({ type: 'settled', memory: tree.memory() } satisfies ToSubject),
    () => child.kill('SIGKILL'), // the end is then reported as a bad one
  );
}

/** Waits for the last process and kills what does not go by itself. */
async function end(tree: ProcessTree): Promise<void> {
  const deadline = performance.now() + LEFTOVER_MS;
  while (tree.members().length > 0) {
    if (performance.now() > deadline) for (const { pid } of tree.members()) kill(pid);
    await delay(50);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
