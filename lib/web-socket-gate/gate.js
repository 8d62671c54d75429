// A hidden page of the gate extension. Blocking listeners of extensions answer at once or not at all: the main process
// is asked by a synchronous request that never leaves the browser process, where DevTools holds it.

/** `url`: secret, of this browser; what is sent there is answered by the main process. */
globalThis.startGate = (url) => {
  const WEB_SOCKETS = { urls: ['ws://*/*', 'wss://*/*'] };
  /** Target ids of pages by tab. */
  let pages = new Map();

  const readPages = async () => {
    const targets = await chrome.debugger.getTargets();
    pages = new Map(targets.map(({ tabId, id }) => [tabId, id]));
  };
  chrome.tabs.onCreated.addListener(readPages);
  chrome.tabs.onReplaced.addListener(readPages);

  const ask = (event) => (details) => {
    const request = new XMLHttpRequest();
    try {
      request.open('POST', url, false);
      request.send(JSON.stringify({ event, details, page: pages.get(details.tabId) ?? null }));
      return JSON.parse(request.responseText);
    } catch {
      // Nobody can decide: the main process or its connection is gone.
      return { cancel: true };
    }
  };
  const { onBeforeRequest, onBeforeSendHeaders, onHeadersReceived, onCompleted, onErrorOccurred } = chrome.webRequest;
  onBeforeRequest.addListener(ask('onBeforeRequest'), WEB_SOCKETS, ['blocking']);
  onBeforeSendHeaders.addListener(ask('onBeforeSendHeaders'), WEB_SOCKETS, [
    'blocking',
    'requestHeaders',
    'extraHeaders',
  ]);
  onHeadersReceived.addListener(ask('onHeadersReceived'), WEB_SOCKETS, ['blocking', 'responseHeaders', 'extraHeaders']);
  const tell = ({ requestId, error }) => {
    void fetch(url, { method: 'POST', body: JSON.stringify({ event: 'ended', details: { requestId, error } }) });
  };
  onErrorOccurred.addListener(tell, WEB_SOCKETS);
  onCompleted.addListener(({ requestId }) => tell({ requestId }), WEB_SOCKETS);
  return readPages();
};
