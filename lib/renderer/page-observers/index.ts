/** What a document reports of itself, from the moment at which the app begins to listen. A further one is a file and a line here. */
import type { PageNews, Signal } from '../../common/page-news';
import type { Asker } from '../page-wrappers/asker';
import { onSignal } from '../page-wrappers/signals';
import type { WindowListeners } from '../page-wrappers/window-listeners';
import { observeCursor } from './cursor';
import { observeFavicons } from './favicons';
import { observeHistoryButtons } from './history-buttons';
import { observeInput } from './input';
import { leavingObserver } from './leaving';
import { observeTargetURL } from './target-url';
import { observeThemeColor } from './theme-color';
import { observeZoomWheel } from './zoom-wheel';
import { WindowMoves } from './window-moves';

type Report = (news: PageNews) => void;

const OBSERVERS: readonly [
  signal: Signal,
  where: 'page' | 'frames',
  observe: (report: Report, listeners: WindowListeners) => void,
][] = [
  [
    'app-command',
    'frames',
    (report, listeners) => observeHistoryButtons(listeners, (command) => report({ news: 'app-command', command })),
  ],
  ['cursor', 'frames', (report, listeners) => observeCursor(listeners, (cursor) => report({ news: 'cursor', cursor }))],
  ['favicons', 'page', (report) => observeFavicons((urls) => report({ news: 'favicons', urls }))],
  ['fullscreen', 'page', observeFullscreen],
  [
    'target-url',
    'frames',
    (report, listeners) => observeTargetURL(listeners, (url) => report({ news: 'target-url', url })),
  ],
  [
    'theme-color',
    'page',
    (report) => observeThemeColor((color, isKnown) => report({ news: 'theme-color', color, isKnown })),
  ],
  [
    'zoom',
    'frames',
    (report, listeners) => observeZoomWheel(listeners, (direction) => report({ news: 'zoom', direction })),
  ],
];

export function observePage(listeners: WindowListeners, asker: Asker, signal: string): void {
  const isPage = window === top;
  const report: Report = (news) => asker.askSafely('page-news', news, () => undefined);
  const onFirst = (name: Signal, observe: () => void): void => onSignal(listeners, signal, name, once(observe));
  onFirst('input', () => observeInput(listeners, (input) => asker.askSafely('input', input, () => undefined)));
  if (isPage) {
    const moves = new WindowMoves();
    onFirst('bounds', () => moves.observe((bounds) => report({ news: 'bounds', bounds })));
    const observeLeaving = leavingObserver(listeners, (asks) => report({ news: 'leaving', asks }));
    onSignal(listeners, signal, 'leaving', observeLeaving);
  }
  for (const [name, where, observe] of OBSERVERS) {
    if (isPage || where === 'frames') onFirst(name, () => observe(report, listeners));
  }
}

/** Elements of frames, too: the frame itself is one of the page then. */
function observeFullscreen(report: Report, listeners: WindowListeners): void {
  const tell = (): void => report({ news: 'fullscreen', isFullscreen: document.fullscreenElement !== null });
  listeners.add('fullscreenchange', tell);
}

function once(callback: () => void): () => void {
  let isCalled = false;
  return () => {
    if (!isCalled) callback();
    isCalled = true;
  };
}
