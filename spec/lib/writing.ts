// A page that users write in, and the marks of Chromium's spell checker in it.
import { countPixels } from './screenshot';
import { newWindow } from './sessions';
import { until } from './until';

const MARK = [255, 0, 0] as const;

/** `element`: HTML of what is written in, with the id `text`. */
const pageWith = (element: string): string =>
  `data:text/html;charset=utf-8,${encodeURIComponent(
    `<style>::spelling-error { background: rgb(${MARK.join()}); color: rgb(${MARK.join()}) } #text { font-size: 40px; width: 700px; height: 300px }</style>${element}`,
  )}`;

export class WritingPage {
  readonly contents: Electron.WebContents;
  /** Characters since the last clear(). */
  #typed = 0;

  private constructor(contents: Electron.WebContents) {
    this.contents = contents;
  }

  static async open(
    webPreferences: Electron.WebPreferences,
    element = '<div id="text" contenteditable></div>',
  ): Promise<WritingPage> {
    const { webContents } = newWindow({ webPreferences });
    await webContents.loadURL(pageWith(element));
    await webContents.executeJavaScript('document.getElementById("text").focus()');
    return new WritingPage(webContents);
  }

  /** Key by key, as a user does. Chromium looks at a word when the next one begins. */
  type(text: string): void {
    this.#typed += text.length;
    for (const keyCode of text) {
      for (const type of ['keyDown', 'char', 'keyUp'] as const) this.contents.sendInputEvent({ type, keyCode });
    }
  }

  /** Marked pixels of a screenshot. */
  async marks(): Promise<number> {
    return countPixels((await this.contents.capturePage()).toPNG(), MARK);
  }

  /** From left to right: where marks of the first line begin and end, in pixels of a screenshot. */
  async markedColumns(): Promise<[from: number, to: number][]> {
    const image = await this.contents.capturePage();
    const { width, height } = image.getSize();
    const bitmap = image.toBitmap();
    const [red, green, blue] = MARK;
    const isMarked = (x: number): boolean =>
      Array.from({ length: Math.min(height, 40) }, (_, y) => 4 * (y * width + x)).some(
        (at) => bitmap[at] === blue && bitmap[at + 1] === green && bitmap[at + 2] === red,
      );
    const columns: [number, number][] = [];
    for (let x = 0; x < width; ++x) {
      if (!isMarked(x)) continue;
      const last = columns.at(-1);
      if (last?.[1] === x) last[1] = x + 1;
      else columns.push([x, x + 1]);
    }
    return columns;
  }

  /** Writes a wrong word until it is marked: Chromium reads its dictionaries with the first one, and marks only those that follow. */
  async writeUntilMarked(word: string): Promise<void> {
    await until('a mark of a misspelled word', async () => {
      if ((await this.marks()) > 0) return true;
      this.type(`${word} `);
      return null;
    });
  }

  /** Empties what is no form control. What was typed may be on its way still, and would come behind. */
  async clear(): Promise<void> {
    const length = "document.getElementById('text').textContent.length";
    await until('what was typed', async () => (await this.contents.executeJavaScript(length)) === this.#typed);
    await this.contents.executeJavaScript("document.getElementById('text').textContent = ''");
    this.#typed = 0;
    await this.untilUnmarked();
  }

  async untilUnmarked(): Promise<void> {
    await until('no mark of a misspelled word', async () => (await this.marks()) === 0 || null);
  }
}
