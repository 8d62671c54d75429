/**
 * What an X server tells of its windows and outputs, and pictures of them: the connection of one look. A bundle of its own:
 * load-x-server.ts.
 */
import { connect, type Socket } from 'node:net';
import { createClient, parseDisplay, type Callback, type Client, type Composite, type Property, type Randr } from 'x11';

/** Pixels as X has them on all machines of today: blue, green, red, and one byte that is made opaque. */
export interface Picture {
  width: number;
  height: number;
  bgra: Buffer;
}

/** How long a look may take, in milliseconds: a server that hangs must not keep a promise for ever. */
const WITHIN = 30_000;

/** The most of a property that is read, in units of four bytes: an icon of 512 pixels is 1 MB. */
const PROPERTY_LENGTH = 0x100000;

const ALL_PLANES = 0xffffffff;
const PIXELS = 2;
const VIEWABLE = 2;

const opaque = (bgra: Buffer): Buffer => {
  for (let i = 3; i < bgra.length; i += 4) bgra[i] = 255;
  return bgra;
};

/**
 * The connection to a server of this machine. The package would try TCP where there is no such socket, where anyone may listen. Nothing
 * for a server elsewhere.
 */
function localStream(display: string): { stream: Socket; auth: undefined } | object {
  const { protocol, host, displayNum } = parseDisplay(display);
  if (host !== '' || protocol !== '') return {};
  return { stream: connect(`/tmp/.X11-unix/X${displayNum}`), auth: undefined };
}

export class XServer {
  readonly root: number;
  readonly #client: Client;
  /** Rejects when the connection ends. */
  readonly #ended: Promise<never>;
  #composite: Promise<Composite | null> | null = null;

  private constructor(client: Client, root: number, ended: Promise<never>) {
    this.#client = client;
    this.root = root;
    this.#ended = ended;
  }

  /** Connects, and disconnects when `look` is over. Rejects with Error if there is no server, or if it ends, and as `look` does. */
  static async use<R>(display: string, look: (server: XServer) => Promise<R>): Promise<R> {
    const { promise: ended, reject } = withRejection();
    const late = setTimeout(() => reject(new Error(`The X server ${display} does not answer.`)), WITHIN);
    const connected = new Promise<XServer>((resolve) => {
      const client = createClient({ display, shm: false, ...localStream(display) }, (error, info) => {
        if (error) return reject(error);
        // Those of another server, otherwise.
        client.atoms = {};
        resolve(new XServer(client, info.screen[0]!.root, ended));
      });
      // Errors of requests without a reply come here, too: what needs their result fails by itself.
      client.on('error', (error) => ('seq' in error ? undefined : reject(error)));
      client.on('end', () => reject(new Error(`The X server ${display} has ended.`)));
    });
    try {
      const server = await Promise.race([connected, ended]);
      return await Promise.race([look(server), ended]);
    } finally {
      clearTimeout(late);
      connected.then(
        (server) => server.#client.terminate(),
        () => undefined,
      );
    }
  }

