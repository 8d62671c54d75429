/** chrome.windows, chrome.tabs: windows without tabs and address bar, zoom and sound, which the DevTools protocol has not. */
import type { HelperCalls, WindowChangedMessage } from '../common/helper-messages';
import { report } from './report';

export const createWindow: HelperCalls['createWindow'] = async (window) => {
  await chrome.windows.create(window);
};

const pageIn = async (windowId: number): Promise<chrome.tabs.Tab | undefined> => {
  const [tab] = await chrome.tabs.query({ windowId, active: true });
  return tab;
};

export const setMuted: HelperCalls['setMuted'] = async (windowId, muted) => {
  const tab = await pageIn(windowId);
  if (tab?.id !== undefined) await chrome.tabs.update(tab.id, { muted });
};

export const isAudible: HelperCalls['isAudible'] = async (windowId) => (await pageIn(windowId))?.audible ?? false;

export const setZoom: HelperCalls['setZoom'] = async (windowId, factor) => {
  const tab = await pageIn(windowId);
  if (tab?.id !== undefined) await chrome.tabs.setZoom(tab.id, factor);
};

const modeOf = (state: chrome.windows.Window['state']): WindowChangedMessage['mode'] =>
  state === 'minimized' || state === 'maximized' || state === 'fullscreen' ? state : 'normal';

/** Milliseconds after which Chromium knows which of its windows has the focus: of a new window it reports the loss of it first. */
const SETTLE = 200;

let focused: number = chrome.windows.WINDOW_ID_NONE;
let settling: ReturnType<typeof setTimeout> | undefined;

async function reportFocus(): Promise<void> {
  const all = await chrome.windows.getAll({ windowTypes: ['normal', 'popup'] });
  const id = all.find((window) => window.focused)?.id ?? chrome.windows.WINDOW_ID_NONE;
  if (id === focused) return;
  focused = id;
  report({ type: 'window-focused', id });
}

function onFocus(): void {
  void reportFocus();
  clearTimeout(settling);
  settling = setTimeout(() => void reportFocus(), SETTLE);
}

export function reportWindows(): void {
  chrome.windows.onBoundsChanged.addListener(({ id = -1, left = 0, top = 0, width = 0, height = 0, state }) => {
    const bounds = { x: left, y: top, width, height };
    report({ type: 'window-changed', id, mode: modeOf(state), bounds });
    // Chromium does not report the focus of a window that is minimized.
    onFocus();
  });
  chrome.tabs.onUpdated.addListener((_, { audible }, { windowId }) => {
    if (audible !== undefined) report({ type: 'audible-changed', windowId, isAudible: audible });
  });
  chrome.windows.onFocusChanged.addListener(onFocus);
  chrome.windows.onRemoved.addListener(onFocus);
}
