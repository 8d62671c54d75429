/** chrome.tabCapture: ids of what one page may capture of another, which the DevTools protocol cannot give. */
import type { CaptureCalls } from '../common/capture-messages';

/** Chromium gives it to the extension that --allowlisted-extension-id names, without a click on its button. */
export const captureTab: CaptureCalls['captureTab'] = async ({ target, consumer }) => {
  const targets = await chrome.debugger.getTargets();
  const tabOf = (page: string): number => {
    const tabId = targets.find(({ id }) => id === page)?.tabId;
    if (tabId === undefined) throw new Error('The page has no tab');
    return tabId;
  };
  return chrome.tabCapture.getMediaStreamId({ targetTabId: tabOf(target), consumerTabId: tabOf(consumer) });
};
