// Windows of another program on an X display: plain colors, with the properties that programs and window managers set.
import { createClient, type Callback, type Client } from 'x11';
import { defer } from './cleanup';

/** Of the predefined atoms (X11/Xatom.h). */
const ATOM = 4;
const CARDINAL = 6;

export interface WindowProperties {
  color: number;
  bounds: Electron.Rectangle;
  /** Of another window; the screen by default. */
  parent?: number;
  /** Text properties by name. */
  texts?: Record<string, string>;
  /** Properties of numbers by name. */
  numbers?: Record<string, number[]>;
  /** Properties that are the names of other atoms. */
  atoms?: Record<string, string>;
  isMenu?: boolean;
}

export class XProgram {
  readonly root: number;
  readonly #client: Client;

  private constructor(client: Client, root: number) {
    this.#client = client;
    this.root = root;
  }

  /** Connected until the test is over. */
  static start(display: string): Promise<XProgram> {
    return new Promise((resolve, reject) => {
      const client = createClient({ display, shm: false }, (error, info) => {
        if (error) return reject(error);
        defer(() => client.terminate());
        client.atoms = {}; // of another server, otherwise
        resolve(new XProgram(client, info.screen[0]!.root));
      });
      client.on('error', reject);
    });
  }

  /** Resolves with its id when it is shown. */
  async open({ color, bounds, parent, texts, numbers, atoms, isMenu = false }: WindowProperties): Promise<number> {
    const { x, y, width, height } = bounds;
    const id = this.#client.AllocID();
    const values = { backgroundPixel: color, overrideRedirect: isMenu };
    this.#client.CreateWindow(id, parent ?? this.root, x, y, width, height, 0, 0, 0, 0, values);
    for (const [name, text] of Object.entries(texts ?? {})) {
      const type = await this.atom(name === 'WM_NAME' ? 'STRING' : 'UTF8_STRING');
      this.#client.ChangeProperty(0, id, await this.atom(name), type, 8, Buffer.from(text, 'utf8'));
    }
    for (const [name, list] of Object.entries(numbers ?? {})) await this.setNumbers(id, name, list);
    for (const [name, value] of Object.entries(atoms ?? {})) {
      this.#client.ChangeProperty(0, id, await this.atom(name), ATOM, 32, [await this.atom(value)]);
    }
    this.#client.MapWindow(id);
    // An answer: the server has done what stands before.
    await this.atom('WM_STATE');
    return id;
  }

  async setNumbers(window: number, name: string, numbers: number[]): Promise<void> {
    this.#client.ChangeProperty(0, window, await this.atom(name), CARDINAL, 32, numbers);
    await this.atom('WM_STATE');
  }

  atom(name: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const callback: Callback<number> = (error, atom) => (error ? reject(error) : resolve(atom));
      this.#client.InternAtom(false, name, callback);
    });
  }
}
