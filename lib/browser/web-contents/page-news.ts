/** What documents report of themselves becomes events of their WebContents, in Electron's words. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { isOfFrames, parsePageNews, type PageNews } from '../../common/page-news';
import type { Question, TopicHandler } from '../document-channel/question';

export class PageNewsHandler implements TopicHandler<PageNews> {
  readonly flood = { code: 'VALENCE_PAGE_NEWS_FLOOD', requests: 'reports' };

  parse(message: UnreadQuestion): PageNews | null {
    return parsePageNews(message);
  }

  async answer({ message, requester }: Question<PageNews>): Promise<null> {
    if (requester.isMainFrame || isOfFrames(message)) requester.onNews(message);
    return null;
  }
}

/** The news of one WebContents over time. */
export class PageNewsEvents {
  /** That the app knows of, or could. */
  #themeColor: string | null = null;

  /** The event, and what comes behind its first argument; null for what is no news. */
  eventOf(message: PageNews): [event: string, ...args: unknown[]] | null {
    if (message.news === 'leaving') return null;
    if (message.news !== 'theme-color') return eventOf(message);
    const { color, isKnown } = message;
    if (color === this.#themeColor) return null;
    this.#themeColor = color;
    return isKnown ? null : ['did-change-theme-color', color];
  }
}

/** Null: it is news for the window. */
function eventOf(
  message: Exclude<PageNews, { news: 'leaving' | 'theme-color' }>,
): [event: string, ...args: unknown[]] | null {
  switch (message.news) {
    case 'app-command':
    case 'bounds':
      return null;
    case 'cursor':
      return ['cursor-changed', message.cursor];
    case 'favicons':
      return ['page-favicon-updated', message.urls];
    case 'fullscreen':
      return [message.isFullscreen ? 'enter-html-full-screen' : 'leave-html-full-screen'];
    case 'target-url':
      return ['update-target-url', message.url];
    case 'zoom':
      return ['zoom-changed', message.direction];
  }
}
