/**
 * Changes the words that a running Chromium takes for right. Only the origin of chrome://settings may, and Chromium dies of it in a
 * hidden page: a tab is opened for it, in a window of its own that is minimized, and closed.
 */
import type { Browser } from '../browser-process/browser';
import { HiddenDocument } from '../hidden-page/hidden-document';

/** A resource of the page instead of the page, which loads its whole user interface. */
const PAGE = 'chrome://settings/strings.m.js';

/** True: added; false: removed. */
export type WordChanges = ReadonlyMap<string, boolean>;

/**
 * What is used: chrome/common/extensions/api/language_settings_private.idl. It reports words once they have been read; before that none
 * can be removed; and the second time when the changes are done.
 */
const script = (changes: WordChanges): string => `(async () => {
  const api = chrome.languageSettingsPrivate;
  const untilRead = () => new Promise((resolve) => api.getSpellcheckWords(resolve));
  await untilRead();
  for (const [word, added] of ${JSON.stringify([...changes])}) {
    if (added) api.addSpellcheckWord(word);
    else api.removeSpellcheckWord(word);
  }
  await untilRead();
})()`;

/** Resolves when Chromium acts by them. Rejects if it ends before. */
export async function changeWords(browser: Browser, changes: WordChanges): Promise<void> {
  await browser.ready;
  const { targetId } = await browser.root.send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    windowState: 'minimized',
  });
  try {
    const document = new HiddenDocument(targetId, await browser.targets.attachPrivately(targetId));
    await document.load(PAGE);
    await document.evaluate(script(changes));
  } finally {
    browser.root.post('Target.closeTarget', { targetId });
  }
}
