/**
 * Service worker of the helper extension: one file for each part of chrome.* that is used. The main process waits for
 * `valenceCalls`, so that comes last.
 */
import type { HelperCalls } from '../common/helper-messages';
import { captureTab } from './capture';
import { reportCookieChanges } from './cookies';
import { untilActivated } from './lifecycle';
import { createWindow } from './windows';

reportCookieChanges();

const calls: HelperCalls = { captureTab, createWindow, untilActivated };

Object.assign(globalThis, { valenceCalls: calls });
