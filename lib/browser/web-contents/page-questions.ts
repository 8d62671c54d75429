/** What the documents of a WebContents' page ask goes to those who answer it in the session. */
import type { KeyPress } from '../../common/key-messages';
import type { PageNews } from '../../common/page-news';
import type { PageWrappers } from '../document-channel/page-wrappers';
import type { Frame } from './frame';
import { offsetOfFrame } from './frame-offset';
import type { Page } from './page';

/** The part of ContentsHost that is used here. */
interface QuestionOwner {
  readonly contents: Electron.WebContents;
  readonly checksSpelling: boolean;
  webFrame(frame: Frame): Electron.WebFrameMain;
  onKeyLeft(press: KeyPress): void;
  onNews(news: PageNews): void;
}

/** Chromium writes a URL in its own way. */
const isSameURL = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;

export function answerQuestions(page: Page, wrappers: PageWrappers, owner: QuestionOwner): void {
  const channel = wrappers.channel(() => page.browser.alive);
  page.frames.on('binding', (context, name, payload) => {
    const { frame } = context;
    // A frame that was taken out of the page may still be heard, and would ask in the name of the page that came after.
    if (name !== wrappers.binding || frame.detached) return;
    channel.onPayload(context, payload, {
      frame: owner.webFrame(frame),
      webContents: owner.contents,
      origin: context.origin,
      topOrigin: frame.top.origin,
      url: frame.url,
      isMainFrame: frame.isMain,
      checksSpelling: owner.checksSpelling,
      offset: () => offsetOfFrame(frame),
      leaveKey: (press) => owner.onKeyLeft(press),
      onNews: (news) => owner.onNews(news),
      insertText: (text) => page.session.post('Input.insertText', { text }),
      pressKey: (command) => page.session.post('Input.dispatchKeyEvent', command),
    });
  });
  // What the app loads is told before Chromium knows of it: what the event below leads to may come behind the first script.
  let told: string | null = null;
  page.on('load', (url) => {
    told = url;
    wrappers.navigating(url);
  });
  page.frames.on('startedNavigating', (frame, { url }) => {
    if (!frame.isMain) return;
    if (told === null || !isSameURL(told, url)) wrappers.navigating(url);
    told = null;
  });
  page.frames.on('contextGone', (context) => channel.onContextGone(context));
  page.on('crashed', () => channel.end());
  page.on('closed', () => channel.end());
}
