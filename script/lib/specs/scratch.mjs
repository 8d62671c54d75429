// The directory of one run of specs, and what happens to it and to the processes in it when the run ends or is interrupted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../process.mjs';
import { endMarked } from './marked-processes.mjs';

/** @type {readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs in a new directory, which is removed at the end. SIGINT and its kin abort the run and end every process of it.
 * @template T
 * @param {string} prefix of the directory's name
 * @param {(scratch: string, signal: AbortSignal) => Promise<T>} run
 * @returns {Promise<T>}
 * @throws {Failure} if it was interrupted
 */
export async function inScratch(prefix, run) {
  const scratch = mkdtempSync(path.join(tmpdir(), prefix));
  const controller = new AbortController();
  const interrupt = () => {
    controller.abort(new Failure('The specs were interrupted.'));
    void endMarked(scratch);
  };
  // Electron's types, which this program sees too, leave nothing but 'loaded' of process.off().
  const signals = /** @type {import('node:events').EventEmitter} */ (process);
  for (const signal of SIGNALS) signals.on(signal, interrupt);
  try {
    const result = await run(scratch, controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    for (const signal of SIGNALS) signals.off(signal, interrupt);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
  }
}
