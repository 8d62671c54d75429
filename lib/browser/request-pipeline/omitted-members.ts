/** What nobody reads of the Network domain's events: decoding it would be most of the work. */

const RESPONSE_MEMBERS = [
  'url',
  'charset',
  'mimeType',
  'connectionReused',
  'connectionId',
  'remotePort',
  'fromServiceWorker',
  'fromPrefetchCache',
  'encodedDataLength',
  'timing',
  'responseTime',
  'protocol',
  'alternateProtocolUsage',
  'securityState',
  'securityDetails',
];

const UNREAD: readonly string[] = [
  'Network.dataReceived',
  'Network.resourceChangedPriority',
  'Network.requestServedFromCache',
  'Network.policyUpdated',
  'Network.webSocketFrameReceived',
  'Network.webSocketFrameSent',
  ...['documentURL', 'initiator.stack', 'hasUserGesture', 'renderBlockingBehavior'].map(
    (member) => `Network.requestWillBeSent ${member}`,
  ),
  ...['postData', 'postDataEntries', 'mixedContentType', 'initialPriority', 'referrerPolicy', 'isSameSite'].map(
    (member) => `Network.requestWillBeSent request.${member}`,
  ),
  ...['connectTiming', 'clientSecurityState', 'siteHasCookieInOtherPartition', 'deviceBoundSessionUsages'].map(
    (member) => `Network.requestWillBeSentExtraInfo ${member}`,
  ),
  ...['blockedCookies', 'exemptedCookies', 'headersText', 'cookiePartitionKey', 'resourceIPAddressSpace'].map(
    (member) => `Network.responseReceivedExtraInfo ${member}`,
  ),
  ...['loaderId', 'type', 'frameId'].map((member) => `Network.responseReceived ${member}`),
  ...RESPONSE_MEMBERS.flatMap((member) => [
    `Network.responseReceived response.${member}`,
    `Network.requestWillBeSent redirectResponse.${member}`,
  ]),
];

/** As NativeBrowser.setEventDelivery() takes it, with further events of which nobody reads anything. */
export function omittedWith(events: readonly string[]): string[] {
  const members = UNREAD.filter((entry) => !events.some((event) => entry.startsWith(`${event} `)));
  return [...members, ...events];
}
