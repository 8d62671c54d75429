/**
 * --inspect-brk: the app pauses in its own first line, and not in the library's. The launcher has given Node.js
 * --inspect-wait in its place, so that a debugger is connected by now.
 */
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

/** Until the result is called, the process pauses where `file` begins. */
export function breakIn(file: string): () => void {
  const session = new Session();
  session.connect();
  session.post('Debugger.enable');
  session.post('Debugger.setBreakpointByUrl', { url: pathToFileURL(file).href, lineNumber: 0, columnNumber: 0 });
  return () => session.disconnect();
}
