/**
 * Service worker of the helper extension: one file for each part of chrome.* that is used. The main process waits for
 * `valenceCalls`, so that comes last.
 */
import type { HelperCalls } from '../common/helper-messages';
import { captureTab } from './capture';
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
import { createWindow } from './windows';

reportCookieChanges();
reportDownloads();

const calls: HelperCalls = {
  allowDownloads,
  cancelDownload,
  captureTab,
  createWindow,
  eraseDownload,
  getDownload,
  nameDownload,
  pauseDownload,
  resumeDownload,
  untilActivated,
};

Object.assign(globalThis, { valenceCalls: calls });
