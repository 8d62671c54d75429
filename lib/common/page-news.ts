/**
 * What a document reports of itself while the app listens to it, on the channel of its document (channel-messages.ts). A page may
 * report what it likes: it is news of that page only.
 */

/** What documents begin to do at a signal (ChannelConfig.signal); `no-keys` ends `keys`. */
export type Signal = 'favicons' | 'fullscreen' | 'keys' | 'leaving' | 'no-keys' | 'target-url' | 'theme-color';

export type PageNews =
  /** Absolute, sorted. */
  | { news: 'favicons'; urls: string[] }
  | { news: 'fullscreen'; isFullscreen: boolean }
  /** The page is asked whether it may go (beforeunload). `asks`: it wants to stay. */
  | { news: 'leaving'; asks: boolean }
  /** Of the link under the pointer, or with the focus; empty without one. */
  | { news: 'target-url'; url: string }
  /** "#RRGGBB", null without one. `isKnown`: from before the app listened. */
  | { news: 'theme-color'; color: string | null; isKnown: boolean };

/** Null for what no observer sends. */
export function parsePageNews(message: Readonly<Record<string, unknown>>): PageNews | null {
  const { news, urls, isFullscreen, asks, url, color, isKnown } = message;
  switch (news) {
    case 'favicons':
      return Array.isArray(urls) && urls.every((each): each is string => typeof each === 'string')
        ? { news, urls }
        : null;
    case 'fullscreen':
      return typeof isFullscreen === 'boolean' ? { news, isFullscreen } : null;
    case 'leaving':
      return typeof asks === 'boolean' ? { news, asks } : null;
    case 'target-url':
      return typeof url === 'string' ? { news, url } : null;
    case 'theme-color':
      return (typeof color === 'string' || color === null) && typeof isKnown === 'boolean'
        ? { news, color, isKnown }
        : null;
    default:
      return null;
  }
}
