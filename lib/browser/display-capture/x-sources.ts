/** The screens and windows of an X display, as desktopCapturer lists them. */
import type { Picture, XServer } from './x-server';

export interface XScreen {
  kind: 'screen';
  /** The atom of the output's name; 0 where the server has no outputs. */
  id: number;
  /** Of the output; null where the server has none. */
  output: string | null;
  picture: Picture | null;
}

export interface XWindow {
  kind: 'window';
  id: number;
  title: string;
  picture: Picture | null;
  icon: Picture | null;
}

/** WM_STATE, of a window that a window manager shows (ICCCM 4.1.3.1). */
const NORMAL_STATE = 1;

/** Window managers put windows into frames of their own, a few deep. */
const FRAMES = 4;

export async function screensOf(server: XServer, withPictures: boolean): Promise<XScreen[]> {
  const pictureOf = (bounds: Electron.Rectangle): Promise<Picture | null> | null =>
    withPictures ? server.screenPicture(bounds) : null;
  const outputs = await server.outputs();
  if (outputs.length === 0) {
    const size = await server.sizeOf(server.root);
    if (!size) return [];
    const picture = await pictureOf({ x: 0, y: 0, width: size.width, height: size.height });
    return [{ kind: 'screen', id: 0, output: null, picture }];
  }
  return Promise.all(
    outputs.map(async ({ name, bounds }) => ({
      kind: 'screen',
      id: await server.atom(name),
      output: name,
      picture: await pictureOf(bounds),
    })),
  );
}

/** Topmost first. `isOwn` tells of a process id whether its windows are left out. */
export async function windowsOf(
  server: XServer,
  options: { withPictures: boolean; withIcons: boolean; isOwn: (pid: number) => boolean },
): Promise<XWindow[]> {
  const hasManager = (await server.numbers(server.root, '_NET_SUPPORTING_WM_CHECK')).length > 0;
  const [normal, topLevel] = await Promise.all([
    server.atom('_NET_WM_WINDOW_TYPE_NORMAL'),
    server.children(server.root),
  ]);
  const found = topLevel.toReversed().map(async (child): Promise<XWindow[]> => {
    const id = hasManager ? await managed(server, child, FRAMES) : child;
    if (id === null || !(await server.isOpen(id))) return [];
    const [title, [pid], types] = await Promise.all([
      titleOf(server, id),
      server.numbers(id, '_NET_WM_PID'),
      server.numbers(id, '_NET_WM_WINDOW_TYPE'),
    ]);
    // Panels, docks and the desktop itself.
    const isNormal = types.length === 0 || types.includes(normal);
    if (title === '' || !isNormal || (pid !== undefined && options.isOwn(pid))) return [];
    const [picture, icon] = await Promise.all([
      options.withPictures ? server.windowPicture(id) : null,
      options.withIcons ? iconOf(server, id) : null,
    ]);
    return [{ kind: 'window', id, title, picture, icon }];
  });
  return (await Promise.all(found)).flat();
}

/** The window of a program in the frame of a window manager. Null for what is minimized, or is no window of a program. */
async function managed(server: XServer, window: number, depth: number): Promise<number | null> {
  const [state] = await server.numbers(window, 'WM_STATE');
  if (state === NORMAL_STATE) return window;
  if (state !== undefined || depth === 0) return null;
  for (const child of (await server.children(window)).toReversed()) {
    const found = await managed(server, child, depth - 1);
    if (found !== null) return found;
  }
  return null;
}

async function titleOf(server: XServer, window: number): Promise<string> {
  const name = await server.property(window, '_NET_WM_NAME');
  if (name) return name.data.toString('utf8');
  return (await server.property(window, 'WM_NAME'))?.data.toString('latin1') ?? '';
}

/** The largest that the program gives: width, height and pixels, one icon behind the other, alpha not multiplied in. */
async function iconOf(server: XServer, window: number): Promise<Picture | null> {
  const property = await server.property(window, '_NET_WM_ICON');
  if (property?.format !== 32) return null;
  const { data } = property;
  let best: Picture | null = null;
  for (let at = 0; at + 8 <= data.length;) {
    const [width, height] = [data.readUInt32LE(at), data.readUInt32LE(at + 4)];
    const length = width * height * 4;
    at += 8;
    if (length === 0 || at + length > data.length) break;
    if (!best || width > best.width) best = { width, height, bgra: premultiplied(data.subarray(at, at + length)) };
    at += length;
  }
  return best;
}

function premultiplied(pixels: Buffer): Buffer {
  const bgra = Buffer.from(pixels);
  for (let i = 0; i < bgra.length; i += 4) {
    const alpha = bgra[i + 3]!;
    for (let j = i; j < i + 3; ++j) bgra[j] = Math.round((bgra[j]! * alpha) / 255);
  }
  return bgra;
}
