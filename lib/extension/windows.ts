/** chrome.windows, chrome.tabs: windows without tabs and address bar, and zoom, which the DevTools protocol has not. */
import type { HelperCalls, WindowChangedMessage } from '../common/helper-messages';
import { report } from './report';

export const createWindow: HelperCalls['createWindow'] = async (window) => {
  await chrome.windows.create(window);
};

export const setZoom: HelperCalls['setZoom'] = async (windowId, factor) => {
  const [tab] = await chrome.tabs.query({ windowId, active: true });
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
  chrome.windows.onFocusChanged.addListener(onFocus);
  chrome.windows.onRemoved.addListener(onFocus);
}
