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
  /** The bounds have a place, and not only a size. */
  isPlaced: boolean;
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
  /** What the app has asked for last; null once Chromium has reported another one. */
  #wanted: Mode | null = null;
  #visible: boolean;
  /** Its Chromium window is minimized because it is hidden; such a one takes neither bounds nor another mode. */
  #isDown = false;
  #queue: Promise<void> = Promise.resolve();
  /** How its Chromium window opens. */
  readonly #opensVisible: boolean;
  /** The app has said where it is. */
  #isPlaced: boolean;
  #isHTMLFullscreen = false;
  minimumSize: Size = { width: 0, height: 0 };
  maximumSize: Size = { width: 0, height: 0 };
  title: string;
  /** Undefined: the application menu. */
  menu: Electron.Menu | null | undefined;
  /** What setters without an effect were called with, by their names. */
  readonly kept = new Map<string, unknown>();

  /** `window`: the public object. */
  constructor(window: ObservedEmitter, { bounds, visible, title, isPlaced }: InitialState) {
    this.#window = window;
    this.#bounds = bounds;
    this.#normalBounds = bounds;
    this.#visible = visible;
    this.#opensVisible = visible;
    this.#isPlaced = isPlaced;
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

  /** What it will be when Chromium has done what it was asked for. */
  get wantedMode(): Mode {
    return this.#wanted ?? this.#mode;
  }

  get isFullscreen(): boolean {
    return this.#mode === 'fullscreen' || this.#isHTMLFullscreen;
  }

  /** The Chromium window exists: from now on it is told everything. */
  attach(native: NativeWindow): void {
    this.#native?.end();
    this.#native = native;
    native.onChange((change) => this.#onChange(change));
    const opensDown = native.isSeen && !this.#opensVisible;
    this.#isDown = opensDown ? !this.#visible : this.#opensVisible && !this.#visible;
    if (this.#isDown !== opensDown) this.#do(() => native.setState(this.#isDown ? 'minimized' : 'normal'));
    if (this.#isDown) return;
    this.#do(() => this.#applyBounds(native));
    if (this.#wanted !== null) this.setMode(this.#wanted);
  }

  /** The window is destroyed. */
  end(): void {
    this.#visible = false;
    this.#native?.end();
    this.#native = null;
  }

  show(): void {
    if (this.#visible) return;
    this.#visible = true;
    if (this.#isDown) this.#raise();
    this.#emit('show');
  }

  /** With the bounds and the mode that it has, or has been asked for. */
  #raise(): void {
    this.#isDown = false;
    const mode = this.wantedMode;
    this.#do(async (native) => {
      await native.setState('normal');
      await this.#applyBounds(native);
    });
    if (mode !== 'normal' && mode !== 'minimized') this.setMode(mode);
  }

  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    if (this.#native) {
      this.#isDown = true;
      this.#do((native) => native.setState('minimized'));
    }
    this.#emit('hide');
  }

  /** Chromium says when it is so. */
  setMode(mode: Mode): void {
    this.#wanted = mode;
    if (this.#isDown) return; // it comes with show()
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
    this.#isPlaced ||= moved;
    if (moved && !this.#isDown) this.#do((native) => native.setPosition(x, y));
    if (resized && !this.#isDown) this.#do((native) => native.setContentSize(width, height));
    this.#tellBounds(moved, resized);
  }

  #limited(side: keyof Size, length: number): number {
    return Math.min(Math.max(length, this.minimumSize[side]), this.maximumSize[side] || NO_LIMIT);
  }

  #onChange({ mode, bounds }: { mode: Mode; bounds: Electron.Rectangle }): void {
    this.#onMode(mode);
    if (!this.#isDown && mode !== 'minimized') this.#tellBounds(...this.#take(bounds));
  }

  #onMode(mode: Mode): void {
    if (this.#isDown) return;
    if (mode === this.#wanted) this.#wanted = null;
    if (mode === this.#mode) return;
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
    const native = this.#native;
    if (!native) return;
    // One after the other: each depends on the state that the one before has left.
    this.#queue = this.#queue.then(() => command(native)).catch(() => undefined);
  }

  async #applyBounds(native: NativeWindow): Promise<void> {
    const { x, y, width, height } = this.#normalBounds;
    if (this.#isPlaced) await native.setPosition(x, y);
    await native.setContentSize(width, height);
  }
}
