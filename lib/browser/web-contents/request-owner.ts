/** Requests of a page's frames are told as those of its WebContents. */
import { FrameRegistry } from '../request-pipeline/frame-registry';
import type { Frame } from './frame';
import type { Page } from './page';

/** The part of ContentsHost that is used here. */
interface RequestOwner {
  readonly contents: Electron.WebContents;
  readonly destroyed: boolean;
  webFrame(frame: Frame): Electron.WebFrameMain;
}

export function ownRequests(page: Page, owner: RequestOwner): void {
  const disown = FrameRegistry.of(page.browser).register((frameId) => {
    const frame = page.frames.byId(frameId);
    if (!frame || owner.destroyed) return null;
    return { webContents: owner.contents, frame: owner.webFrame(frame) };
  });
  page.on('closed', disown);
}
