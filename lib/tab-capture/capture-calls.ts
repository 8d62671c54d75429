/** chrome.tabCapture: ids of what one page may capture of another, which the DevTools protocol cannot give. */
import type { CaptureCalls } from '../common/capture-messages';

async function tabsOf(pages: readonly string[]): Promise<(number | undefined)[]> {
  const targets = await chrome.debugger.getTargets();
  return pages.map((page) => targets.find(({ id }) => id === page)?.tabId);
}

export const captureCalls: CaptureCalls = {
  /** Chromium gives them to the extension that --allowlisted-extension-id names, without a click on its button. */
  async captureTabs({ targets, consumer }) {
    const [consumerTabId, ...targetTabs] = await tabsOf([consumer, ...targets]);
    const ids: string[] = [];
    for (const targetTabId of targetTabs) {
      if (targetTabId === undefined || consumerTabId === undefined) throw new Error('The page has no tab');
      ids.push(await chrome.tabCapture.getMediaStreamId({ targetTabId, consumerTabId }));
    }
    return ids;
  },

  async untilUsed({ targets, milliseconds }) {
    const waiting = new Set(await tabsOf(targets));
    waiting.delete(undefined); // it is closed
    await new Promise<void>((resolve) => {
      // Chromium lists captures from the use of their ids on.
      const look = async (): Promise<void> => {
        for (const { tabId } of await chrome.tabCapture.getCapturedTabs()) waiting.delete(tabId);
        if (waiting.size === 0) resolve();
      };
      chrome.tabCapture.onStatusChanged.addListener(() => void look());
      setTimeout(resolve, milliseconds);
      void look();
    });
  },
};