  /** The whole value; null for none, and for a window that is gone. */
  async property(window: number, name: string): Promise<Property | null> {
    const atom = await this.atom(name);
    if (atom === 0) return null;
    const property = await this.#orNull<Property>((callback) =>
      this.#client.GetProperty(0, window, atom, 0, 0, PROPERTY_LENGTH, callback),
    );
    return property && property.type !== 0 ? property : null;
  }

  /** Elements of a property of 32 bits each. */
  async numbers(window: number, name: string): Promise<number[]> {
    const property = await this.property(window, name);
    if (property?.format !== 32) return [];
    return Array.from({ length: property.data.length / 4 }, (_, i) => property.data.readUInt32LE(i * 4));
  }

  /** 0: no program has used the name yet. */
  atom(name: string): Promise<number> {
    return this.#reply((callback) => this.#client.InternAtom(true, name, callback));
  }

  /** Bottom first. */
  async children(window: number): Promise<number[]> {
    const tree = await this.#orNull<{ children: number[] }>((callback) => this.#client.QueryTree(window, callback));
    return tree?.children ?? [];
  }

  /** Shown, and managed by a window manager where there is one: no menu, no tooltip. */
  async isOpen(window: number): Promise<boolean> {
    const attributes = await this.#orNull<{ mapState: number; overrideRedirect: number }>((callback) =>
      this.#client.GetWindowAttributes(window, callback),
    );
    return attributes?.mapState === VIEWABLE && attributes.overrideRedirect === 0;
  }

  /** Outputs that show something; empty without the extension. */
  async outputs(): Promise<{ name: string; bounds: Electron.Rectangle }[]> {
    const randr = await this.#orNull<Randr>((callback) => this.#client.require('randr', callback));
    if (!randr) return [];
    const { outputs } = await this.#reply<{ outputs: number[] }>((callback) =>
      randr.GetScreenResourcesCurrent(this.root, callback),
    );
    const found = outputs.map(async (output) => {
      const info = await this.#orNull<{ crtc: number; name: string }>((callback) =>
        randr.GetOutputInfo(output, 0, callback),
      );
      if (!info || info.crtc === 0) return [];
      const bounds = await this.#orNull<Electron.Rectangle>((callback) => randr.GetCrtcInfo(info.crtc, 0, callback));
      if (!bounds) return [];
      const { x, y, width, height } = bounds;
      return [{ name: info.name, bounds: { x, y, width, height } }];
    });
    return (await Promise.all(found)).flat();
  }

  sizeOf(drawable: number): Promise<Electron.Size | null> {
    return this.#orNull<Electron.Size>((callback) => this.#client.GetGeometry(drawable, callback));
  }

  /** What is seen in a rectangle of the screen. Null for one that cannot be read. */
  screenPicture(rect: Electron.Rectangle): Promise<Picture | null> {
    return this.#picture(this.root, rect);
  }

  /** A window as it draws itself, also where others cover it. Null for one that is gone or cannot be read. */
  async windowPicture(window: number): Promise<Picture | null> {
    const size = await this.sizeOf(window);
    if (!size) return null;
    const rect = { x: 0, y: 0, width: size.width, height: size.height };
    this.#composite ??= this.#orNull<Composite>((callback) => this.#client.require('composite', callback));
    const composite = await this.#composite;
    if (!composite) return this.#picture(window, rect);
    const pixmap = this.#client.AllocID();
    composite.RedirectWindow(window, 0);
    composite.NameWindowPixmap(window, pixmap);
    try {
      return (await this.#picture(pixmap, rect)) ?? (await this.#picture(window, rect));
    } finally {
      this.#client.FreePixmap(pixmap);
      composite.UnredirectWindow(window, 0);
    }
  }

  async #picture(drawable: number, { x, y, width, height }: Electron.Rectangle): Promise<Picture | null> {
    const image = await this.#orNull<{ depth: number; data: Buffer }>((callback) =>
      this.#client.GetImage(PIXELS, drawable, x, y, width, height, ALL_PLANES, callback),
    );
    const length = width * height * 4;
    if (!image || (image.depth !== 24 && image.depth !== 32) || image.data.length < length) return null;
    return { width, height, bgra: opaque(Buffer.from(image.data.subarray(0, length))) };
  }

  #reply<T>(request: (callback: Callback<T>) => void): Promise<T> {
    const reply = new Promise<T>((resolve, reject) => {
      request((error, value) => (error ? reject(error) : resolve(value)));
    });
    return Promise.race([reply, this.#ended]);
  }

  /** Null for what is gone. */
  #orNull<T>(request: (callback: Callback<T>) => void): Promise<T | null> {
    return new Promise((resolve, reject) => {
      this.#ended.catch(reject);
      request((error, value) => resolve(error ? null : value));
    });
  }
}

function withRejection(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, rejectIt) => (reject = rejectIt));
  promise.catch(() => undefined); // whoever waits is told
  return { promise, reject };
}
