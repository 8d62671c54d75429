/**
 * Where a window is, how large, and in which state: what the app has asked for, and, on a display, what Chromium reports of the
 * user and the window manager.
 */
import type Protocol from 'devtools-protocol';
import { emitToApp } from '../app-calls';
import { createEvent } from '../event';
import type { ObservedEmitter } from '../observed-emitter';
import type { NativeWindow } from './native-window';
import { sizeOf } from './window-options';

export type Mode = Protocol.Browser.WindowState;
type Size = Pick<Electron.Rectangle, 'width' | 'height'>;

/** Which events tell that a state begins, and that it ends. */
const MODE_EVENTS: Readonly<Record<Mode, readonly [begins: string | null, ends: string | null]>> = {
  normal: [null, null],
  minimized: ['minimize', 'restore'],
  maximized: ['maximize', 'unmaximize'],
  fullscreen: ['enter-full-screen', 'leave-full-screen'],
};

/** What the options of a window say. */
interface InitialState {
  bounds: Electron.Rectangle;
  visible: boolean;
  title: string;
}

/** Bounds that no window exceeds. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export class WindowState {
  readonly #window: ObservedEmitter;
  #native: NativeWindow | null = null;
  #bounds: Electron.Rectangle;
  /** Those of the last time at which it was neither maximized nor as large as the screen. */
  #normalBounds: Electron.Rectangle;
  #mode: Mode = 'normal';
  /** What the app has asked for before the Chromium window was there. */
  #wanted: Mode | null = null;
  #visible: boolean;
  #isHTMLFullscreen = false;
  minimumSize: Size = { width: 0, height: 0 };
  maximumSize: Size = { width: 0, height: 0 };
  title: string;
  /** Undefined: the application menu. */
  menu: Electron.Menu | null | undefined;
  /** What setters without an effect were called with, by their names. */
  readonly kept = new Map<string, unknown>();

  /** `window`: the public object. */
  constructor(window: ObservedEmitter, { bounds, visible, title }: InitialState) {
    this.#window = window;
    this.#bounds = bounds;
    this.#normalBounds = bounds;
    this.#visible = visible;
    this.title = title;
  }

  get bounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }

  get normalBounds(): Electron.Rectangle {
    return { ...this.#normalBounds };
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** A hidden window is minimized, and is not to the app. */
  get mode(): Mode {
    return this.#mode;
  }

  get isFullscreen(): boolean {
    return this.#mode === 'fullscreen' || this.#isHTMLFullscreen;
  }

  /** The Chromium window exists: from now on it is told everything. */
  attach(native: NativeWindow): void {
    this.#native?.end();
    this.#native = native;
    const { width, height } = this.#bounds;
    this.#do(() => native.setContentSize(width, height));
    native.onChange((change) => this.#onChange(change));
    if (this.#wanted !== null) this.setMode(this.#wanted);
    this.#wanted = null;
  }

  /** The window is destroyed. */
  end(): void {
    this.#visible = false;
    this.#native?.end();
    this.#native = null;
  }

  /** The place of a window that was opened by a page. */
  place(): void {
    this.#do((native) => native.setPosition(this.#bounds.x, this.#bounds.y));
  }

  show(): void {
    if (this.#visible) return;
    this.#visible = true;
    const mode = this.#mode === 'minimized' ? 'normal' : this.#mode;
    this.#do((native) => native.setState(mode));
    this.#emit('show');
  }

  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#do((native) => native.setState('minimized'));
    this.#emit('hide');
  }

  /** Chromium says when it is so. */
  setMode(mode: Mode): void {
    if (!this.#native) this.#wanted = mode;
    this.#do(async (native) => {
      await native.setState(mode);
      this.#onMode(await native.state());
    });
  }

  setHTMLFullscreen(isFullscreen: boolean): void {
    if (isFullscreen === this.#isHTMLFullscreen) return;
    const was = this.isFullscreen;
    this.#isHTMLFullscreen = isFullscreen;
    const state = isFullscreen ? 'enter' : 'leave';
    if (was !== this.isFullscreen) this.#emit(`${state}-full-screen`);
    this.#emit(`${state}-html-full-screen`);
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const { x = this.#bounds.x, y = this.#bounds.y } = bounds;
    const width = this.#limited('width', sizeOf('bounds.width', bounds.width, this.#bounds.width));
    const height = this.#limited('height', sizeOf('bounds.height', bounds.height, this.#bounds.height));
    const [moved, resized] = this.#take({ x, y, width, height });
    if (moved) this.#do((native) => native.setPosition(x, y));
    if (resized) this.#do((native) => native.setContentSize(width, height));
    this.#tellBounds(moved, resized);
  }

  #limited(side: keyof Size, length: number): number {
    return Math.min(Math.max(length, this.minimumSize[side]), this.maximumSize[side] || NO_LIMIT);
  }

  #onChange({ mode, bounds }: { mode: Mode; bounds: Electron.Rectangle }): void {
    this.#onMode(mode);
    if (mode !== 'minimized') this.#tellBounds(...this.#take(bounds));
  }

  #onMode(mode: Mode): void {
    if (!this.#visible || mode === this.#mode) return;
    const was = this.isFullscreen;
    const [, ends] = MODE_EVENTS[this.#mode];
    const [begins] = MODE_EVENTS[mode];
    this.#mode = mode;
    for (const event of [ends, begins]) {
      const isOfScreen = event?.endsWith('full-screen') ?? false;
      if (event !== null && !(isOfScreen && was === this.isFullscreen)) this.#emit(event);
    }
  }

  #take(bounds: Electron.Rectangle): [moved: boolean, resized: boolean] {
    const { x, y, width, height } = this.#bounds;
    this.#bounds = bounds;
    if (this.#mode === 'normal') this.#normalBounds = bounds;
    return [bounds.x !== x || bounds.y !== y, bounds.width !== width || bounds.height !== height];
  }

  #tellBounds(moved: boolean, resized: boolean): void {
    if (moved) this.#emit('move');
    if (resized) this.#emit('resize');
  }

  #emit(event: string): void {
    emitToApp(this.#window, event, createEvent({ sender: this.#window }));
  }

  /** A window that is gone or not there yet takes no commands: its bounds are applied when it opens. */
  #do(command: (native: NativeWindow) => Promise<void>): void {
    if (this.#native) command(this.#native).catch(() => undefined);
  }
}
