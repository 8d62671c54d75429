/** One execution context of a frame: the scripts of one document in one world. A navigation makes new ones. */
import type { CDPSession } from '../devtools/connection';
import type { DocumentContext } from '../document-channel/document-context';
import type { Frame } from './frame';

export class ScriptContext implements DocumentContext {
  readonly id: number;
  readonly frame: Frame;
  /** Of the target that hosts it; that of the frame is another one once the frame has moved. */
  readonly session: CDPSession;
  /** Of its document, for as long as it lives: "https://example.com"; "null" without one. */
  readonly origin: string;

  constructor(id: number, frame: Frame, session: CDPSession, origin: string) {
    this.id = id;
    this.frame = frame;
    this.session = session;
    this.origin = origin;
  }

  get frameId(): string {
    return this.frame.frameId;
  }
}
