/** What is known of one request over all of its events and redirects. */
import type { ResourceType } from './events';
import type { RequestHeaders, ResponseHeaders } from './headers';
import type { FrameIdentity } from '../request-pipeline/frame-registry';

export interface RequestRecord {
  readonly id: number;
  url: string;
  method: string;
  resourceType: ResourceType;
  /** "" without one. */
  referrer: string;
  /** Null for requests of no page. */
  readonly frame: FrameIdentity | null;
  /** What a listener of onBeforeSendHeaders has been asked about, as it left it; null: none was asked. */
  decidedHeaders: RequestHeaders | null;
  /** Headers that onHeadersReceived has replaced, of the response that is coming. */
  replacedHeaders: ResponseHeaders | null;
}

/** The fields that the details of all events begin with, in Electron's order. */
export interface BaseDetails {
  id: number;
  url: string;
  method: string;
  webContentsId?: number;
  webContents?: Electron.WebContents;
  frame?: Electron.WebFrameMain;
  resourceType: ResourceType;
  referrer: string;
  timestamp: number;
}

/** `timestamp` in milliseconds since the epoch. */
export function baseDetails(
  { id, url, method, resourceType, referrer, frame }: RequestRecord,
  timestamp: number,
): BaseDetails {
  return {
    id,
    url,
    method,
    ...(frame ? { webContentsId: frame.webContents.id, webContents: frame.webContents, frame: frame.frame } : {}),
    resourceType,
    referrer,
    timestamp,
  };
}
