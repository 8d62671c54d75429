/** The thread with hunspell of one browser: started with the first word, ended when there is none for a while. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { libraryFolder } from '../library-folder';
import { LATE, within } from '../within';
import type { CheckReply, CheckRequest } from './hunspell-messages';

/** Milliseconds that a menu waits for it. */
const PATIENCE_MS = 3_000;
/** After these a thread that has not answered hangs. */
const HANGING_MS = 20_000;
/** Without a word it goes, with its memory. */
const IDLE_MS = 120_000;

export class HunspellThread {
  #worker: Worker | null = null;
  #lastId = 0;
  readonly #pending = new Map<number, (suggestions: string[] | null) => void>();
  /** The thread has kept a menu waiting, and has not answered yet. */
  #isLate = false;
  #end: NodeJS.Timeout | undefined;

  /** Resolves with suggestions for a word that no language knows; null: it is right, or cannot be checked in time. Never rejects. */
  async check(question: Omit<CheckRequest, 'id'>): Promise<string[] | null> {
    if (this.#isLate) return null;
    const id = ++this.#lastId;
    const answered = new Promise<string[] | null>((resolve) => this.#pending.set(id, resolve));
    this.#running().postMessage({ ...question, id } satisfies CheckRequest, []);
    this.#endAfter(HANGING_MS);
    const suggestions = await within(PATIENCE_MS, answered);
    if (suggestions !== LATE) return suggestions;
    this.#isLate = this.#pending.has(id);
    return null;
  }

  end(): void {
    clearTimeout(this.#end);
    void this.#worker?.terminate();
    this.#onGone();
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const file = join(libraryFolder(), 'hunspell_worker.mjs');
    // Nothing of the app's command line: a debugger that waits would hold it.
    const worker = new Worker(file, { execArgv: [], env: {}, stdout: true, stderr: true });
    worker.unref();
    worker.on('message', (reply: CheckReply) => this.#onReply(reply));
    const onGone = (): void => {
      if (this.#worker === worker) this.#onGone();
    };
    worker.on('error', onGone);
    worker.on('exit', onGone);
    return (this.#worker = worker);
  }

  #onReply({ id, suggestions }: CheckReply): void {
    this.#pending.get(id)?.(suggestions);
    this.#pending.delete(id);
    if (this.#pending.size > 0) return;
    this.#isLate = false;
    this.#endAfter(IDLE_MS);
  }

  #onGone(): void {
    this.#worker = null;
    this.#isLate = false;
    for (const resolve of this.#pending.values()) resolve(null);
    this.#pending.clear();
  }

  #endAfter(milliseconds: number): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.end(), milliseconds).unref();
  }
}
