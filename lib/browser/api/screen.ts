/** The `screen` module (docs/api/screen.md). */
import { EventEmitter } from 'node:events';
import { validateNumbers } from '../../common/validators';
import { LIBRARY, requireLibrary } from '../internals';
import { allDisplays, displayMatching, displayNearest } from '../screen/displays';
import { UnavailableError } from '../unavailable-error';
import { app } from './app';

/** As in Electron, which knows no displays before. */
function displays(): Electron.Display[] {
  if (!app.isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
  return allDisplays();
}

export class Screen extends EventEmitter {
  constructor(key: typeof LIBRARY) {
    super();
    requireLibrary(key);
  }

  getAllDisplays(): Electron.Display[] {
    return displays();
  }

  getPrimaryDisplay(): Electron.Display {
    return displays()[0]!;
  }

  getDisplayNearestPoint(point: Electron.Point): Electron.Display {
    validateNumbers(point, 'point', ['x', 'y']);
    return displayNearest(displays(), point);
  }

  getDisplayMatching(rect: Electron.Rectangle): Electron.Display {
    validateNumbers(rect, 'rect', ['x', 'y', 'width', 'height']);
    return displayMatching(displays(), rect);
  }

  getCursorScreenPoint(): Electron.Point {
    throw new UnavailableError('screen.getCursorScreenPoint()', 'stock Chromium does not tell where the pointer is');
  }
}

export const screen = new Screen(LIBRARY);
