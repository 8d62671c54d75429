/**
 * Answers of ipcRenderer.sendSync(). The document waits in a prompt() of its isolated world, whose text names the answer it waits
 * for; what is given to the prompt is the answer. Long answers take several prompts.
 */
import type Protocol from 'devtools-protocol';
import { SYNC_PROMPT } from '../../common/ipc-messages';
import type { CDPSession } from '../devtools/connection';
import type { ScriptContext } from './script-context';

/** UTF-16 units. Measured: prompts took 8 million and lost answers of 16 million. */
const CHUNK = 4 * 2 ** 20;

interface Reply {
  context: ScriptContext;
  /** Null: not there yet. */
  chunks: string[] | null;
}

export class SyncReplies {
  readonly #replies = new Map<string, Reply>();
  /** The prompt that is open and waits for its answer: a page has one at a time. */
  #waiting: { token: string; index: number; session: CDPSession } | null = null;

  /** A message has come whose document waits, or will. */
  expect(token: string, context: ScriptContext): void {
    this.#replies.set(token, { context, chunks: null });
  }

  /** Does nothing for a document that is gone. */
  answer(token: string, text: string): void {
    const reply = this.#replies.get(token);
    if (!reply || reply.chunks) return;
    reply.chunks = [];
    for (let start = 0; start < text.length; start += CHUNK) reply.chunks.push(text.slice(start, start + CHUNK));
    this.#settle();
  }

  /** True if the dialog is one of sendSync(). `secret` is known to the preload runtimes of the page only. */
  onDialog(
    session: CDPSession,
    secret: string,
    { type, message }: Protocol.Page.JavascriptDialogOpeningEvent,
  ): boolean {
    const prefix = `${SYNC_PROMPT}${secret}:`;
    if (type !== 'prompt' || !message.startsWith(prefix)) return false;
    const [token = '', index = ''] = message.slice(prefix.length).split(':');
    // The message itself may come later: it takes another way if the frame is in another process.
    this.#waiting = { token, index: Number(index), session };
    this.#settle();
    return true;
  }

  onContextGone(context: ScriptContext): void {
    for (const [token, reply] of this.#replies) if (reply.context === context) this.#replies.delete(token);
  }

  clear(): void {
    this.#replies.clear();
    this.#waiting = null;
  }

  #settle(): void {
    const { token = '', index = 0, session } = this.#waiting ?? {};
    const chunks = this.#replies.get(token)?.chunks;
    if (!session || !chunks) return;
    this.#waiting = null;
    const last = index >= chunks.length - 1;
    if (last) this.#replies.delete(token);
    const promptText = `${last ? '.' : '+'}${chunks[index] ?? ''}`;
    session.post('Page.handleJavaScriptDialog', { accept: true, promptText });
  }
}
