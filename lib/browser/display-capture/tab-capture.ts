/** Lets one page capture another one of its browser. */
import type { CaptureCalls } from '../../common/capture-messages';
import type { Browser } from '../browser-process/browser';
import { callExpression } from '../devtools/evaluate';
import { AllowlistedExtension } from '../helper-extension/allowlisted-extension';
import { HiddenPage } from '../hidden-page/hidden-page';

/** What Chromium says of a page that is captured already (chrome/browser/extensions/api/tab_capture/tab_capture_api.cc). */
const ACTIVE = 'Cannot capture a tab with an active stream.';

/**
 * An id for getUserMedia() in the page `consumer`, good for one use. Both are target ids. Rejects if Chromium gives none: for a
 * page that is gone, and one that is captured already while a listener holds WebSockets.
 */
export function tabCaptureId(browser: Browser, target: string, consumer: string): Promise<string> {
  const extension = AllowlistedExtension.of(browser);
  return extension.capture(async (url) => {
    const idFrom = async (): Promise<string> => {
      const page = new HiddenPage(browser, 'Capturing a page', (document) => document.load(url));
      try {
        return await page.evaluate<string>(
          callExpression<CaptureCalls, 'captureTab'>('captureTab', { target, consumer }),
        );
      } finally {
        page.close();
      }
    };
    return idFrom().catch(async (error: unknown) => {
      if (!String(error).includes(ACTIVE) || !(await extension.forgetCaptures())) throw error;
      return idFrom();
    });
  });
}
