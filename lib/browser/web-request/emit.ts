/** Tells the listeners of an event that holds nothing up. */
import { callApp } from '../app-calls';
import type { EventDetails, ObservingEvent } from './events';
import type { ListenerTable } from './listener-table';
import { baseDetails, type BaseDetails, type RequestRecord } from './request-record';

/** `timestamp` in milliseconds since the epoch. */
export type Emit = <E extends ObservingEvent>(
  event: E,
  record: RequestRecord,
  timestamp: number,
  fields: Omit<EventDetails[E], keyof BaseDetails>,
) => void;

export function emitterOf(table: ListenerTable): Emit {
  return (event, record, timestamp, fields) => {
    for (const { listener } of table.matching(event, record.url, record.resourceType)) {
      // One listener's exception must not keep the event from the others.
      callApp(listener, [{ ...baseDetails(record, timestamp), ...fields }], () => undefined);
    }
  };
}
