/**
 * What a log may show of a DevTools message. Everything else is secret until proven otherwise: a string is written only if
 * its member is listed here, so that a member that a later Chromium adds does not leak. Numbers and booleans are written,
 * except where they may be a script's own.
 */

/** Members whose strings are identifiers, URLs and words of Chromium. */
const SHOWN = new Set(
  `acceptLanguage action blockedReason browserContextId className disposition documentURL domain embeddingOrigin
  errorReason errorText eventName executionContextUniqueId frameId handle id initiatorType interceptionId loaderId
  method mimeType mixedContentType mode navigationType networkId objectGroup objectId openerFrameId openerId
  origin parentFrameId parentId path policy priority product protocol protocolVersion reason redirectedRequestId
  referrer referrerPolicy registrationId remoteIPAddress requestId requestStage resourceType response
  responseErrorReason responsePhrase responseStatusText runningStatus sameSite scheme scopeURL scriptId scriptURL
  securityOrigin securityState serviceWorkerResponseSource sessionId setting sourceScheme state status statusText
  storageTypes stream subtype targetId topLevelSite transitionType type uniqueId unreachableUrl url urlPattern
  urls userAgent userTypedURL versionId windowState worldName`.split(/\s+/),
);

/** Methods whose `name` is that of a cookie, a permission or a world. Elsewhere it may be a secret, or a page's own. */
const WITH_NAMES = new Set([
  'Browser.setPermission',
  'Network.deleteCookies',
  'Network.getCookies',
  'Network.requestWillBeSentExtraInfo',
  'Network.responseReceivedExtraInfo',
  'Network.setCookie',
  'Runtime.executionContextCreated',
  'Storage.getCookies',
  'Storage.setCookies',
]);

/** Whatever type it has: results, arguments and cookies. */
const SECRET = new Set(['value', 'unserializableValue', 'arguments', 'args', 'bytes']);

/** Headers whose values say nothing about who the user is. */
const SHOWN_HEADERS = new Set(
  `accept accept-encoding accept-language accept-ranges access-control-allow-credentials access-control-allow-headers
  access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age
  access-control-request-headers access-control-request-method age allow cache-control connection content-disposition
  content-encoding content-language content-length content-range content-security-policy content-type date expires host
  keep-alive last-modified location origin pragma range referer referrer-policy retry-after sec-fetch-dest sec-fetch-mode
  sec-fetch-site sec-fetch-user server strict-transport-security transfer-encoding upgrade upgrade-insecure-requests
  user-agent vary x-content-type-options x-frame-options`.split(/\s+/),
);

/** Characters of one string, members of one array, levels of objects. */
const MAX_LENGTH = 300;
const MAX_ITEMS = 10;
const MAX_DEPTH = 8;

const lengthOf = (text: string): string => `<${text.length} characters>`;

/** Without what may be secret in a URL: user and password, contents of data: and javascript:, long random parts. */
export function cleanURL(url: string): string {
  const shown = url
    .replaceAll(/(\bdata:[^,]*,|\bjavascript:).*/gis, '$1<cut>')
    .replaceAll(/\/\/[^/?#\s]*@/g, '//<cut>@')
    // The URLs of streams and of the WebSocket gate; ids of Chromium are in capitals.
    .replaceAll(/[0-9a-f]{32,}/g, '<cut>');
  return shown.length <= MAX_LENGTH ? shown : `${shown.slice(0, MAX_LENGTH)}…`;
}

/** `params` or `result` of a message as JSON. `method` is that of the message, or of the command that it answers. */
export function withoutSecrets(value: unknown, method: string): string {
  return JSON.stringify(clean(value, '', WITH_NAMES.has(method), MAX_DEPTH)) ?? '';
}

function clean(value: unknown, key: string, named: boolean, depth: number): unknown {
  if (value === null || value === undefined) return value;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (SECRET.has(key)) return '<cut>';
  if (typeof value === 'string') return SHOWN.has(key) || (named && key === 'name') ? cleanURL(value) : lengthOf(value);
  if (typeof value !== 'object') return value;
  if (depth === 0) return '<cut>';
  if (/headers$/i.test(key)) return cleanHeaders(value);
  if (Array.isArray(value)) {
    const items: unknown[] = value.slice(0, MAX_ITEMS).map((item) => clean(item, key, named, depth - 1));
    return value.length > MAX_ITEMS ? [...items, `<${value.length - MAX_ITEMS} more>`] : items;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, clean(member, name, named, depth - 1)]),
  );
}

/** Both forms of the protocol, a list of entries and an object, as an object. */
function cleanHeaders(headers: object): Record<string, string> {
  const entries: [name: string, value: unknown][] = Array.isArray(headers)
    ? (headers as { name: string; value: unknown }[]).map(({ name, value }) => [name, value])
    : Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, cleanHeader(name, value)]));
}

function cleanHeader(name: string, value: unknown): string {
  if (typeof value !== 'string') return '<cut>';
  return SHOWN_HEADERS.has(name.toLowerCase()) ? cleanURL(value) : lengthOf(value);
}
