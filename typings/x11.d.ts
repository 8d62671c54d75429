/** What is called of a package that has no types. Replies come to callbacks, in the order of the requests. */
declare module 'x11' {
  type Callback<T> = (error: Error | null | undefined, reply: T) => void;

  interface Property {
    /** The atom of its type; 0: there is no such property. */
    type: number;
    /** Bits of an element. */
    format: number;
    bytesAfter: number;
    data: Buffer;
  }

  interface Composite {
    /** 0: automatic, what is drawn is still shown. */
    RedirectWindow(window: number, updateType: 0): void;
    UnredirectWindow(window: number, updateType: 0): void;
    NameWindowPixmap(window: number, pixmap: number): void;
  }

  interface Randr {
    GetScreenResourcesCurrent(window: number, callback: Callback<{ outputs: number[] }>): void;
    /** Of an output that shows nothing, `crtc` is 0. */
    GetOutputInfo(output: number, timestamp: number, callback: Callback<{ crtc: number; name: string }>): void;
    GetCrtcInfo(
      crtc: number,
      timestamp: number,
      callback: Callback<{ x: number; y: number; width: number; height: number }>,
    ): void;
  }

  interface Client {
    /** By name: those that are known. The package shares them between servers, which give them different numbers. */
    atoms: Record<string, number>;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'end', listener: () => void): this;
    AllocID(): number;
    ReleaseID(id: number): void;
    FreePixmap(pixmap: number): void;
    InternAtom(onlyIfExists: boolean, name: string, callback: Callback<number>): void;
    GetProperty(
      deletes: 0,
      window: number,
      property: number,
      type: 0,
      offset: number,
      length: number,
      callback: Callback<Property>,
    ): void;
    QueryTree(window: number, callback: Callback<{ children: number[] }>): void;
    GetWindowAttributes(window: number, callback: Callback<{ mapState: number; overrideRedirect: number }>): void;
    GetGeometry(drawable: number, callback: Callback<{ width: number; height: number; depth: number }>): void;
    /** `format` 2: pixels. */
    GetImage(
      format: 2,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planes: number,
      callback: Callback<{ depth: number; data: Buffer }>,
    ): void;
    require(extension: 'composite', callback: Callback<Composite>): void;
    require(extension: 'randr', callback: Callback<Randr>): void;
    /** Of the same depth and visual as its parent. */
    CreateWindow(
      window: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: 0,
      depth: 0,
      windowClass: 0,
      visual: 0,
      values: { backgroundPixel: number; overrideRedirect?: boolean },
    ): void;
    /** `mode` 0: replaces it. */
    ChangeProperty(
      mode: 0,
      window: number,
      property: number,
      type: number,
      format: 8 | 32,
      data: Buffer | number[],
    ): void;
    MapWindow(window: number): void;
    terminate(): void;
  }

  interface Display {
    client: Client;
    screen: { root: number }[];
  }

  interface Options {
    display: string;
    shm: false;
    /** A connection of the caller's; `auth` undefined: as .Xauthority says. */
    stream?: import('node:net').Socket;
    auth?: undefined;
  }

  export function createClient(options: Options, callback: Callback<Display>): Client;
  /** Throws Error for what names no display. */
  export function parseDisplay(display: string): { protocol: string; host: string; displayNum: string };
}
