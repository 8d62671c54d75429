/** window.moveTo() and its kin: the app is asked, and moves the window. */
import type { NewBounds } from '../../common/page-news';
import { callMethod, replaceMethod } from '../page-wrappers/method';

const METHODS = ['moveBy', 'moveTo', 'resizeBy', 'resizeTo'] as const;

type Mover = (bounds: NewBounds, x: number, y: number) => NewBounds;

const MOVERS: Readonly<Record<(typeof METHODS)[number], Mover>> = {
  moveBy: (bounds, x, y) => ({ ...bounds, x: bounds.x + x, y: bounds.y + y }),
  moveTo: (bounds, x, y) => ({ ...bounds, x, y }),
  resizeBy: (bounds, x, y) => ({ ...bounds, width: bounds.width + x, height: bounds.height + y }),
  resizeTo: (bounds, width, height) => ({ ...bounds, width, height }),
};

/** Chromium makes no window smaller. */
const MINIMUM = 100;

export class WindowMoves {
  #report: ((bounds: NewBounds) => void) | null = null;

  /** Call before any script of the page runs. */
  constructor() {
    for (const name of METHODS) {
      replaceMethod(globalThis, name, (native) => (self, args) => {
        if (!this.#report) return callMethod(native, self, args);
        const [first, second] = args.map((value) => Math.trunc(Number(value)) || 0);
        const { x, y, width, height } = MOVERS[name](bounds(), first ?? 0, second ?? 0);
        this.#report({ x, y, width: Math.max(width, MINIMUM), height: Math.max(height, MINIMUM) });
        return undefined;
      });
    }
  }

  observe(report: (bounds: NewBounds) => void): void {
    this.#report = report;
  }
}

const bounds = (): NewBounds => ({ x: screenX, y: screenY, width: outerWidth, height: outerHeight });
