/** The Tray class (docs/api/tray.md). */
import { EventEmitter } from 'node:events';
import {
  invalidArgType,
  validateBoolean,
  validateNumbers,
  validateObject,
  validateString,
} from '../../common/validators';
import { callApp, emitToApp } from '../app-calls';
import { createEvent } from '../event';
import { DBusMenu } from '../menu/dbus-menu';
import { toARGB } from '../native-image/bitmap';
import { decodePNG } from '../native-image/png';
import { StatusIcon, type Pixmap } from '../tray/status-icon';
import { app } from './app';
import { Menu, type MenuItem } from './menu';
import { NativeImage, nativeImage } from './native-image';

type Image = Electron.NativeImage | string;

/** Desktops remember by its name whether an icon is hidden: the first one of an app has the same name in each run. */
let count = 0;

/** No desktop says which keys are held. */
const keyboardEvent = (): Electron.KeyboardEvent => ({
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  triggeredByAccelerator: false,
});

const noBounds = (): Electron.Rectangle => ({ x: 0, y: 0, width: 0, height: 0 });

function imageOf(image: unknown, name: string): NativeImage {
  if (image instanceof NativeImage) return image;
  if (typeof image !== 'string') throw invalidArgType(name, 'a NativeImage or a path', image);
  const loaded = nativeImage.createFromPath(image);
  if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}

/** Null for an empty image. As in Electron, the largest picture: panels scale it down. */
function pixmapOf(image: NativeImage): Pixmap | null {
  const scaleFactor = image.getScaleFactors().at(-1);
  if (scaleFactor === undefined) return null;
  const bitmap = decodePNG(image.toPNG({ scaleFactor }));
  return { width: bitmap.width, height: bitmap.height, argb: toARGB(bitmap) };
}

/** The icon of a menu item; null for one that cannot be read. */
function iconBytes(icon: unknown): Buffer | null {
  const image = typeof icon === 'string' ? nativeImage.createFromPath(icon) : icon;
  if (!(image instanceof NativeImage) || image.isEmpty()) return null;
  const [, data = ''] = image.toDataURL().split(',');
  return Buffer.from(data, 'base64');
}

export class Tray
  extends EventEmitter
  implements
    Pick<
      Electron.Tray,
      | 'closeContextMenu'
      | 'destroy'
      | 'displayBalloon'
      | 'focus'
      | 'getBounds'
      | 'getIgnoreDoubleClickEvents'
      | 'getTitle'
      | 'isDestroyed'
      | 'popUpContextMenu'
      | 'removeBalloon'
      | 'setContextMenu'
      | 'setIgnoreDoubleClickEvents'
      | 'setImage'
      | 'setPressedImage'
      | 'setTitle'
      | 'setToolTip'
    >
{
  readonly #menu: DBusMenu<Menu, MenuItem>;
  #icon: StatusIcon | null;

  /** `guid` has a meaning on Windows and macOS only. */
  constructor(image: Image, guid?: string) {
    super();
    if (!app.isReady()) throw new Error('Cannot create Tray before app is ready');
    if (guid !== undefined) validateString(guid, 'guid');
    const pixmap = pixmapOf(imageOf(image, 'image'));
    this.#menu = new DBusMenu<Menu, MenuItem>({
      readIcon: iconBytes,
      onClick: ({ click }) => callApp(click, [keyboardEvent()], () => undefined),
      onShow: (menu) => void emitToApp(menu, 'menu-will-show', createEvent()),
      onHide: (menu) => void emitToApp(menu, 'menu-will-close', createEvent()),
    });
    this.#icon = new StatusIcon(`${app.name}_${++count}`, app.name, this.#menu, {
      onActivate: () => void emitToApp(this, 'click', keyboardEvent(), noBounds(), { x: 0, y: 0 }),
      onContextMenu: () => void emitToApp(this, 'right-click', keyboardEvent(), noBounds()),
      onSecondaryActivate: () => void emitToApp(this, 'middle-click', keyboardEvent(), noBounds()),
    });
    this.#icon.pixmap = pixmap;
  }

  get #alive(): StatusIcon {
    if (!this.#icon) throw new Error('Tray is destroyed');
    return this.#icon;
  }

  destroy(): void {
    this.#menu.close();
    this.#icon?.close();
    this.#icon = null;
  }

  isDestroyed(): boolean {
    return this.#icon === null;
  }

  setImage(image: Image): void {
    this.#alive.pixmap = pixmapOf(imageOf(image, 'image'));
  }

  /** Of macOS: checks the image, as Electron does. */
  setPressedImage(image: Image): void {
    void this.#alive;
    imageOf(image, 'image');
  }

  setToolTip(toolTip: string): void {
    validateString(toolTip, 'toolTip');
    this.#alive.toolTip = toolTip;
  }

  /** Of macOS. */
  setTitle(title: string): void {
    void this.#alive;
    validateString(title, 'title');
  }

  getTitle(): string {
    void this.#alive;
    return '';
  }

  /** Of macOS. */
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    void this.#alive;
    validateBoolean(ignore, 'ignore');
  }

  getIgnoreDoubleClickEvents(): boolean {
    void this.#alive;
    return false;
  }

  /** Of Windows, as are the next two. */
  displayBalloon(options: Electron.DisplayBalloonOptions): void {
    void this.#alive;
    validateObject(options, 'options');
    const { title, content, icon } = options;
    if (typeof title !== 'string' || typeof content !== 'string')
      throw new Error("'title' and 'content' must be defined");
    if (icon !== undefined) imageOf(icon, 'options.icon');
  }

  removeBalloon(): void {
    void this.#alive;
  }

  focus(): void {
    void this.#alive;
  }

  /** Of macOS and Windows: the panel opens the menu. `menu` may be the position. */
  popUpContextMenu(menu?: Electron.Menu | Electron.Point, position?: Electron.Point): void {
    void this.#alive;
    if (menu !== undefined && !(menu instanceof Menu)) validateNumbers(menu, 'menu', ['x', 'y']);
    if (position !== undefined) validateNumbers(position, 'position', ['x', 'y']);
  }

  closeContextMenu(): void {
    void this.#alive;
  }

  setContextMenu(menu: Electron.Menu | null): void {
    void this.#alive;
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Must pass Menu or null');
    this.#menu.menu = menu;
  }

  /** Panels of Linux do not say where an icon is. */
  getBounds(): Electron.Rectangle {
    void this.#alive;
    return noBounds();
  }
}
