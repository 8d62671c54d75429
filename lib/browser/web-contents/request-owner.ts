/** Requests of a page's frames are told as those of its WebContents. */
import { FrameRegistry } from '../request-pipeline/frame-registry';
import type { Frame } from './frame';
import type { Page } from './page';
import type { WebFrameMain } from './web-frame-main';

/** What of WebContents is needed. */
interface RequestOwner {
  isDestroyed(): boolean;
  webFrame(frame: Frame): WebFrameMain;
}

export function ownRequests(page: Page, owner: RequestOwner): void {
  const disown = FrameRegistry.of(page.browser).register((frameId) => {
    const frame = page.frames.byId(frameId);
    if (!frame || owner.isDestroyed()) return null;
    return {
      webContents: owner as unknown as Electron.WebContents,
      frame: owner.webFrame(frame) as unknown as Electron.WebFrameMain,
    };
  });
  page.on('closed', disown);
}
