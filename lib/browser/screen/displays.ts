/** The displays that windows are on. */
import { spawnSync } from 'node:child_process';
import { UnavailableError } from '../unavailable-error';

/** Of Chromium's headless platform (lib/browser/browser-process/switches.ts). */
const HEADLESS = { width: 1280, height: 800 };

interface Output {
  name: string;
  isPrimary: boolean;
  bounds: Electron.Rectangle;
  rotation: number;
  frequency: number;
}

const ROTATIONS: Record<string, number> = { left: 90, inverted: 180, right: 270 };

/** `eDP-1 connected primary 1920x1080+0+0 left (normal left …) 344mm x 194mm`, its modes below; the current one has a star. */
const OUTPUT = /^(\S+) connected (primary )?(\d+)x(\d+)\+(-?\d+)\+(-?\d+) (?:(left|inverted|right) )?/;

function parseOutputs(text: string): Output[] {
  const outputs: Output[] = [];
  for (const line of text.split('\n')) {
    const [, name, primary, width, height, x, y, turned] = OUTPUT.exec(line) ?? [];
    if (name !== undefined) {
      outputs.push({
        name,
        isPrimary: primary !== undefined,
        bounds: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
        rotation: turned === undefined ? 0 : ROTATIONS[turned]!,
        frequency: 0,
      });
    } else {
      const rate = /^ .*?([\d.]+)\*/.exec(line)?.[1];
      const last = outputs.at(-1);
      if (rate !== undefined && last?.frequency === 0) last.frequency = Math.round(Number(rate));
    }
  }
  return outputs.sort((one, other) => Number(other.isPrimary) - Number(one.isPrimary));
}

/** The id of the display with this name: the same in every run. */
export function displayIdOf(name: string): number {
  let id = 5381;
  for (const byte of Buffer.from(name)) id = (id * 33 + byte) % 0x7fffffff;
  return id;
}

function displayOf({ name, bounds, rotation, frequency }: Output): Electron.Display {
  const { width, height, x, y } = bounds;
  return {
    id: displayIdOf(name),
    label: name,
    bounds: { ...bounds },
    workArea: { ...bounds },
    size: { width, height },
    workAreaSize: { width, height },
    nativeOrigin: { x, y },
    scaleFactor: 1,
    rotation,
    internal: /^(?:eDP|LVDS|DSI)/i.test(name),
    detected: true,
    displayFrequency: frequency,
    colorDepth: 24,
    depthPerComponent: 8,
    colorSpace: '',
    monochrome: false,
    touchSupport: 'unknown',
    accelerometerSupport: 'unknown',
    maximumCursorSize: { width: 0, height: 0 },
  };
}

function readOutputs(): Output[] {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) {
    return [{ name: 'headless', isPrimary: true, bounds: { x: 0, y: 0, ...HEADLESS }, rotation: 0, frequency: 60 }];
  }
  const { status, stdout } = spawnSync('xrandr', ['--query'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const outputs = status === 0 ? parseOutputs(stdout) : [];
  if (outputs.length === 0)
    throw new UnavailableError('screen', 'xrandr, which tells of displays, is not installed or knows none');
  return outputs;
}

/** The primary one first. Throws UnavailableError if the displays cannot be read. */
export const allDisplays = (): Electron.Display[] => readOutputs().map(displayOf);

const areaOf = (one: Electron.Rectangle, other: Electron.Rectangle): number => {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
};

function distance({ x, y }: Electron.Point, { bounds }: Electron.Display): number {
  const dx = Math.max(bounds.x - x, 0, x - (bounds.x + bounds.width - 1));
  const dy = Math.max(bounds.y - y, 0, y - (bounds.y + bounds.height - 1));
  return Math.hypot(dx, dy);
}

export function displayNearest(displays: readonly Electron.Display[], point: Electron.Point): Electron.Display {
  return displays.reduce((best, display) => (distance(point, display) < distance(point, best) ? display : best));
}

/** The one with most of the rectangle on it; the nearest, if it is on none. */
export function displayMatching(displays: readonly Electron.Display[], rect: Electron.Rectangle): Electron.Display {
  const best = displays.reduce((one, other) => (areaOf(other.bounds, rect) > areaOf(one.bounds, rect) ? other : one));
  if (areaOf(best.bounds, rect) > 0) return best;
  return displayNearest(displays, { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
}
