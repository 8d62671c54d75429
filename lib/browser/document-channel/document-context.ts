/** One document of a page, named by the execution context of its scripts. */
import type { CDPSession } from '../devtools/connection';

export interface DocumentContext {
  /** Chromium's number, unique in its session. */
  readonly id: number;
  readonly frameId: string;
  /** Of the target that hosts the document. */
  readonly session: CDPSession;
}
