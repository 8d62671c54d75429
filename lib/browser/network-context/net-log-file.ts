/** A net log on disk that is valid JSON after every write: each ends with the end of the file. */
import { open, type FileHandle } from 'node:fs/promises';

const END = Buffer.from('\n]}\n');

/** What is left of the events of a file that has reached its size, as a part of their room; the oldest go. */
const KEPT = 0.75;

export class NetLogFile {
  readonly #file: FileHandle;
  readonly #maxSize: number;
  #head = '';
  /** Of all before END. */
  #size = 0;
  /** Every event that is in the file, if its size is limited. */
  #events: string[] = [];
  #isEmpty = true;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, maxSize: number) {
    this.#file = file;
    this.#maxSize = maxSize;
  }

  /** Empties the file. Rejects with the error of the file system. `maxSize`: in bytes. */
  static async create(path: string, maxSize = Infinity): Promise<NetLogFile> {
    return new NetLogFile(await open(path, 'w', 0o600), maxSize);
  }

  /** `constants` and events, in JSON; they replace what is there. Rejects if they cannot be written. */
  begin(constants: string, events: readonly string[] = []): Promise<void> {
    this.#head = `{"constants":${constants},\n"events": [\n`;
    return this.#then(() => this.#rewrite(events));
  }

  /** Events in JSON. Rejects if they cannot be written; the file has its earlier ones then. */
  append(events: readonly string[]): Promise<void> {
    return this.#then(async () => {
      const added = events.map((event) => Buffer.byteLength(event) + 2).reduce((sum, size) => sum + size, 0);
      if (this.#size + added + END.length <= this.#maxSize) await this.#add(events);
      else await this.#rewrite([...this.#events, ...events]);
    });
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  /** One by one. */
  #then(step: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(step);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #add(events: readonly string[]): Promise<void> {
    if (events.length === 0) return;
    const text = Buffer.from((this.#isEmpty ? '' : ',\n') + events.join(',\n'));
    await this.#write(text, this.#size);
    this.#isEmpty = false;
    this.#size += text.length;
    if (this.#maxSize !== Infinity) this.#events.push(...events);
  }

  /** From the beginning, with as many of the newest events as there is room for. */
  async #rewrite(events: readonly string[]): Promise<void> {
    let room = (this.#maxSize - Buffer.byteLength(this.#head) - END.length) * KEPT;
    let first = events.length;
    while (first > 0 && (room -= Buffer.byteLength(events[first - 1]!) + 2) >= 0) first--;
    const kept = events.slice(first);
    const text = Buffer.from(this.#head + kept.join(',\n'));
    try {
      await this.#write(text, 0);
    } catch (error) {
      if (kept.length > 0) await this.#rewrite([]);
      throw error;
    }
    await this.#file.truncate(text.length + END.length);
    this.#size = text.length;
    this.#isEmpty = kept.length === 0;
    this.#events = this.#maxSize === Infinity ? [] : [...kept];
  }

  async #write(text: Buffer, position: number): Promise<void> {
    const whole = Buffer.concat([text, END]);
    try {
      for (let written = 0; written < whole.length;) {
        const rest = await this.#file.write(whole, written, whole.length - written, position + written);
        written += rest.bytesWritten;
      }
    } catch (error) {
      // A full disk: what stood there before needs no more room.
      await this.#file.truncate(position);
      if (position > 0) await this.#file.write(END, 0, END.length, position);
      throw error;
    }
  }
}
