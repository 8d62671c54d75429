/**
 * Service worker of the helper extension: one file for each part of chrome.* that is used. The main process waits for
 * `valenceCalls`, so that comes last.
 */
import type { HelperCalls } from '../common/helper-messages';
import { clearAuthCache } from './browsing-data';
import { reportCookieChanges } from './cookies';
import {
  allowDownloads,
  cancelDownload,
  eraseDownload,
  getDownload,
  nameDownload,
  pauseDownload,
  reportDownloads,
  resumeDownload,
} from './downloads';
import { untilActivated } from './lifecycle';
import { createWindow, isAudible, reportWindows, setMuted, setZoom } from './windows';

reportCookieChanges();
reportDownloads();
reportWindows();

const calls: HelperCalls = {
  allowDownloads,
  cancelDownload,
  clearAuthCache,
  createWindow,
  eraseDownload,
  getDownload,
  isAudible,
  nameDownload,
  pauseDownload,
  resumeDownload,
  setMuted,
  setZoom,
  untilActivated,
};

Object.assign(globalThis, { valenceCalls: calls });
