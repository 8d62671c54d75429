/** Options of BrowserWindow: one warning by name for each that has no effect. */
import { invalidArgValue } from '../../common/validators';
import { warnUnsupported } from './warn-unsupported';

const SUPPORTED = new Set([
  'fullscreen',
  'height',
  'kiosk',
  'maxHeight',
  'maxWidth',
  'minHeight',
  'minWidth',
  'modal',
  'parent',
  'show',
  'title',
  'webPreferences',
  'width',
  'x',
  'y',
]);

/** Values that ask for what happens anyway. */
const HARMLESS: Record<string, unknown> = {
  alwaysOnTop: false,
  autoHideMenuBar: true,
  center: false,
  closable: true,
  focusable: true,
  frame: true,
  fullscreenable: true,
  hasShadow: true,
  maximizable: true,
  minimizable: true,
  movable: true,
  paintWhenInitiallyHidden: true,
  resizable: true,
  skipTaskbar: false,
  transparent: false,
  useContentSize: true,
};

export function checkWindowOptions(options: Electron.BrowserWindowConstructorOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || SUPPORTED.has(name) || (name in HARMLESS && HARMLESS[name] === value)) continue;
    warnUnsupported(
      `window ${name}`,
      `The window option ${name} has no effect in Valence; see "Windows" in docs/limits.md`,
    );
  }
}

/** Smallest size Chromium's windows take, so that getBounds() tells the truth. */
const MIN_SIZE = 1;

/** A width or height as windows take it. Throws TypeError for what is not a finite number. */
export function sizeOf(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!Number.isFinite(value)) throw invalidArgValue(name, 'a number', value);
  return Math.max(MIN_SIZE, Math.round(value));
}

/** Where a window that says nothing of it is, and how large. Throws TypeError for a size that is not a finite number. */
export const boundsOf = ({
  x = 0,
  y = 0,
  width,
  height,
}: Electron.BrowserWindowConstructorOptions): Electron.Rectangle => ({
  x,
  y,
  width: sizeOf('options.width', width, 800),
  height: sizeOf('options.height', height, 600),
});

/** What the options say of a window's place. */
export const placeOf = ({ x, y }: Electron.BrowserWindowConstructorOptions): { x?: number; y?: number } => ({
  ...(x === undefined ? {} : { x }),
  ...(y === undefined ? {} : { y }),
});

/** Options that a getter gives, by the setters of what it gives (unmanaged-window.ts). */
const KEPT = {
  alwaysOnTop: 'setAlwaysOnTop',
  autoHideMenuBar: 'setAutoHideMenuBar',
  backgroundColor: 'setBackgroundColor',
  closable: 'setClosable',
  focusable: 'setFocusable',
  fullscreenable: 'setFullScreenable',
  hasShadow: 'setHasShadow',
  maximizable: 'setMaximizable',
  minimizable: 'setMinimizable',
  movable: 'setMovable',
  opacity: 'setOpacity',
  resizable: 'setResizable',
} as const;

/** What the getters of a window give until its setters are called. */
export function keepOptions(kept: Map<string, unknown>, options: Electron.BrowserWindowConstructorOptions): void {
  for (const [name, setter] of Object.entries(KEPT) as [keyof typeof KEPT, string][]) {
    if (options[name] !== undefined) kept.set(setter, options[name]);
  }
}

/** The limits of what the app may set later. */
export function limitSize(
  state: { minimumSize: Electron.Size; maximumSize: Electron.Size },
  { minWidth = 0, minHeight = 0, maxWidth = 0, maxHeight = 0 }: Electron.BrowserWindowConstructorOptions,
): void {
  state.minimumSize = { width: minWidth, height: minHeight };
  state.maximumSize = { width: maxWidth, height: maxHeight };
}
