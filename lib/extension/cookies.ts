/** chrome.cookies: every change of a cookie, which the DevTools protocol does not report. */
import { report } from './report';

export function reportCookieChanges(): void {
  chrome.cookies.onChanged.addListener(({ cookie, cause, removed }) => {
    report({ type: 'cookie-changed', cookie, cause, removed });
  });
}
