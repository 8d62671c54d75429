/** The `desktopCapturer` module (docs/api/desktop-capturer.md). */
import { validateBoolean, validateNumbers } from '../../common/validators';
import { loadXServer } from '../display-capture/load-x-server';
import { shrink, thumbnailSize } from '../display-capture/thumbnail';
import { screensOf, windowsOf } from '../display-capture/x-sources';
import type { Picture } from '../display-capture/x-server';
import { displayIdOf } from '../screen/displays';
import { sessionContexts } from '../session/internals';
import { UnavailableError } from '../unavailable-error';
import { LATE, within } from '../within';
import { BrowserWindow } from './browser-window';
import { nativeImage, type NativeImage } from './native-image';

/** How long a page may take to draw itself, in milliseconds: one that hangs must not keep the list. */
const PAGE_WITHIN = 8000;

const NAME = 'desktopCapturer.getSources()';

interface Wanted {
  screens: boolean;
  windows: boolean;
  size: Electron.Size;
  icons: boolean;
}

function wantedOf(options: unknown): Wanted {
  const {
    types,
    thumbnailSize: size = { width: 150, height: 150 },
    fetchWindowIcons = false,
  } = (options ?? {}) as {
    types?: unknown;
    thumbnailSize?: Electron.Size;
    fetchWindowIcons?: unknown;
  };
  // In Electron's words.
  if (!Array.isArray(types)) throw new Error('Invalid options');
  validateNumbers(size, 'options.thumbnailSize', ['width', 'height']);
  validateBoolean(fetchWindowIcons, 'options.fetchWindowIcons');
  return { screens: types.includes('screen'), windows: types.includes('window'), size, icons: fetchWindowIcons };
}

const hasPictures = ({ size: { width, height } }: Wanted): boolean => width >= 1 && height >= 1;

function imageOf(picture: Picture | null): NativeImage {
  return picture ? nativeImage.createFromBitmap(picture.bgra, picture) : nativeImage.createEmpty();
}

const thumbnailOf = (image: NativeImage, { size }: Wanted): NativeImage =>
  image.isEmpty() ? image : image.resize(thumbnailSize(image.getSize(), size));

/** The windows of this app: their pages can be captured, too. */
function ownWindows(wanted: Wanted): Promise<Electron.DesktopCapturerSource>[] {
  const shown = BrowserWindow.getAllWindows().filter((window) => window.isVisible() && !window.isMinimized());
  return shown.toReversed().map(async (window) => {
    const captured = hasPictures(wanted)
      ? await within(PAGE_WITHIN, window.capturePage()).catch((): typeof LATE => LATE) // it is closing
      : LATE;
    const picture = captured === LATE ? nativeImage.createEmpty() : captured;
    return {
      id: window.getMediaSourceId(),
      name: window.isDestroyed() ? '' : window.getTitle(),
      thumbnail: thumbnailOf(picture, wanted),
      display_id: '',
      appIcon: wanted.icons ? nativeImage.createEmpty() : NO_ICON,
    };
  });
}

/** As in Electron, where the types say otherwise. */
const NO_ICON = null as unknown as NativeImage;

async function onDisplay(display: string, wanted: Wanted): Promise<Electron.DesktopCapturerSource[]> {
  const own = new Set(
    BrowserWindow.getAllWindows().map(({ webContents }) => sessionContexts.find(webContents.session)?.current?.pid),
  );
  const withPictures = hasPictures(wanted);
  const found = await loadXServer().use(display, async (server) => ({
    screens: wanted.screens ? await screensOf(server, withPictures) : [],
    windows: wanted.windows
      ? await windowsOf(server, { withPictures, withIcons: wanted.icons, isOwn: (pid) => own.has(pid) })
      : [],
  }));
  const screens = found.screens.map(({ id, output, picture }, i) => ({
    id: `screen:${id}:0`,
    name: found.screens.length === 1 ? 'Entire screen' : `Screen ${i + 1}`,
    thumbnail: thumbnailOf(imageOf(picture && shrink(picture, thumbnailSize(picture, wanted.size))), wanted),
    display_id: output === null ? '' : String(displayIdOf(output)),
    appIcon: NO_ICON,
  }));
  const windows = found.windows.map(({ id, title, picture, icon }) => ({
    id: `window:${id}:0`,
    name: title,
    thumbnail: thumbnailOf(imageOf(picture && shrink(picture, thumbnailSize(picture, wanted.size))), wanted),
    display_id: '',
    appIcon: wanted.icons ? imageOf(icon) : NO_ICON,
  }));
  return [...screens, ...windows];
}

export const desktopCapturer = {
  /** Rejects with Error for bad options, with UnavailableError on Wayland, and with Error if the X server ends. */
  async getSources(options: Electron.SourcesOptions): Promise<Electron.DesktopCapturerSource[]> {
    const wanted = wantedOf(options);
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    if (!DISPLAY && WAYLAND_DISPLAY) {
      throw new UnavailableError(NAME, 'on Wayland no program sees the screen and the windows of others');
    }
    const [others, own] = await Promise.all([
      DISPLAY ? onDisplay(DISPLAY, wanted) : [],
      wanted.windows ? Promise.all(ownWindows(wanted)) : [],
    ]);
    return [...others, ...own.filter(({ name }) => name !== '')];
  },
};
