/** What Chromium ignores in manifests: the library reports it as warnings of the process. */
import { EventEmitter } from 'node:events';

const NAME = 'ExtensionLoadWarning';
const FORMAT = /^Warnings loading extension at (.*):\n([\s\S]*)$/;

export class ExtensionWarnings extends EventEmitter<{ changed: [path: string] }> {
  readonly #byPath = new Map<string, string[]>();

  constructor() {
    super();
    const emitter: NodeJS.EventEmitter = process;
    emitter.on('warning', ({ name, message }: Error) => {
      const [, path, text] = (name === NAME && FORMAT.exec(message)) || [];
      if (path === undefined || text === undefined) return;
      this.#byPath.set(
        path,
        text.split('\n').flatMap((line) => line.trim() || []),
      );
      this.emit('changed', path);
    });
  }

  /** Of the extension in this folder, since it was loaded last. */
  of(path: string): string[] {
    return this.#byPath.get(path) ?? [];
  }

  /** It is loaded anew. */
  forget(path: string): void {
    this.#byPath.delete(path);
  }
}
