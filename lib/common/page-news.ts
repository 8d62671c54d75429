/**
 * What a document reports of itself while the app listens to it, on the channel of its document (channel-messages.ts). A page may
 * report what it likes: it is news of that page only.
 */
import { isRecord } from './channel-messages';

/** What documents begin to do at a signal (ChannelConfig.signal); `no-keys` ends `keys`. */
export type Signal =
  | 'app-command'
  | 'bounds'
  | 'cursor'
  | 'favicons'
  | 'fullscreen'
  | 'input'
  | 'keys'
  | 'leaving'
  | 'no-keys'
  | 'target-url'
  | 'theme-color'
  | 'zoom';

/** Frames below the page's own report it, too. */
const OF_FRAMES = new Set<PageNews['news']>(['app-command', 'cursor', 'target-url', 'zoom']);

export const isOfFrames = ({ news }: PageNews): boolean => OF_FRAMES.has(news);

export interface NewBounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type PageNews =
  /** A button of a mouse for the history. */
  | { news: 'app-command'; command: 'browser-backward' | 'browser-forward' }
  /** The page asks for another place or size of its window. */
  | { news: 'bounds'; bounds: NewBounds }
  /** As in CSS; 'custom': a picture. */
  | { news: 'cursor'; cursor: string }
  /** Absolute, sorted. */
  | { news: 'favicons'; urls: string[] }
  | { news: 'fullscreen'; isFullscreen: boolean }
  /** The page is asked whether it may go (beforeunload). `asks`: it wants to stay. */
  | { news: 'leaving'; asks: boolean }
  /** Of the link under the pointer, or with the focus; empty without one. */
  | { news: 'target-url'; url: string }
  /** "#RRGGBB", null without one. `isKnown`: from before the app listened. */
  | { news: 'theme-color'; color: string | null; isKnown: boolean }
  /** The user asks for it, with the wheel. */
  | { news: 'zoom'; direction: 'in' | 'out' };

/** Null for what no observer sends. */
export function parsePageNews(message: Readonly<Record<string, unknown>>): PageNews | null {
  const { news, bounds, command, cursor, direction, urls, isFullscreen, asks, url, color, isKnown } = message;
  switch (news) {
    case 'app-command':
      return command === 'browser-backward' || command === 'browser-forward' ? { news, command } : null;
    case 'bounds':
      return isBounds(bounds) ? { news, bounds } : null;
    case 'cursor':
      return typeof cursor === 'string' ? { news, cursor } : null;
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
    case 'zoom':
      return direction === 'in' || direction === 'out' ? { news, direction } : null;
    default:
      return null;
  }
}

const isBounds = (value: unknown): value is NewBounds =>
  isRecord(value) && (['x', 'y', 'width', 'height'] as const).every((name) => Number.isSafeInteger(value[name]));
