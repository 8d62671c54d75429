/** chrome.tabCapture: ids of what one page may capture of another, which the DevTools protocol cannot give. */
import type { HelperCalls } from '../common/helper-messages';

/** Chromium gives it only for a tab in which the extension was invoked (activeTab). */
export const captureTab: HelperCalls['captureTab'] = async ({ target, consumer }) => {
  const targets = await chrome.debugger.getTargets();
  const tabOf = (page: string): number => {
    const tabId = targets.find(({ id }) => id === page)?.tabId;
    if (tabId === undefined) throw new Error('The page has no tab');
    return tabId;
  };
  return chrome.tabCapture.getMediaStreamId({ targetTabId: tabOf(target), consumerTabId: tabOf(consumer) });
};
