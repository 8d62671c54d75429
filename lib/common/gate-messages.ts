/** What the WebSocket gate (lib/web-socket-gate) asks the main process, and what it is answered: JSON both ways. */
import type { CaptureCalls } from './capture-messages';

export interface GateHeader {
  name: string;
  value: string;
}

/** What chrome.webRequest reports, as far as it is read. */
export interface GateQuestion {
  event: 'onBeforeRequest' | 'onBeforeSendHeaders' | 'onHeadersReceived' | 'ended';
  /** Target id of the page; null if it is not known. */
  page: string | null;
  details: {
    requestId: string;
    url: string;
    /** net::ERR_…, of one that `ended` without being opened. */
    error?: string;
    requestHeaders?: GateHeader[];
    responseHeaders?: GateHeader[];
    statusCode?: number;
    statusLine?: string;
  };
}

/** chrome.webRequest.BlockingResponse */
export interface GateAnswer {
  cancel?: boolean;
  requestHeaders?: GateHeader[];
  responseHeaders?: GateHeader[];
}

/** The functions of the gate's page that the main process calls. */
export interface GateCalls extends CaptureCalls {
  /** `url`: secret, of this browser; what is sent there is answered by the main process. Resolves when WebSockets are held. */
  start(url: string): Promise<void>;
}
