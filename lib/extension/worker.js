// Service worker of the helper extension. Events reach the main process through a binding that only this worker's
// DevTools session has; it is added before the listeners of this file can fire.
const report = (message) => globalThis.valenceReport?.(JSON.stringify(message));

chrome.cookies.onChanged.addListener(({ cookie, cause, removed }) => {
  report({ type: 'cookie-changed', cookie, cause, removed });
});
