/** chrome.windows: windows without tabs and address bar, which the DevTools protocol cannot open. */
import type { HelperCalls } from '../common/helper-messages';

export const createWindow: HelperCalls['createWindow'] = async (window) => {
  await chrome.windows.create(window);
};
