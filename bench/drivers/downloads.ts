/** Downloads of one session, in words that none of the contenders uses. */
export interface BenchDownloads {
  /** Resolves when the whole file is at `path`. */
  save(url: string, path: string): Promise<void>;
}

/** In a page: a frame asks for the file. Of links that are clicked, Blink drops all but ten a second. */
export const frameExpression = (url: string): string =>
  `void document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(url)} }))`;

/** Those who wait for a download, by its URL. */
export class Waiting {
  readonly #waiting = new Map<string, { path: string; resolve: () => void; reject: (error: Error) => void }>();

  add(url: string, path: string): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.set(url, { path, resolve, reject }));
  }

  pathOf(url: string): string {
    const found = this.#waiting.get(url);
    if (!found) throw new Error(`Nobody waits for ${url}`);
    return found.path;
  }

  end(url: string, error?: Error): void {
    const found = this.#waiting.get(url);
    this.#waiting.delete(url);
    if (error) found?.reject(error);
    else found?.resolve();
  }
}
