/** chrome.windows, chrome.tabs: windows without tabs and address bar, and zoom, which the DevTools protocol has not. */
import type { HelperCalls } from '../common/helper-messages';

export const createWindow: HelperCalls['createWindow'] = async (window) => {
  await chrome.windows.create(window);
};

export const setZoom: HelperCalls['setZoom'] = async (windowId, factor) => {
  const [tab] = await chrome.tabs.query({ windowId, active: true });
  if (tab?.id !== undefined) await chrome.tabs.setZoom(tab.id, factor);
};
