/** Tells the listeners of an event that holds nothing up. */
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
      try {
        listener({ ...baseDetails(record, timestamp), ...fields });
      } catch (error) {
        // The mistake of one listener: the others must still hear.
        process.nextTick(() => {
          throw error;
        });
      }
    }
  };
}
