/** The webFrameMain module (docs/api/web-frame-main.md). */
import type { WebFrameMain } from '../web-contents/web-frame-main';
import { WebContents } from './web-contents';

export const webFrameMain = {
  /** The frame with these ids, or undefined. Throws TypeError for anything but numbers. */
  fromId(processId: number, routingId: number): WebFrameMain | undefined {
    for (const [name, value] of Object.entries({ processId, routingId })) {
      if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${typeof value}`);
    }
    for (const contents of WebContents.getAllWebContents()) {
      for (const frame of contents.livePage?.frames.main.subtree() ?? []) {
        if (frame.processId === processId && frame.routingId === routingId) return contents.webFrame(frame);
      }
    }
    return undefined;
  },
};
