/** The events of webRequest, in the order in which a request meets them. */
export const EVENTS = [
  'onBeforeRequest',
  'onBeforeSendHeaders',
  'onSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
] as const;

export type EventName = (typeof EVENTS)[number];

/** What a listener of each event is given. */
export interface EventDetails {
  onBeforeRequest: Electron.OnBeforeRequestListenerDetails;
  onBeforeSendHeaders: Electron.OnBeforeSendHeadersListenerDetails;
  onSendHeaders: Electron.OnSendHeadersListenerDetails;
  onHeadersReceived: Electron.OnHeadersReceivedListenerDetails;
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
}

export type BlockingEvent = keyof BlockingResponses;
export type ObservingEvent = Exclude<EventName, BlockingEvent>;

export type ResourceType = Electron.OnBeforeRequestListenerDetails['resourceType'];
