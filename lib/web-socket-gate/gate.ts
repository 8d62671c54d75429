/**
 * A hidden page of the gate extension. Blocking listeners of extensions answer at once or not at all: the main process is asked by
 * a synchronous request that never leaves the browser process, where DevTools holds it.
 */
import { captureCalls } from '../tab-capture/capture-calls';
import type { GateAnswer, GateCalls, GateHeader, GateQuestion } from '../common/gate-messages';

const WEB_SOCKETS: chrome.webRequest.RequestFilter = { urls: ['ws://*/*', 'wss://*/*'] };

/** Target ids of pages by tab. */
let pages = new Map<number | undefined, string>();

async function readPages(): Promise<void> {
  const targets = await chrome.debugger.getTargets();
  pages = new Map(targets.map(({ tabId, id }) => [tabId, id]));
}

type Event = Exclude<GateQuestion['event'], 'ended'>;

type Details = Omit<GateQuestion['details'], 'requestHeaders' | 'responseHeaders'> & {
  tabId: number;
  requestHeaders?: chrome.webRequest.HttpHeader[];
  responseHeaders?: chrome.webRequest.HttpHeader[];
};

/** Values that are not UTF-8 come as bytes; one character a byte, as Node.js has them. */
const toGate = ({ name, value, binaryValue }: chrome.webRequest.HttpHeader): GateHeader => ({
  name,
  value: value ?? String.fromCharCode(...new Uint8Array(binaryValue ?? new ArrayBuffer(0))),
});

/** A blocking listener. If nobody can decide, because the main process or its connection is gone, the request is canceled. */
const ask =
  (url: string, event: Event) =>
  ({ tabId, requestHeaders, responseHeaders, ...details }: Details): GateAnswer => {
    const question: GateQuestion = {
      event,
      page: pages.get(tabId) ?? null,
      details: {
        ...details,
        ...(requestHeaders ? { requestHeaders: requestHeaders.map(toGate) } : {}),
        ...(responseHeaders ? { responseHeaders: responseHeaders.map(toGate) } : {}),
      },
    };
    const request = new XMLHttpRequest();
    try {
      request.open('POST', url, false);
      request.send(JSON.stringify(question));
      return JSON.parse(request.responseText) as GateAnswer;
    } catch {
      return { cancel: true };
    }
  };

/** Reports the end of a WebSocket's request; nothing waits for it. */
const reportEnd =
  (mainProcess: string) =>
  ({ requestId, url, error }: { requestId: string; url: string; error?: string }): void => {
    const details = { requestId, url, ...(error === undefined ? {} : { error }) };
    const question: GateQuestion = { event: 'ended', page: null, details };
    void fetch(mainProcess, { method: 'POST', body: JSON.stringify(question) });
  };

const calls: GateCalls = {
  ...captureCalls,
  start(url) {
    chrome.tabs.onCreated.addListener(() => void readPages());
    chrome.tabs.onReplaced.addListener(() => void readPages());
    const { onBeforeRequest, onBeforeSendHeaders, onHeadersReceived, onCompleted, onErrorOccurred } = chrome.webRequest;
    onBeforeRequest.addListener(ask(url, 'onBeforeRequest'), WEB_SOCKETS, ['blocking']);
    const sending = ['blocking', 'requestHeaders', 'extraHeaders'] as const;
    onBeforeSendHeaders.addListener(ask(url, 'onBeforeSendHeaders'), WEB_SOCKETS, [...sending]);
    const received = ['blocking', 'responseHeaders', 'extraHeaders'] as const;
    onHeadersReceived.addListener(ask(url, 'onHeadersReceived'), WEB_SOCKETS, [...received]);
    onErrorOccurred.addListener(reportEnd(url), WEB_SOCKETS);
    onCompleted.addListener(
      ({ requestId, url: requested }) => reportEnd(url)({ requestId, url: requested }),
      WEB_SOCKETS,
    );
    return readPages();
  },
};

Object.assign(globalThis, { valenceCalls: calls });
