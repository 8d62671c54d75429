/** chrome.browsingData: credentials of HTTP authentication, which no DevTools command forgets. */

/**
 * Chromium clears them with cookies, those of other kinds of pages included. Pages of the protected kind, those of hosted apps,
 * have no cookies here: all cookies stay.
 */
export async function clearAuthCache(): Promise<void> {
  await chrome.browsingData.remove({ since: 0, originTypes: { protectedWeb: true } }, { cookies: true });
}
