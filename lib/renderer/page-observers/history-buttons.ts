/** The buttons of a mouse that lead through the history: in Electron they are commands for the app, and do nothing by themselves. */
import type { PageNews } from '../../common/page-news';
import type { WindowListeners } from '../page-wrappers/window-listeners';

const BACK = 3;
const FORWARD = 4;

type Command = Extract<PageNews, { news: 'app-command' }>['command'];

export function observeHistoryButtons(listeners: WindowListeners, report: (command: Command) => void): void {
  listeners.add('mouseup', (event: MouseEvent) => {
    if (!event.isTrusted || (event.button !== BACK && event.button !== FORWARD)) return;
    event.preventDefault();
    report(event.button === BACK ? 'browser-backward' : 'browser-forward');
  });
}
