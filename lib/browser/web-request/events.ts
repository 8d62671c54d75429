/** The events of webRequest, in the order in which a request meets them. */
/** What a listener of onResponseBody may answer with. */
export type BodySource = string | Uint8Array | AsyncIterable<string | Uint8Array>;

export const EVENTS = [
  'onBeforeRequest',
  'onBeforeSendHeaders',
  'onSendHeaders',
  'onHeadersReceived',
  'onResponseBody',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
] as const;

export type EventName = (typeof EVENTS)[number];

/** Of Electron: the others are additions. */
export type ElectronEventName = Exclude<EventName, 'onResponseBody'>;

/** docs/api/web-request.md */
export interface OnResponseBodyListenerDetails extends Electron.OnHeadersReceivedListenerDetails {
  /** Decoded. */
  body: ReadableStream<Uint8Array>;
}

export interface ResponseBodyResponse {
  cancel?: boolean;
  body?: BodySource;
}

/** What a listener of each event is given. */
export interface EventDetails {
  onBeforeRequest: Electron.OnBeforeRequestListenerDetails;
  onBeforeSendHeaders: Electron.OnBeforeSendHeadersListenerDetails;
  onSendHeaders: Electron.OnSendHeadersListenerDetails;
  onHeadersReceived: Electron.OnHeadersReceivedListenerDetails;
  onResponseBody: OnResponseBodyListenerDetails;
  onBeforeRedirect: Electron.OnBeforeRedirectListenerDetails;
  onResponseStarted: Electron.OnResponseStartedListenerDetails;
  onCompleted: Electron.OnCompletedListenerDetails;
  onErrorOccurred: Electron.OnErrorOccurredListenerDetails;
}

/** What a listener of each blocking event answers: Chromium holds the request until then. */
export interface BlockingResponses {
  onBeforeRequest: Electron.CallbackResponse;
  onBeforeSendHeaders: Electron.BeforeSendResponse;
  onHeadersReceived: Electron.HeadersReceivedResponse;
  onResponseBody: ResponseBodyResponse;
}

export type BlockingEvent = keyof BlockingResponses;
export type ObservingEvent = Exclude<EventName, BlockingEvent>;

export type ResourceType = Electron.OnBeforeRequestListenerDetails['resourceType'];
